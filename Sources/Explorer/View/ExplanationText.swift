import GraphCore

/// How a number of an output came about, line by line.
enum ExplanationText {
  /// Draws how the number under the cursor came about; where that has no room, the lines that J and K
  /// scroll to.
  ///
  /// - Returns: the lines that are taken; below them is room for a picture of the input.
  static func draw(_ state: State, on screen: inout Screen, in area: Rect) -> Int {
    let (lines, scrolls) = layout(state, columns: area.width, rows: area.height)
    let top = scrolls ? max(0, min(state.detailTop, lines.count - area.height)) : 0
    for (index, line) in lines.dropFirst(top).prefix(area.height).enumerated() {
      screen.write(line, x: area.x, y: area.y + index, in: area)
    }
    if scrolls, let first = lines.dropFirst(top).first {
      let last = min(lines.count, top + area.height)
      let long = " \(top + 1)–\(last) of \(lines.count), J K"
      let place = first.width + DisplayWidth.of(long) <= area.width ? long : " J K"
      screen.write(place, endingAt: area.maxX, y: area.y, Style(.faint), in: area)
    }
    return min(area.height, lines.count)
  }

  /// The first line that the explanation may begin with.
  static func lastTop(_ state: State, columns: Int, rows: Int) -> Int {
    let (lines, scrolls) = layout(state, columns: columns, rows: rows)
    return scrolls ? max(0, lines.count - rows) : 0
  }

  /// The lines for an area, and whether they go on below it.
  ///
  /// Where a picture of the input has a third of the height, there are as many operands as fit above
  /// it; on a low screen there are all lines, the shortest way to the number first.
  private static func layout(
    _ state: State, columns: Int, rows: Int
  ) -> (lines: [[Span]], scrolls: Bool) {
    guard let outputs = state.outputs else { return ([], false) }
    let pixel = state.pixel
    let sees =
      pixel.map { InputView.words($0, state) }.flatMap { $0.isEmpty ? nil : [$0] } ?? []
    let place = pixel ?? OutputsState.Pixel(x: 0, y: 0)
    guard let explanation = state.explanation, explanation.node == outputs.node,
      explanation.channel == outputs.channel, explanation.x == place.x, explanation.y == place.y
    else {
      let title = pixel.map { "row \($0.y) column \($0.x)" } ?? "element \(outputs.channel)"
      return ([[Span(title, .heading), Span("  …", .faint)]], false)
    }
    let parts = Parts(explanation, isVector: pixel == nil, columns: columns)
    func wrapped(_ lines: [[Span]]) -> [[Span]] {
      lines.flatMap { $0.wrapped(columns: columns, indent: 2) }
    }
    let picture = pixel == nil ? 0 : min(12, rows / 3)
    for terms in [PixelExplanation.keptTerms, 5, 3, 2, 1] {
      let lines = wrapped(
        parts.head + parts.window + parts.terms(terms) + parts.sum + (sees.isEmpty ? [] : sees))
      if lines.count <= rows - picture { return (lines, false) }
    }
    let lines = wrapped(
      parts.head + parts.sum + sees + parts.window + parts.terms(PixelExplanation.keptTerms))
    return (lines, lines.count > rows)
  }

  /// The lines of an explanation, by what they tell.
  struct Parts {
    /// The number, and what was computed.
    var head: [[Span]]
    /// What each position of the window adds.
    var window: [[Span]]
    /// The sum, the bias and the activation.
    var sum: [[Span]] = []
    private let explanation: PixelExplanation

    init(_ explanation: PixelExplanation, isVector: Bool, columns: Int) {
      self.explanation = explanation
      let place =
        isVector
        ? "element \(explanation.channel)" : "row \(explanation.y) column \(explanation.x)"
      head = [
        [
          Span(place, .heading), Span("  = ", .faint),
          Span(Format.value(Double(explanation.value)), .number),
        ],
        [Span(explanation.sentence, .text)],
      ]
      window = ExplanationText.window(explanation, columns: columns)
      guard let sum = explanation.sum else { return }
      var spans = [Span("sum ", .faint)]
      if let bias = explanation.bias {
        spans += [
          Span(Format.value(sum - bias), .number), Span(" + bias ", .faint),
          Span(Format.value(bias), .number), Span(" = ", .faint),
        ]
      }
      spans.append(Span(Format.value(sum), .number))
      if let activation = explanation.activation {
        let others = explanation.activatedCount.map { " over \($0) such sums" } ?? ""
        spans += [
          Span(", \(activation.rawValue)\(others) → ", .faint),
          Span(Format.value(Double(explanation.value)), .number),
        ]
      }
      self.sum = [spans]
    }

    /// The operands that add most, as many as are asked for.
    func terms(_ count: Int) -> [[Span]] {
      guard !explanation.terms.isEmpty, explanation.termCount > 1 || explanation.window.isEmpty
      else { return [] }
      let shown = explanation.terms.prefix(count)
      let rest = explanation.termCount - shown.count
      return shown.map(ExplanationText.line)
        + (rest > 0 && !shown.isEmpty ? [[Span("  and \(Format.grouped(rest)) more", .faint)]] : [])
    }
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

  /// What each position of the window adds, as a table that is no wider than some columns.
  private static func window(_ explanation: PixelExplanation, columns: Int) -> [[Span]] {
    let numbers = explanation.window
    guard let count = numbers.map(\.count).max(), count > 0 else { return [] }
    let most = numbers.joined().compactMap { $0?.magnitude }.filter(\.isFinite).max() ?? 0
    // As many digits as have room; where two have none, two digits in a unit of the table.
    var unit = ""
    var cells = texts(numbers, Format.value)
    for digits in [3, 2] where width(cells) * count > columns {
      cells = texts(numbers) { Format.value($0, digits: digits) }
    }
    if width(cells) * count > columns, most > 0 {
      var exponent = 0
      var scale = 1.0
      while most / scale >= 99.5 { (exponent, scale) = (exponent + 1, scale * 10) }
      while most / scale < 9.95, exponent > -40 { (exponent, scale) = (exponent - 1, scale / 10) }
      cells = texts(numbers) { $0.isFinite ? Format.fixed($0 / scale, 0) : Format.value($0) }
      if exponent != 0 { unit = ", in units of \(Format.value(scale))" }
    }
    let width = width(cells)
    var lines: [[Span]] = []
    if explanation.termCount > 0 {
      lines.append([Span("each position of the window adds" + unit, .faint)])
    } else if !unit.isEmpty {
      lines.append([Span("the window" + unit, .faint)])
    }
    for row in cells {
      lines.append(
        row.map { text in
          let blanks = String(repeating: "\u{a0}", count: width - DisplayWidth.of(text))
          return Span(blanks + text, text == "·" ? .line : .number)
        })
    }
    return lines
  }

  private static func texts(
    _ numbers: [[Double?]], _ format: (Double) -> String
  ) -> [[String]] {
    numbers.map { row in row.map { $0.map(format) ?? "·" } }
  }

  /// The columns of a cell, with the blank before it.
  private static func width(_ cells: [[String]]) -> Int {
    1 + (cells.joined().map { DisplayWidth.of($0) }.max() ?? 0)
  }
}
