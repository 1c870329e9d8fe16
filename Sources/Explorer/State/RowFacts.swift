import GraphCore

/// What a row of the tree says beside its name: costs, how they differ from the original, time.
struct RowFacts: Hashable, Sendable {
  /// How a row differs from the original model.
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
  /// The same in the original model; nil when it was not there.
  var originalCost: LayerCost?
  /// The output's shape in the original model; nil when it was not there.
  var originalShape: Shape?
  /// How it differs.
  var mark: Mark = .same
  /// Whether the last edit changed it.
  var isFresh = false
  /// The layers that it lost since the original.
  var removed: [String] = []
  /// The time of all layers in it, in milliseconds; nil before a run.
  var milliseconds: Double?
}

extension RowFacts {
  /// The facts of every row of an outline, by path.
  ///
  /// - Parameters:
  ///   - original: the outline of the original model.
  static func table(
    _ outline: Outline, history: EditHistory, original: Outline
  ) -> [String: RowFacts] {
    let now = history.current
    let before = history.original.analysis
    let after = now.analysis
    let isEdited = history.isEdited
    let old = Set(isEdited ? before.order : [])
    let new = Set(isEdited ? after.order : [])
    var table: [String: RowFacts] = [:]
    for item in outline.allItems {
      var facts = RowFacts(cost: after.cost(of: item.nodes))
      if let layers = now.timing?.layers {
        facts.milliseconds = item.nodes.reduce(0) { $0 + (layers[$1] ?? 0) }
      }
      if isEdited {
        let added = item.nodes.count { !old.contains($0) }
        let hasChanged = item.nodes.contains { differs($0, before, after, old) }
        facts.mark = added == item.nodes.count ? .added : hasChanged ? .changed : .same
        facts.isFresh = item.nodes.contains { now.touched.contains(after.graph.name(of: $0)) }
      }
      table[item.path] = facts
    }
    for item in original.allItems {
      guard table[item.path] != nil else { continue }
      table[item.path]?.originalCost = before.cost(of: item.nodes)
      table[item.path]?.originalShape = before.shape(of: item.node)
      guard !item.children.isEmpty, isEdited else { continue }
      let removed = item.nodes.filter { !new.contains($0) }.map { before.graph.name(of: $0) }
      guard !removed.isEmpty else { continue }
      table[item.path]?.removed = removed
      table[item.path]?.mark = .changed
    }
    return table
  }

  /// Whether a call is new, or differs from the original in shape, cost or configuration.
  private static func differs(
    _ node: NodeID, _ before: ModelAnalysis, _ after: ModelAnalysis, _ old: Set<NodeID>
  ) -> Bool {
    guard old.contains(node) else { return true }
    return before.shape(of: node) != after.shape(of: node)
      || before.cost(of: node) != after.cost(of: node)
      || before.graph.operation(of: node) != after.graph.operation(of: node)
  }
}
