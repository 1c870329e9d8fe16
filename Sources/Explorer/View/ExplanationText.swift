import GraphCore

/// How a number of an output came about, line by line.
enum ExplanationText {
  /// The lines about the pixel under the cursor; where there are few rows, with fewer operands.
  static func lines(
    _ state: State, _ pixel: OutputsState.Pixel, columns: Int, rows: Int
  ) -> [[Span]] {
    guard let outputs = state.outputs, let explanation = state.explanation,
      explanation.node == outputs.node, explanation.channel == outputs.channel,
      explanation.x == pixel.x, explanation.y == pixel.y
    else {
      return [[Span("row \(pixel.y) column \(pixel.x)", .heading), Span("  …", .faint)]]
    }
    var lines: [[Span]] = []
    for terms in [5, 3, 2, 1, 0] {
      lines = self.lines(explanation, terms: terms)
        .flatMap { $0.wrapped(columns: columns, indent: 2) }
      if lines.count <= rows { break }
    }
    return lines
  }

  /// The lines of an explanation with some of its operands.
  static func lines(_ explanation: PixelExplanation, terms: Int) -> [[Span]] {
    var lines: [[Span]] = [
      [
        Span("row \(explanation.y) column \(explanation.x)", .heading), Span("  = ", .faint),
        Span(Format.value(Double(explanation.value)), .number),
      ],
      [Span(explanation.sentence, .text)],
    ]
    lines += window(explanation)
    if !explanation.terms.isEmpty, explanation.termCount > 1 || explanation.window.isEmpty {
      let shown = explanation.terms.prefix(terms)
      for term in shown { lines.append(line(term)) }
      if explanation.termCount > shown.count, !shown.isEmpty {
        lines.append([Span("  and \(explanation.termCount - shown.count) more", .faint)])
      }
    }
    if let sum = explanation.sum {
      var spans = [Span("sum ", .faint)]
      if let bias = explanation.bias {
        spans += [
          Span(Format.value(sum - bias), .number), Span(" + bias ", .faint),
          Span(Format.value(bias), .number), Span(" = ", .faint),
        ]
      }
      spans.append(Span(Format.value(sum), .number))
      if let activation = explanation.activation {
        spans += [
          Span(", \(activation.rawValue) → ", .faint),
          Span(Format.value(Double(explanation.value)), .number),
        ]
      }
      lines.append(spans)
    }
    return lines
  }

  private static func line(_ term: PixelExplanation.Term) -> [Span] {
    var spans = [Span("  \(Format.value(term.input))", .number)]
    if let weight = term.weight {
      spans += [
        Span(" × ", .faint), Span(Format.value(weight), .number), Span(" = ", .faint),
        Span(Format.value(term.product), .dial),
      ]
    }
    return spans + [Span("  \(term.label)", .faint)]
  }

  /// What each position of the window adds, as a table.
  private static func window(_ explanation: PixelExplanation) -> [[Span]] {
    let cells = explanation.window.map { row in
      row.map { $0.map(Format.value) ?? "·" }
    }
    guard !cells.isEmpty else { return [] }
    let width = cells.joined().map { DisplayWidth.of($0) }.max() ?? 1
    var lines: [[Span]] = []
    if explanation.termCount > 0 {
      lines.append([Span("each position of the window adds", .faint)])
    }
    for row in cells {
      lines.append(
        row.map { text in
          let blanks = String(repeating: " ", count: 1 + width - DisplayWidth.of(text))
          return Span(
            blanks.map { $0 == " " ? "\u{a0}" : String($0) }.joined() + text,
            text == "·" ? .line : .number)
        })
    }
    return lines
  }
}
