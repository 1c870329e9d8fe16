import GraphCore

/// A model that the current one is compared with.
struct Comparison: Sendable {
  /// Which model it is.
  enum Base: Hashable, Sendable {
    /// A version of this model; 0 is the original.
    case version(Int)
    /// A model from a file, or a built-in one, by its name.
    case other(String)

    /// The model in words.
    var name: String {
      switch self {
      case .version(let id): "state \(id)"
      case .other(let name): name
      }
    }
  }

  /// Which model it is.
  var base: Base
  /// The model.
  var analysis: ModelAnalysis
  /// Its outline.
  let outline: Outline
  private let rows: RowsByCall
  /// What it took, when it was timed.
  var timing: PassTiming?
  /// Whether the current model came from it by edits, so that equal identifiers mean equal calls.
  var isAncestor: Bool

  /// The model of a version that the current one came from.
  init(ancestor id: Int, _ analysis: ModelAnalysis, _ outline: Outline, timing: PassTiming?) {
    base = .version(id)
    self.analysis = analysis
    self.outline = outline
    rows = RowsByCall(outline)
    self.timing = timing
    isAncestor = true
  }

  /// A model that is matched by the names and the order of its layers.
  init(_ base: Base, _ analysis: ModelAnalysis, timing: PassTiming? = nil) {
    self.base = base
    self.analysis = analysis
    outline = analysis.outline
    rows = RowsByCall(outline)
    self.timing = timing
    isAncestor = false
  }

  /// The model in words.
  var name: String { base == .version(0) ? "the original" : base.name }

  /// The row that was a row of the current model, whatever its path was.
  ///
  /// - Parameter call: what the row's last call was; nil when that is new.
  func row(_ item: OutlineItem, endingWith call: NodeID?) -> OutlineItem? {
    let same = outline.row(at: item.path).map { outline.allItems[$0] }
    guard let call, item.inner == nil, same?.node != call else { return same }
    return rows.of(call).map { outline.allItems[$0] }.last { $0.isLike(item) } ?? same
  }

  /// Tells for each call of a model which call of this one it was; nil for a new one.
  func counterparts(for model: ModelAnalysis) -> @Sendable (NodeID) -> NodeID? {
    if isAncestor {
      let graph = analysis.graph
      return { graph.contains($0) ? $0 : nil }
    }
    if case .other = base {
      let matching = LayerMatching(analysis, model)
      return { matching.call($0) }
    }
    let (graph, newGraph) = (analysis.graph, model.graph)
    return { node in
      // The calls of a layer that is called several times are matched in order.
      let layer = newGraph[node].layer
      guard let partner = graph.layer(named: newGraph[layer].name),
        let call = newGraph.calls(of: layer).firstIndex(of: node),
        graph.calls(of: partner).indices.contains(call)
      else { return nil }
      let counterpart = graph.calls(of: partner)[call]
      return counterpart
    }
  }
}

/// The rows of an outline by the call that they end with, as chains in two lists of numbers.
private struct RowsByCall: Sendable {
  private var last: [Int] = []
  private var before: [Int] = []

  init(_ outline: Outline) {
    before.reserveCapacity(outline.allItems.count)
    for (row, item) in outline.allItems.enumerated() {
      let call = item.node.rawValue
      while last.count <= call { last.append(-1) }
      // A row inside a nested model has the nested model's call.
      before.append(item.inner == nil ? last[call] : -1)
      if item.inner == nil { last[call] = row }
    }
  }

  /// The places of the rows that end with a call, the innermost first.
  func of(_ call: NodeID) -> some Sequence<Int> {
    sequence(
      first: last.indices.contains(call.rawValue) ? last[call.rawValue] : -1, next: { before[$0] }
    ).prefix { $0 >= 0 }
  }
}

extension OutlineItem {
  /// Whether the row is a run of equal blocks.
  var isRun: Bool { if case .run = kind { true } else { false } }

  /// Whether both are runs, blocks, branches, units or layers.
  fileprivate func isLike(_ other: OutlineItem) -> Bool {
    switch (kind, other.kind) {
    case (.run, .run), (.block, .block): true
    default: kind == other.kind
    }
  }
}
