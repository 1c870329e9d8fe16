import GraphCore

extension DetailText {
  /// What is said about a state of the model: its edit, its totals against the state before, its
  /// time, and how it came about.
  static func lines(aboutState id: Int, _ state: State) -> [[Span]] {
    let history = state.history
    let version = history.versions[id]
    var lines: [[Span]] = []
    let parent = version.parent.map { history.versions[$0] }
    lines.append(
      label(
        "params",
        [Span(Format.parameters(version.totals), .number)]
          + parameterChange(from: parent?.totals, to: version.totals)))
    if let macs = version.totals.multiplyAccumulates {
      lines.append(
        label(
          "MACs",
          [Span(Format.grouped(macs), .number)]
            + change(parent?.totals.multiplyAccumulates, macs, Format.metricDelta)))
    }
    if let bytes = version.totals.outputBytes {
      lines.append(
        label(
          "outputs",
          [Span(Format.bytes(bytes), .number)]
            + change(parent?.totals.outputBytes, bytes, Format.bytesDelta)))
    }
    if let timing = version.timing {
      lines.append(
        label(
          "pass",
          [
            Span(PassTiming.words(median: timing.median, spread: timing.spread), .number),
            Span(
              "  fastest \(Format.milliseconds(timing.minimum)), 95 % within "
                + Format.milliseconds(timing.percentile95), .faint),
          ]))
      let sum = layerSum(timing)
      if !sum.isEmpty { lines.append(label("", sum)) }
      if timing.isFromBefore {
        lines.append(label("", [Span("measured before the explorer was opened anew", .faint)]))
      }
      if let turns = timing.turns { lines += comparison(turns) }
      if let scores = timing.scores {
        lines.append(
          label(
            "result",
            [
              Span(state.words(for: scores)),
              Span("  on \(state.inputName(scores.input))", .faint),
            ]))
      }
    } else {
      lines.append(label("pass", [Span("not timed", .faint)]))
    }
    for (index, repair) in version.repairs.enumerated() {
      lines.append(label(index == 0 ? "repairs" : "", [Span(repair.description, .warning)]))
    }
    // The last ones tell how it came about; all of them are in the list of states.
    let edits = history.edits(to: id)
    let first = max(0, edits.count - mostEdits)
    if first > 0 { lines.append(label("edits", [Span("\(first) before these", .faint)])) }
    for index in first..<edits.count {
      lines.append(label(index == 0 ? "edits" : "", [Span("\(edits[index])")]))
    }
    return lines
  }

  /// How many edits are listed of a state: what a frame has the time for.
  private static let mostEdits = 50

  private static func parameterChange(from old: LayerCost?, to new: LayerCost) -> [Span] {
    let unknown = new.uncountedLayers > 0 ? [Span(new.uncountedInWords, .warning)] : []
    guard let old else { return unknown }
    let difference = new.parameterDifference(from: old)
    guard difference != 0 else { return unknown }
    let text = Format.parameterDelta(from: old, to: new)
    return [Span("  \(text)", .difference(difference))] + unknown
  }

  /// The version that ran in turns with this one, and where the difference lies.
  private static func comparison(_ turns: PassTurns) -> [[Span]] {
    let isSlower = turns.differences.median > 0
    let role: Role = turns.verdict != .outside ? .faint : isSlower ? .bad : .good
    var lines = [
      label(
        "against",
        [
          Span("\(turns.base.name), "), Span(turns.old.words, .number), Span(" → ", .faint),
          Span(turns.new.words, .number), Span("  "),
          Span("\(turns.change), \(turns.verdict.rawValue)", role),
        ])
    ]
    if let interval = turns.differences.interval {
      let ends = [interval.lowerBound, interval.upperBound]
        .map { Format.millisecondsDelta(from: 0, to: $0) }
      lines.append(
        label(
          "",
          [
            Span(
              "\(ends[0]) to \(ends[1]) by \(turns.differences.differences.count) pairs of passes",
              .faint)
          ]))
    }
    return lines
  }

  private static func change(
    _ old: Int?, _ new: Int, _ words: (Int, Int) -> String
  ) -> [Span] {
    guard let old, old != new else { return [] }
    return [Span("  " + words(old, new), new > old ? .bad : .good)]
  }
}
