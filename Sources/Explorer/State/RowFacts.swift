import GraphCore

/// What a row of the tree says beside its name: costs, how they differ from the model that is
/// compared with, time.
struct RowFacts: Hashable, Sendable {
  /// How a row differs from the model that is compared with.
  enum Mark: Hashable, Sendable {
    /// Not at all.
    case same
    /// Something in it changed.
    case changed
    /// It was not there.
    case added
  }

  /// The cost of all layers in it.
  var cost: LayerCost
  /// The same in the model that is compared with; nil when it was not there.
  var originalCost: LayerCost?
  /// The output's shape there; nil when it was not there.
  var originalShape: Shape?
  /// How it differs.
  var mark: Mark = .same
  /// Whether the last edit changed it.
  var isFresh = false
  /// The layers that it lost.
  var removed: [String] = []
  /// The time of all layers in it, in milliseconds; nil before a run.
  var milliseconds: Double?
  /// The same in the model that is compared with; nil when that was not timed.
  var originalMilliseconds: Double?
}

extension RowFacts {
  /// The facts of every row of an outline, by path.
  static func table(
    _ outline: Outline, history: EditHistory, comparison: Comparison
  ) -> [String: RowFacts] {
    let now = history.current
    let before = comparison.analysis
    let after = history.analysis
    let isCompared = comparison.base != .version(now.id)
    let counterpart = isCompared ? comparison.counterparts(for: after) : { $0 }
    var table: [String: RowFacts] = [:]
    var survivors: Set<NodeID> = []
    for item in outline.allItems {
      var facts = RowFacts(cost: cost(of: item, in: after))
      if let layers = now.timing?.layers, item.inner == nil {
        facts.milliseconds = item.nodes.reduce(0) { $0 + (layers[$1] ?? 0) }
      }
      if isCompared {
        var added = 0
        var hasChanged = false
        for node in item.nodes {
          guard let old = counterpart(node) else {
            added += 1
            continue
          }
          survivors.insert(old)
          hasChanged = hasChanged || differs(node, after, old, before)
        }
        facts.mark =
          added == item.nodes.count ? .added : hasChanged || added > 0 ? .changed : .same
      }
      if now.id > 0 {
        facts.isFresh = item.nodes.contains { now.touched.contains(after.graph.name(of: $0)) }
      }
      table[item.path] = facts
    }
    for item in comparison.outline.allItems {
      guard table[item.path] != nil else { continue }
      table[item.path]?.originalCost = cost(of: item, in: before)
      table[item.path]?.originalShape = shape(of: item, in: before)
      if let layers = comparison.timing?.layers, item.inner == nil {
        table[item.path]?.originalMilliseconds = item.nodes.reduce(0) { $0 + (layers[$1] ?? 0) }
      }
      guard isCompared, !item.children.isEmpty else { continue }
      let removed = item.nodes.filter { !survivors.contains($0) }.map { before.graph.name(of: $0) }
      guard !removed.isEmpty else { continue }
      table[item.path]?.removed = removed
      table[item.path]?.mark = .changed
    }
    return table
  }

  /// The cost of a row; of one inside a nested model, that of its part.
  private static func cost(of item: OutlineItem, in analysis: ModelAnalysis) -> LayerCost {
    guard let inner = item.inner else { return analysis.cost(of: item.nodes) }
    return analysis.source(of: item).analysis.cost(of: inner.nodes)
  }

  private static func shape(of item: OutlineItem, in analysis: ModelAnalysis) -> Shape {
    let (analysis, node) = analysis.source(of: item)
    return analysis.shape(of: node)
  }

  /// Whether a call differs from what it was in shape, cost or configuration.
  private static func differs(
    _ node: NodeID, _ after: ModelAnalysis, _ old: NodeID, _ before: ModelAnalysis
  ) -> Bool {
    before.shape(of: old) != after.shape(of: node)
      || before.cost(of: old) != after.cost(of: node)
      || before.graph.operation(of: old) != after.graph.operation(of: node)
  }
}
