import GraphCore

/// The facts of every row, found when they are asked for.
///
/// Only the rows on screen are asked for after an edit. `remember` keeps what was found, so that a
/// frame that changes nothing finds nothing again.
struct FactTable: Sendable {
  private let outline: Outline
  private let after: ModelAnalysis
  private let comparison: Comparison
  private let isCompared: Bool
  private let touched: Set<String>
  private let timing: PassTiming?
  /// The calls of the other model that are still there; nil where their identifiers tell.
  private let survivors: Set<NodeID>?
  /// Tells for each call of the model which call of the other one it was; nil for a new one.
  let counterpart: @Sendable (NodeID) -> NodeID?
  private var known: [String: RowFacts] = [:]

  /// A table of the rows of an outline.
  init(_ outline: Outline, history: EditHistory, comparison: Comparison) {
    let now = history.current
    let after = history.analysis
    self.outline = outline
    self.after = after
    self.comparison = comparison
    isCompared = comparison.base != .version(now.id)
    touched = now.id > 0 ? now.touched : []
    timing = now.timing
    let counterpart = comparison.counterparts(for: after)
    self.counterpart = counterpart
    survivors =
      isCompared && !comparison.isAncestor
      ? Set(after.order.compactMap { counterpart($0) }) : nil
  }

  /// The facts of the row of a path; nil when there is none.
  subscript(_ path: String) -> RowFacts? {
    if let facts = known[path] { return facts }
    guard let item = outline.item(at: path), item.path == path else { return nil }
    return facts(of: item)
  }

  /// Keeps the facts of a row that is on screen.
  mutating func remember(_ item: OutlineItem) {
    if known[item.path] == nil { known[item.path] = facts(of: item) }
  }

  private func facts(of item: OutlineItem) -> RowFacts {
    var facts = RowFacts(cost: Self.cost(of: item, in: after))
    if let timing, item.inner == nil {
      facts.milliseconds = item.nodes.reduce(0) { $0 + (timing.layers[$1] ?? 0) }
      facts.host = timing.host(of: item.nodes)
      let bytes = item.nodes.compactMap { timing.bytes[$0] }
      if !bytes.isEmpty { facts.bytes = bytes.reduce(0) { $0 &+ $1 } }
    }
    if !touched.isEmpty {
      facts.isFresh = item.nodes.contains { touched.contains(after.graph.name(of: $0)) }
    }
    let before = comparison.analysis
    if isCompared {
      var added = 0
      var hasChanged = false
      for node in item.nodes {
        guard let old = counterpart(node) else {
          added += 1
          continue
        }
        hasChanged = hasChanged || Self.differs(node, after, old, before)
      }
      facts.mark =
        added == item.nodes.count ? .added : hasChanged || added > 0 ? .changed : .same
    }
    let last = isCompared && item.inner == nil ? counterpart(item.node) : nil
    // Of a row of new layers there was nothing, whatever stood at its path.
    if facts.mark == .added { return facts }
    let partners = isCompared && item.inner == nil ? item.nodes.compactMap { counterpart($0) } : []
    guard let old = comparison.row(item, endingWith: last), !reaches(old, beyond: partners) else {
      // A run that fell apart, say: no row of the other model is this one, but its layers are there.
      guard let end = partners.last else { return facts }
      facts.originalCost = before.share(of: partners)
      facts.originalShape = before.shape(of: last ?? end)
      facts.originalMilliseconds = originalTime(of: partners)
      return facts
    }
    facts.originalCost = Self.cost(of: old, in: before)
    facts.originalShape = Self.shape(of: old, in: before)
    facts.originalMilliseconds = originalTime(of: old.nodes)
    guard isCompared, !old.children.isEmpty else { return facts }
    let removed = old.nodes.filter { !isThere($0) }
    guard !removed.isEmpty else { return facts }
    facts.removed = removed.map { before.graph.name(of: $0) }
    facts.mark = .changed
    return facts
  }

  /// Whether a call of the other model is still there.
  private func isThere(_ old: NodeID) -> Bool {
    survivors?.contains(old) ?? after.graph.contains(old)
  }

  /// Whether a row of the other model has layers that stand elsewhere now, as the rest of a run has.
  ///
  /// - Parameter partners: what the calls of the row of the current model were.
  private func reaches(_ old: OutlineItem, beyond partners: [NodeID]) -> Bool {
    guard isCompared, old.inner == nil, old.kind != .layer, old.nodes != partners else {
      return false
    }
    let members = Set(partners)
    return old.nodes.contains { isThere($0) && !members.contains($0) }
  }

  private func originalTime(of calls: [NodeID]) -> Double? {
    comparison.timing.map { timing in calls.reduce(0) { $0 + (timing.layers[$1] ?? 0) } }
  }

  /// The cost of a row, with the weights of a layer where it is called first; of one inside a nested model,
  /// that of its part.
  private static func cost(of item: OutlineItem, in analysis: ModelAnalysis) -> LayerCost {
    guard let inner = item.inner else { return analysis.share(of: item.nodes) }
    return analysis.source(of: item).analysis.share(of: inner.nodes)
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
