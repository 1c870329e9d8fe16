/// The tree on screen, derived from the graph alone.
///
/// Regions from a fan-out to a merge are blocks with branches, a convolution with its normalization
/// and activation is a unit, runs of isomorphic blocks fold into one row; every call stands in exactly
/// one row of kind `layer`.
public struct Outline: Sendable {
  /// The outermost rows in order of execution.
  public let items: [OutlineItem]
  /// Every row, outermost first, each before its children.
  public let allItems: [OutlineItem]

  /// The row around each row; -1 for an outermost one.
  private let parents: [Int]
  private let rowOfPath: [String: Int]
  /// The row of a block's title; nil for a title that several blocks have.
  private let rowOfBlock: [String: Int?]

  /// The outline of a model, in time linear in its size.
  public init(_ analysis: ModelAnalysis) {
    var builder = OutlineBuilder(analysis)
    items = builder.rows(parent: "")
    var rows: [OutlineItem] = []
    rows.reserveCapacity(analysis.order.count * 2)
    var parents: [Int] = []
    Self.append(items, parent: -1, to: &rows, &parents)
    self.parents = parents
    var paths: [String: Int] = [:]
    paths.reserveCapacity(rows.count)
    var blocks: [String: Int?] = [:]
    for (index, row) in rows.enumerated() {
      paths[row.path] = index
      guard case .block = row.kind else { continue }
      blocks[row.title] = .some(blocks[row.title] == nil ? index : nil)
    }
    allItems = rows
    rowOfPath = paths
    rowOfBlock = blocks
  }

  /// The row of that path, or the only block of that name wherever it stands.
  ///
  /// Complexity: constant.
  public func item(at path: String) -> OutlineItem? {
    if let row = rowOfPath[path] { return allItems[row] }
    if let row = rowOfBlock[path] ?? nil { return allItems[row] }
    return nil
  }

  /// The place of the row of a path in `allItems`; nil when there is none.
  public func row(at path: String) -> Int? { rowOfPath[path] }

  /// The rows around the row of a path, outermost first.
  public func ancestors(of path: String) -> [OutlineItem] {
    var result: [OutlineItem] = []
    var row = rowOfPath[path].map { parents[$0] } ?? -1
    while row >= 0 {
      result.append(allItems[row])
      row = parents[row]
    }
    return result.reversed()
  }

  private static func append(
    _ items: [OutlineItem], parent: Int, to rows: inout [OutlineItem], _ parents: inout [Int]
  ) {
    for item in items {
      let row = rows.count
      rows.append(item)
      parents.append(parent)
      append(item.children, parent: row, to: &rows, &parents)
    }
  }
}
