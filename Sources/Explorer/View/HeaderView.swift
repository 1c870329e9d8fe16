import GraphCore

/// The lines on top: the model, its totals and how they differ from the original, its time.
enum HeaderView {
  /// Draws the header.
  static func draw(_ state: State, on screen: inout Screen, in area: Rect) {
    guard !area.isEmpty else { return }
    screen.fill(area, Style(.header))
    let inner = area.inset(horizontally: 1)
    let mark = Self.mark(of: state)
    var left = [Span(state.headerName, .headerName), Span(mark, .header)]
    let totals = totals(of: state)
    // What does not fit beside the name is left out, the least important first.
    var shown = totals.count
    while shown > 1,
      left.width + 2 + joined(Array(totals.prefix(shown)), "   ").width > inner.width
    {
      shown -= 1
    }
    var right = joined(Array(totals.prefix(shown)), "   ")
    if left.width + 1 + right.width > inner.width {
      (left, right) = narrow(state, total: totals.first ?? [], columns: inner.width)
    }
    screen.write(left, x: inner.x, y: inner.y, in: inner)
    screen.write(right, x: max(inner.x, inner.maxX - right.width), y: inner.y, in: inner)
    guard area.height > 1 else { return }
    let second = Rect(x: inner.x, y: inner.y + 1, width: inner.width, height: 1)
    // The rule by which trained weights are cut counts for more than what computes.
    let parts = [[Span(inputShape(state), .headerFaint)], keep(of: state)]
      .filter { $0.width > 0 }
    let engine = [Span(state.engineName, .headerFaint)]
    let everything = joined(parts + (engine.width > 0 ? [engine] : []), " · ").width
    let wide = time(of: state, isWide: true)
    let time = everything + wide.width + 2 <= second.width ? wide : time(of: state, isWide: false)
    for count in (0...parts.count).reversed() {
      let all = Array(parts.prefix(count))
      let words = [all + (engine.width > 0 && count == parts.count ? [engine] : []), all]
        .map { joined($0, " · ") }.first { $0.width + time.width + 2 <= second.width }
      guard let words else { continue }
      screen.write(words, x: second.x, y: second.y, in: second)
      break
    }
    screen.writeCut(time, x: max(second.x, second.maxX - time.width), y: second.y, in: second)
  }

  /// Whether the model is edited, and which file has this state of it.
  private static func mark(of state: State) -> String {
    switch (state.history.isEdited, state.hasUnsaved) {
    case (true, true): " ● edited"
    case (true, false): state.isSaved ? " ● edited · saved" : " ● edited · copied"
    // After an undo behind a save, or with what --set made.
    case (false, true): " ● not saved"
    case (false, false): ""
    }
  }

  /// Name and total where there is no room for both: the difference goes first, then the word, then the
  /// number, as a part of one would look like another; that edits are not saved is said to the last.
  private static func narrow(
    _ state: State, total: [Span], columns: Int
  ) -> (left: [Span], right: [Span]) {
    let signs = [mark(of: state), state.hasUnsaved ? " ●" : ""].map { Span($0, .header) }
    for right in [total, Array(total.prefix(2)), Array(total.prefix(1)), []] {
      for sign in signs {
        let room = columns - right.width - 1 - [sign].width
        guard room >= min(leastName, DisplayWidth.of(state.headerName)) || right.isEmpty else {
          continue
        }
        let name = DisplayWidth.middleCut(state.headerName, columns: max(0, room))
        return ([Span(name, .headerName), sign], right)
      }
    }
    return ([], [])
  }

  /// How much of the name must be left beside other things.
  private static let leastName = 3

