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

  /// Where the rows stand to each other.
  private let layout: OutlineLayout
  /// The rows without runs, from which the outline after the next edit is made.
  private let skeleton: OutlineSkeleton

  /// The outline of a model, in time linear in its size.
  public init(_ analysis: ModelAnalysis) {
    self.init(OutlineSkeleton(analysis), analysis.graph)
  }

  /// The outline of a model that this one's model was edited into; equal to one that is made anew.
  ///
  /// Units, regions, names and parts are taken over when the edit left wiring, names and the forms of
  /// operations as they were.
  public func updated(from old: ModelAnalysis, to new: ModelAnalysis) -> Outline {
    guard let next = skeleton.updated(from: old, to: new) else { return new.outline }
    let outline = Outline(next, new.graph, before: self)
    new.remember(outline)
    return outline
  }

  private init(_ skeleton: OutlineSkeleton, _ graph: ModelGraph, before: Outline? = nil) {
    self.skeleton = skeleton
    items = skeleton.folded(graph)
    allItems = OutlineLayout.rows(of: items, capacity: before?.allItems.count ?? graph.nodeCapacity)
    if let before, before.allItems.count == allItems.count,
      zip(before.allItems, allItems).allSatisfy({
        $0.path == $1.path && $0.title == $1.title && $0.children.count == $1.children.count
      })
    {
      layout = before.layout
    } else {
      layout = OutlineLayout(items, allItems)
    }
  }

  /// Whether the rows of both have the same names and stand to each other in the same way, so that
  /// only numbers may differ.
  public func hasLayout(of other: Outline) -> Bool { layout === other.layout }

  /// The row around a row of `allItems`; nil for an outermost one.
  public func parent(of row: Int) -> Int? {
    let parent = layout.parents[row]
    return parent < 0 ? nil : parent
  }

  /// The place in `allItems` behind a row and all rows inside of it.
  public func end(of row: Int) -> Int { layout.ends[row] }

  /// The row of that path, or the only block of that name wherever it stands.
  ///
  /// Complexity: constant.
  public func item(at path: String) -> OutlineItem? {
    if let row = layout.rowOfPath[path] { return allItems[row] }
    if let row = layout.rowOfBlock[path] ?? nil { return allItems[row] }
    return nil
  }

  /// The place of the row of a path in `allItems`; nil when there is none.
  public func row(at path: String) -> Int? { layout.rowOfPath[path] }

  /// The rows around the row of a path, outermost first.
  public func ancestors(of path: String) -> [OutlineItem] {
    var result: [OutlineItem] = []
    var row = layout.rowOfPath[path].map { layout.parents[$0] } ?? -1
    while row >= 0 {
      result.append(allItems[row])
      row = layout.parents[row]
    }
    return result.reversed()
  }
}

/// Where the rows of an outline stand to each other; shared by outlines that differ in numbers alone.
private final class OutlineLayout: Sendable {
  /// The row around each row; -1 for an outermost one.
  let parents: [Int]
  /// The place behind each row and all rows inside of it.
  let ends: [Int]
  let rowOfPath: [String: Int]
  /// The row of a block's title; nil for a title that several blocks have.
  let rowOfBlock: [String: Int?]

  init(_ items: [OutlineItem], _ rows: [OutlineItem]) {
    var parents: [Int] = []
    parents.reserveCapacity(rows.count)
    var ends = [Int](repeating: 0, count: rows.count)
    func visit(_ items: [OutlineItem], parent: Int) {
      for item in items {
        let row = parents.count
        parents.append(parent)
        visit(item.children, parent: row)
        ends[row] = parents.count
      }
    }
    visit(items, parent: -1)
    var paths: [String: Int] = [:]
    paths.reserveCapacity(rows.count)
    var blocks: [String: Int?] = [:]
    for (index, row) in rows.enumerated() {
      paths[row.path] = index
      guard case .block = row.kind else { continue }
      blocks[row.title] = .some(blocks[row.title] == nil ? index : nil)
    }
    self.parents = parents
    self.ends = ends
    rowOfPath = paths
    rowOfBlock = blocks
  }

  /// Every row, outermost first, each before its children.
  static func rows(of items: [OutlineItem], capacity: Int) -> [OutlineItem] {
    var rows: [OutlineItem] = []
    rows.reserveCapacity(capacity)
    func visit(_ items: [OutlineItem]) {
      for item in items {
        rows.append(item)
        visit(item.children)
      }
    }
    visit(items)
    return rows
  }
}
