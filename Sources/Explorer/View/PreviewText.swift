import GraphCore

/// What an edit would lead to, line by line.
enum PreviewText {
  /// The new totals, what would be done beside the edit, and what could be done in its place.
  static func lines(_ preview: EditPreview, _ state: State) -> [[Span]] {
    var lines: [[Span]]
    switch preview.result {
    case .refused(let reason): lines = [[Span(reason, .error)]]
    case .outcome(let outcome): lines = self.lines(outcome, state)
    }
    guard !preview.choices.isEmpty else { return lines }
    if case .outcome = preview.result {
      lines.append([Span("or, without a projection (Tab):", .faint)])
    } else {
      lines.append([Span("what could be done (Tab):", .faint)])
    }
    for (index, fix) in preview.choices.enumerated() {
      let isChosen = preview.choice == index
      lines.append([
        Span(isChosen ? "▸ " : "  ", .key), Span(fix.summary, isChosen ? .dialSelected : .dial),
        Span("  \(fix.parameters)", .difference(fix.parameterDifference)),
        Span("  \(fix.work)", .difference(fix.multiplyAccumulateDifference)),
      ])
    }
    return lines
  }

  private static func lines(_ outcome: EditPreview.Outcome, _ state: State) -> [[Span]] {
    let now = state.analysis.totals
    var lines: [[Span]] = []
    lines.append(
      [Span("params  ", .faint)] + parameters(from: now, to: outcome.totals))
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
    for repair in outcome.repairs { lines.append([Span(repair, .warning)]) }
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