  /// The totals, the most important first.
  private static func totals(of state: State) -> [[Span]] {
    let totals = state.analysis.totals
    let before = state.comparison.analysis.totals
    var list: [[Span]] = []
    var parameters = [
      Span(Format.parameters(totals), .headerName), Span(" params", .headerFaint),
    ]
    if totals.parameterDifference(from: before) != 0 {
      parameters.append(
        Span(" \(Format.parameterDelta(from: before, to: totals))", .header))
    }
    if totals.uncountedLayers > 0 { parameters.append(Span(totals.uncountedInWords, .header)) }
    list.append(parameters)
    if let macs = totals.multiplyAccumulates {
      var spans = [
        Span(Format.metric(Double(macs)), .headerName), Span("MAC", .headerFaint),
      ]
      if let old = before.multiplyAccumulates, old != macs {
        let delta = Format.metricDelta(from: old, to: macs)
        spans.append(Span(" \(delta)", .header))
      }
      list.append(spans)
    } else {
      list.append([Span("? MAC", .headerFaint)])
    }
    let least = totals.uncountedLayers > 0 ? "≥" : ""
    list.append([
      Span(least + Format.bytes(totals.weightBytes), .header), Span(" weights", .headerFaint),
    ])
    if let bytes = totals.outputBytes {
      list.append([Span(Format.bytes(bytes), .header), Span(" outputs", .headerFaint)])
    }
    if let memory = state.model.memory {
      list.append([
        Span(Format.bytes(memory.peak), .header), Span(" peak at \(memory.layer)", .headerFaint),
      ])
    }
    return list
  }

  /// Which filters of given weights stay, and how many layers edits have changed.
  private static func keep(of state: State) -> [Span] {
    guard let keep = state.keep else { return [] }
    let count = state.weightChanges.values.reduce(0) { $0 + $1.count }
    let layers =
      count == 0 ? [] : [Span(", \(count) layer\(count == 1 ? "" : "s") changed", .header)]
    return [Span("keep \(keep.rawValue)", .headerFaint)] + layers
  }

  private static func inputShape(_ state: State) -> String {
    state.analysis.graph.inputs
      .map { Format.shape(state.analysis.shape(of: $0)) }
      .joined(separator: ", ")
  }

  private static func time(of state: State, isWide: Bool) -> [Span] {
    let live = state.live.isOn ? [Span("live  ", .headerName)] : []
    // The line of messages still says what the edit did, so the live pass is shown up here.
    let timing = state.run.flatMap { $0.isLive ? $0 : nil }.map {
      [Span("timing \(Format.fixed(100 * ($0.progress?.fraction ?? 0), 0))%  ", .header)]
    }
    return live + (timing ?? []) + passes(of: state, isWide: isWide)
  }

  /// What a pass takes; where there is room with the spread, and which state it is measured against.
  private static func passes(of state: State, isWide: Bool) -> [Span] {
    guard let now = state.history.current.timing else {
      guard let before = state.history.timedBefore?.timing else {
        return [Span("not timed yet", .headerFaint)]
      }
      return [
        Span("pass ", .headerFaint), Span(Format.milliseconds(before.median), .header),
        Span(" \(state.display.arrow) not timed yet", .headerFaint),
      ]
    }
    guard let turns = now.turns else {
      return [Span("pass ", .headerFaint), Span(Format.milliseconds(now.median), .headerName)]
    }
    // A difference that may be noise says so, and does not stand out.
    let role: Role = turns.verdict == .outside ? .headerName : .headerFaint
    // The totals beside it may be compared with something else.
    let base =
      isWide || turns.base == state.comparison.base ? "" : "  from \(turns.base.name)"
    return [
      Span(isWide ? "pass, \(turns.base.name): " : "pass ", .headerFaint),
      Span(isWide ? turns.old.words : Format.milliseconds(turns.old.median), .header),
      Span(" \(state.display.arrow) ", .headerFaint),
      Span(isWide ? turns.new.words : Format.milliseconds(turns.new.median), .headerName),
      Span("  " + turns.markedChange, role), Span(base, .headerFaint),
    ]
  }

  private static func joined(_ parts: [[Span]], _ separator: String) -> [Span] {
    var result: [Span] = []
    for part in parts {
      if !result.isEmpty { result.append(Span(separator, .headerFaint)) }
      result += part
    }
    return result
  }
}
