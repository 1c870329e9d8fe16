import GraphCore

/// What an edit would lead to, line by line.
enum PreviewText {
  /// The new totals, what would be done beside the edit, and what could be done in its place.
  static func lines(_ preview: EditPreview, _ state: State) -> [[Span]] {
    return consequence(preview, state) + heading(preview) + choices(preview)
  }

  /// The same in the room that there is: where it is too little, a line for each repair and each way, the
  /// chosen one among them, and what is said of the whole model gives way to them.
  static func lines(_ preview: EditPreview, _ state: State, in room: Size) -> [[Span]] {
    let all = lines(preview, state).flatMap { $0.wrapped(columns: room.width, indent: 2) }
    guard all.count > room.height, room.height > 0 else { return all }
    func cut(_ line: [Span]) -> [Span] { line.cut(columns: room.width) }
    let ways = choices(preview).map(cut)
    let consequence = consequence(preview, state).map(cut)
    // Of the ways at least the chosen one, of the consequence at least what it does to the parameters.
    let shownWays = min(
      ways.count, max(ways.isEmpty ? 0 : 1, room.height - min(3, consequence.count)))
    let chosen = preview.choice ?? 0
    let first = max(0, min(chosen - shownWays / 2, ways.count - shownWays))
    let title = heading(preview)
    let hasTitle = !title.isEmpty && room.height - shownWays > min(2, consequence.count)
    let left = room.height - shownWays - (hasTitle ? 1 : 0)
    return Array(consequence.prefix(max(0, left))) + (hasTitle ? title.map(cut) : [])
      + ways[first..<first + shownWays]
  }

  private static func consequence(_ preview: EditPreview, _ state: State) -> [[Span]] {
    switch preview.shownResult {
    case nil: [[Span("working out the consequence; Enter takes it", .faint)]]
    case .refused(let reason)?: [[Span(reason, .error)]]
    case .outcome(let outcome)?: lines(outcome, state)
    }
  }

  private static func heading(_ preview: EditPreview) -> [[Span]] {
    guard !preview.choices.isEmpty else { return [] }
    if case .outcome = preview.result {
      return [[Span("or, without a projection (Tab):", .faint)]]
    }
    return [[Span("what could be done (Tab):", .faint)]]
  }

  private static func choices(_ preview: EditPreview) -> [[Span]] {
    preview.choices.enumerated().map { index, fix in
      let isChosen = preview.choice == index
      return [
        Span(isChosen ? "▸ " : "  ", .key), Span(fix.summary, isChosen ? .dialSelected : .dial),
        Span("  \(fix.parameters)", .difference(fix.parameterDifference)),
        Span("  \(fix.work)", .difference(fix.multiplyAccumulateDifference)),
      ]
    }
  }

  private static func lines(_ outcome: EditPreview.Outcome, _ state: State) -> [[Span]] {
    let now = state.analysis.totals
    var lines: [[Span]] = []
    lines.append(
      [Span("params  ", .faint)] + parameters(from: now, to: outcome.totals))
    // What would be put in or taken out is what one must see in a small box.
    var repairs = outcome.repairs
    let first = repairs.partition { !$0.contains("projection") }
    lines += repairs[..<first].map { [Span($0, .warning)] }
    if let old = now.multiplyAccumulates, let new = outcome.totals.multiplyAccumulates {
      lines.append(
        [Span("MACs    ", .faint)]
          + change(
            old, new, { Format.metric(Double($0)) }, Format.metricDelta(from: old, to: new)))
    }
    if let old = now.outputBytes, let new = outcome.totals.outputBytes {
      lines.append(
        [Span("outputs ", .faint)]
          + change(old, new, Format.bytes, Format.bytesDelta(from: old, to: new)))
    }
    lines += repairs[first...].map { [Span($0, .warning)] }
    let count = outcome.changedLayers
    lines.append([Span("changes \(count) layer\(count == 1 ? "" : "s")", .faint)])
    return lines
  }

  private static func parameters(from old: LayerCost, to new: LayerCost) -> [Span] {
    guard new.uncountedLayers > 0 || old.uncountedLayers > 0 else {
      return change(
        old.parameters, new.parameters, Format.grouped,
        Format.delta(from: old.parameters, to: new.parameters))
    }
    return [
      Span(Format.parameters(old)), Span(" → ", .faint), Span(Format.parameters(new), .number),
      Span(
        "  \(Format.parameterDelta(from: old, to: new))",
        .difference(new.parameterDifference(from: old))),
      Span(new.uncountedInWords, .warning),
    ]
  }

  private static func change(
    _ old: Int, _ new: Int, _ format: (Int) -> String, _ delta: String
  ) -> [Span] {
    guard old != new else { return [Span(format(new), .number), Span("  as before", .faint)] }
    let role: Role = new > old ? .bad : .good
    return [
      Span(format(old)), Span(" → ", .faint), Span(format(new), .number),
      Span("  \(delta)", role),
      Span("  " + Format.percentDelta(from: Double(old), to: Double(new)), role),
    ]
  }
}

extension Fix {
  /// What it costs, in words.
  var difference: String { "\(parameters)  \(work)" }

  fileprivate var parameters: String {
    "\(parameterDifference.map(Format.signed) ?? "±?") params"
  }

  fileprivate var work: String {
    multiplyAccumulateDifference.map { "\(Format.metricDelta(from: 0, to: $0))MAC" } ?? "±? MAC"
  }
}
