import GraphCore

extension DetailText {
  /// What the last timed pass made of its input, in the place of the row: classes with bars, then times.
  static func result(_ version: Version, _ state: State, columns: Int) -> [[Span]] {
    guard let timing = version.timing else { return [] }
    let outputs = timing.scores?.outputs ?? []
    let bars = outputs.flatMap { output in
      (outputs.count > 1 ? [[Span(output.output, .heading)]] : [])
        + scores(output, state, columns: columns, indent: 0, most: 5)
    }
    let times = [
      Span(Format.milliseconds(timing.median), .number),
      Span(" median of \(timing.passes)  ", .faint),
    ]
    return bars + [times + layerSum(timing)]
  }

  /// What all layers take together, and what the pass takes beside them; empty when no layer was timed.
  static func layerSum(_ timing: PassTiming) -> [Span] {
    guard !timing.layers.isEmpty else { return [] }
    let between = timing.betweenLayers
    let share = timing.median > 0 ? between / timing.median : 0
    // The medians of layers may add up to more than the median pass.
    guard between > 0 else {
      return [Span(Format.milliseconds(timing.layerSum), .number), Span(" all layers", .faint)]
    }
    return [
      Span(Format.milliseconds(timing.layerSum), .number), Span(" all layers, ", .faint),
      Span(Format.milliseconds(between), .number),
      Span(" (\(Format.percent(share))) between them", .faint),
    ]
  }

  /// What the last timed pass of this version gave, for a row with an output of the model.
  static func classes(_ item: OutlineItem, _ state: State, columns: Int) -> [[Span]] {
    let graph = state.analysis.graph
    guard item.inner == nil, graph.outputs.contains(item.node),
      let found = state.history.current.timing?.scores,
      let output = found.outputs.first(where: { $0.output == graph.label(of: item.node) })
    else { return [] }
    let lines = scores(output, state, columns: columns, indent: labelWidth, most: 5)
    return lines.enumerated().map { label($0 == 0 ? "result" : "", $1) }
      + [label("", [Span("on \(state.inputName(found.input))", .faint)])]
  }

  /// Number, name, value and bar of the largest scores.
  private static func scores(
    _ found: RankedClasses, _ state: State, columns: Int, indent: Int, most: Int
  ) -> [[Span]] {
    let shown = found.top.prefix(most)
    let names = shown.map { state.className($0.index, of: found) }
    let digits = shown.map { String($0.index).count }.max() ?? 0
    let texts = shown.map { found.text($0) }
    let numberWidth = texts.map { DisplayWidth.of($0) }.max() ?? 0
    // A bar is worth eight columns; a name may have the rest.
    let free = columns - indent - digits - numberWidth - 3
    let widest = names.compactMap { $0.map { DisplayWidth.of($0) } }.max() ?? 0
    let nameWidth = max(0, min(widest, 24, free - 9))
    let barWidth = min(40, free - nameWidth - (nameWidth > 0 ? 2 : 0))
    return zip(zip(shown, names), texts).map { entry, text in
      let (score, name) = entry
      func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - DisplayWidth.of(text))) + text
      }
      var spans = [Span(right(String(score.index), digits) + "  ", .faint)]
      if nameWidth > 0 {
        let cut = DisplayWidth.endCut(name ?? "", columns: nameWidth)
        let rest = nameWidth - DisplayWidth.of(cut) + 2
        spans.append(Span(cut + String(repeating: " ", count: rest), .layer))
      }
      spans.append(Span(right(text, numberWidth), .number))
      if barWidth >= 4 {
        spans.append(Span(" " + TreeView.bar(found.share(score), width: barWidth), .bar))
      }
      return spans
    }
  }
}
