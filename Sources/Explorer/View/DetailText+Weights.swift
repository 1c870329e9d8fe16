import Compute
import GraphCore

extension DetailText {
  /// What edits made of the weights that a file gave: of a layer each weight, of a block how many layers.
  static func weights(_ item: OutlineItem, _ state: State) -> [[Span]] {
    // What is inside a nested model is told by the row of that model.
    guard item.inner == nil, let keep = state.keep, !state.weightChanges.isEmpty else { return [] }
    let graph = state.analysis.graph
    // Fewer layers have changed than a row may have.
    let changed = state.weightChanges.compactMap { layer, changes in
      graph.calls(of: layer).first { state.contains($0, in: item) }
        .flatMap { state.model.calls.row(of: $0) }.map { (row: $0, changes) }
    }
    let changes = changed.sorted { $0.row < $1.row }.flatMap(\.1)
    guard !changes.isEmpty else { return [] }
    var lines =
      item.kind == .layer && !isNested(item, graph)
      ? changes.flatMap { words(about: $0) } : [sum(changes)]
    if isNested(item, graph) {
      lines += changes.map { [Span("\($0)", $0.isSliced ? .warning : .text)] }
    }
    if changes.contains(where: \.isSliced) {
      let other = FilterSelection.allCases.first { $0 != keep } ?? keep
      lines.append([
        Span("keep \(keep.rawValue)", .dial),
        Span("  :keep \(other.rawValue) keeps \(other.rule)", .faint),
      ])
    }
    return lines.enumerated().map { label($0 == 0 ? "weights" : "", $1) }
  }

  private static func isNested(_ item: OutlineItem, _ graph: ModelGraph) -> Bool {
    if case .model = graph.operation(of: item.node) { item.kind == .layer } else { false }
  }

  /// A line for each kind of what became of the weights of a layer.
  private static func words(about change: WeightChange) -> [[Span]] {
    guard change.kind == .fitted else { return [[Span("new, all from the fill", .warning)]] }
    // Weights of one shape that went the same way share a line, such as those of a normalization.
    var groups: [(names: [String], of: WeightChange.Resized)] = []
    for weight in change.resized {
      let same = groups.firstIndex {
        $0.of.before == weight.before && $0.of.after == weight.after && $0.of.axes == weight.axes
      }
      if let same {
        groups[same].names.append(weight.name)
      } else {
        groups.append(([weight.name], weight))
      }
    }
    var lines = groups.map { names, weight -> [Span] in
      var words: [String] = []
      for axis in weight.axes.map({ self.words(about: $0, of: weight, change.selection) })
      where !words.contains(axis) {
        words.append(axis)
      }
      let sizes = weight.before == weight.after ? [weight.after] : [weight.before, weight.after]
      let shapes = sizes.map { $0.map(String.init).joined(separator: "×") }
      return [
        Span(names.joined(separator: ", ") + " "),
        Span(shapes.joined(separator: " → "), .shape),
        Span(": " + words.joined(separator: ", "), weight.isSliced ? .warning : .text),
      ]
    }
    if !change.added.isEmpty {
      lines.append([Span("\(change.added.joined(separator: ", ")): from the fill", .warning)])
    }
    return lines
  }

  private static func words(
    about axis: WeightChange.Resized.AxisChange, of weight: WeightChange.Resized,
    _ selection: FilterSelection
  ) -> String {
    let channels = axis.channels
    let fresh = channels.after - channels.kept
    func words(_ what: String, _ which: String = "") -> String {
      // The shapes say how many there were and are.
      switch (channels.before - channels.kept, fresh) {
      case (0, 0): return "\(what) in another order"
      case (0, _): return "\(fresh) new \(what) from the fill"
      case (_, 0): return "\(which)\(channels.kept) \(what) kept"
      default: return "\(channels.kept) \(what) kept, \(fresh) new from the fill"
      }
    }
    switch axis.axis {
    case .window:
      return channels.kept < channels.before
        ? "the middle of the window kept" : "the old window in the middle of a new one"
    case .input: return words(weight.after.count == 1 ? "channels" : "input channels")
    case .output: return words("filters", selection.words(for: channels))
    case .other: return words("places")
    }
  }

  private static func sum(_ changes: [WeightChange]) -> [Span] {
    let new = changes.count { $0.kind == .new }
    let sliced = changes.count(where: \.isSliced)
    let parts = [
      (sliced, "sliced"), (changes.count - new - sliced, "padded"), (new, "new"),
    ]
    let words = parts.filter { $0.0 > 0 }.map { "\($0) \($1)" }.joined(separator: ", ")
    return [
      Span("\(changes.count) layer\(changes.count == 1 ? "" : "s") changed", .text),
      Span(": \(words)", sliced + new > 0 ? .warning : .text),
    ]
  }
}

extension WeightChange {
  /// Whether some of its weights are gone.
  fileprivate var isSliced: Bool { resized.contains(where: \.isSliced) }
}

extension WeightChange.Resized {
  /// Whether some of it is gone.
  fileprivate var isSliced: Bool { axes.contains { $0.channels.kept < $0.channels.before } }
}
