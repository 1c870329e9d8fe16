import GraphCore

extension DetailText {
  /// What an edit of the row's channels would move: nothing else, a group, or an output.
  static func coupling(_ item: OutlineItem, _ state: State) -> [[Span]] {
    guard item.inner == nil, let coupling = state.coupling else { return [] }
    let graph = state.analysis.graph
    // A unit is known by its convolution, a block by its output.
    let node =
      item.kind == .unit || item.kind == .branch
      ? item.nodes.last { graph.operation(of: $0).hasFilterNumber } ?? item.node : item.node
    if item.kind == .layer, !graph.operation(of: node).hasFilterNumber,
      !graph.operation(of: node).isMergeOfBranches
    {
      return []
    }
    switch coupling.mark(of: node) {
    case .free:
      return [
        label("ties", [Span("free", .good), Span("  no sum ties its channels", .faint)])
      ]
    case .fixed:
      return [
        label("ties", [Span("fixed", .bad), Span("  its channels are the model's output", .faint)])
      ]
    case .slice(let concatenation, let group):
      return [
        label(
          "ties",
          [
            Span("slice", .warning), Span(" of \(concatenation), whose sum is tied to ", .faint),
            Span(others(group, but: concatenation)),
          ])
      ]
    case .coupled(let group):
      return [
        label(
          "ties",
          [
            Span("coupled", .warning),
            Span("  \(group.count) layers share their channels: ", .faint),
            Span(listed(group)),
          ])
      ]
    }
  }

  /// The other calls of a layer that is called several times, as they have its weights too.
  static func sharing(_ item: OutlineItem, _ state: State) -> [[Span]] {
    let (analysis, end) = state.analysis.source(of: item)
    let graph = analysis.graph
    let node = item.inner?.nodes.first ?? item.nodes.first ?? end
    let calls = graph.calls(of: graph[node].layer)
    guard calls.count > 1 else { return [] }
    let hasWeights = !analysis.weights(of: node).isEmpty
    let times = "called \(calls.count) times"
    guard let first = calls.first(where: analysis.isFirstCall), first != node else {
      let others = calls.filter { $0 != node }.map { graph.callLabel(of: $0) }
      return [label("shared", [Span("\(times): "), Span("also " + listed(others), .faint)])]
    }
    let name = graph.callLabel(of: first)
    return [
      label(
        "shared",
        hasWeights
          ? [Span("its weights are those of \(name)"), Span(", \(times); counted there", .faint)]
          : [Span("the same layer as \(name)"), Span(", \(times)", .faint)])
    ]
  }

  private static func others(_ group: [String], but name: String) -> String {
    let others = group.filter { $0 != name }
    return others.isEmpty ? "the output" : listed(others)
  }

  /// Names in a line; of very many, the first ones.
  static func listed(_ names: [String]) -> String {
    let shown = names.prefix(60).joined(separator: ", ")
    return names.count > 60 ? "\(shown) and \(names.count - 60) more" : shown
  }

  /// How the row differs from the model that is compared with.
  static func changes(_ item: OutlineItem, _ state: State) -> [[Span]] {
    guard let facts = state.facts[item.path] else { return [] }
    let renamed = oldName(item, state).map {
      [label("was", [Span($0, .changed), Span(" in \(state.comparison.name)", .faint)])]
    }
    return (renamed ?? []) + differences(facts, state)
  }

  /// What the layer of a row was called in the model that is compared with; nil where it has that name.
  private static func oldName(_ item: OutlineItem, _ state: State) -> String? {
    guard state.isCompared, item.kind == .layer, item.inner == nil,
      let old = state.facts.counterpart(item.node)
    else { return nil }
    let name = state.comparison.analysis.graph.name(of: old)
    return name == state.analysis.graph.name(of: item.node) ? nil : name
  }

  private static func differences(_ facts: RowFacts, _ state: State) -> [[Span]] {
    guard facts.mark != .same else { return [] }
    if facts.mark == .added {
      return [label("edit", [Span("not in \(state.comparison.name)", .good)])]
    }
    var words: [Span] = []
    if let old = facts.originalCost {
      let difference = facts.cost.parameterDifference(from: old)
      if difference != 0 {
        let text = Format.parameterDelta(from: old, to: facts.cost)
        words.append(Span("\(text) params  ", .difference(difference)))
      }
    }
    if let old = facts.originalCost?.multiplyAccumulates, let new = facts.cost.multiplyAccumulates,
      old != new
    {
      words.append(Span(Format.metricDelta(from: old, to: new) + "MAC  ", new > old ? .bad : .good))
    }
    if !facts.removed.isEmpty {
      words.append(Span("lost " + facts.removed.joined(separator: ", "), .warning))
    }
    if words.isEmpty { words = [Span("changed", .changed)] }
    return [label("edit", words)]
  }

  /// What the latest edits repaired in this row, oldest first.
  static func repairs(_ item: OutlineItem, _ state: State) -> [[Span]] {
    guard item.inner == nil, state.history.isEdited else { return [] }
    let graph = state.analysis.graph
    var found: [(Int, Repair)] = []
    var next: Int? = state.history.index
    while let id = next, found.count < mostRepairs {
      let version = state.history.versions[id]
      found += version.repairs.reversed().lazy.filter { repair in
        repair.layers.contains { name in
          graph.layer(named: name).map { layer in
            graph.calls(of: layer).contains { state.contains($0, in: item) }
          } ?? false
        }
      }.map { (id, $0) }
      next = version.repairedBefore
    }
    found.reverse()
    return found.enumerated().map { index, repair in
      label(
        index == 0 ? "repairs" : "",
        [Span("state \(repair.0): ", .faint), Span(repair.1.description, .warning)])
    }
  }

  /// How many repairs of a row are listed, the latest ones: what a frame has the time for.
  private static let mostRepairs = 50
}

extension Repair {
  /// The layer that was repaired, and the sum that asked for it.
  fileprivate var layers: [String] {
    switch self {
    case .followed(let layer, let sum, _, _), .insertedProjection(let layer, let sum, _, _),
      .removedProjection(let layer, let sum, _):
      [layer, sum]
    case .followedInput(let layer, _, _), .inside(let layer, _):
      [layer]
    }
  }
}

extension GraphCore.Operation {
  /// Whether its channels are a number that can be set.
  fileprivate var hasFilterNumber: Bool {
    switch self {
    case .conv2D, .separableConv2D, .conv2DTranspose, .dense: true
    default: false
    }
  }

  /// Whether it puts branches together.
  fileprivate var isMergeOfBranches: Bool {
    switch self {
    case .merge, .concatenate, .customScale: true
    default: false
    }
  }
}
