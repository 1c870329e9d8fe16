/// The output of a layer without a picture: its largest elements, and all of them as a strip.
enum VectorView {
  /// Draws the largest elements as bars; beside a strip of all elements where there is room.
  ///
  /// Where one element is looked at, how it came about stands beside them, or below.
  static func draw(_ output: ShownOutput, _ state: State, on screen: inout Screen, in area: Rect) {
    guard !area.isEmpty, let elements = output.values?.elements else { return }
    var rest = area
    if let pane = explanationArea(state, in: area) {
      _ = ExplanationText.draw(state, on: &screen, in: pane)
      rest.width = (pane.x > area.x ? pane.x - 2 : area.maxX) - area.x
      rest.height = (pane.y > area.y ? pane.y - 1 : area.maxY) - area.y
    }
    if rest.height >= 8 { drawStrip(output, elements, state, on: &screen, in: rest.removeTop(3)) }
    let ranked = output.largest
    guard !ranked.isEmpty else {
      let words = "none of the \(elements.count) elements is a finite number"
      screen.write(words, x: rest.x, y: rest.y, Style(.error), in: rest)
      return
    }
    let scale = max(abs(output.description.maximum), abs(output.description.minimum))
    let operation = state.outputs.map { state.analysis.graph.operation(of: $0.node) }
    let isDistribution = operation?.endsInSoftmax ?? false
    let isOneClass = elements.count == 1 && operation?.endsInSigmoid == true
    let areShares = isDistribution || operation?.endsInSigmoid == true
    let title =
      isDistribution
      ? "most likely classes"
      : isOneClass ? "probability of class 1" : areShares ? "probabilities" : "largest elements"
    screen.write(title, x: rest.x, y: rest.y, Style(.heading), in: rest)
    _ = rest.removeTop(1)
    let shown = shownElements(ranked, cursor: state.outputs?.channel, rows: rest.height)
    let names = names(of: elements, areShares: areShares, isOneClass: isOneClass, state)
    let nameWidth =
      names.isEmpty
      ? 0 : min(24, shown.map { DisplayWidth.of(names[$0]) }.max() ?? 0)
    for (line, index) in shown.enumerated() {
      let y = rest.y + line
      if index == state.outputs?.channel {
        screen.write("▸", x: rest.x, y: y, Style(.key), in: rest)
      }
      let value = Double(elements[index])
      var x = rest.x + 6
      screen.write(String(index), endingAt: x, y: y, Style(.faint), in: rest)
      if nameWidth > 0 {
        screen.write(
          DisplayWidth.endCut(names[index], columns: nameWidth), x: x + 2, y: y, Style(.layer),
          in: rest)
        x += nameWidth + 2
      }
      let text = areShares ? Format.percent(value, digits: 2) : Format.value(value)
      screen.write(text, endingAt: x + 11, y: y, Style(.number), in: rest)
      let width = min(40, rest.maxX - x - 13)
      if width > 3, scale > 0 {
        // A probability is shown against one, any other number against the largest.
        TreeView.drawBar(
          areShares ? value : Double(abs(elements[index]) / scale), x: x + 12, y: y, width: width,
          on: &screen, isSelected: false)
      }
    }
  }

  /// Where the element under the cursor is explained; nil where the elements have the whole area.
  static func explanationArea(_ state: State, in area: Rect) -> Rect? {
    guard state.outputs?.arrangement == .single else { return nil }
    var rest = area
    if area.width >= 60 { return rest.removeRight(max(28, min(64, area.width / 2))) }
    return area.height >= 9 ? rest.removeBottom(area.height * 2 / 3) : nil
  }

  /// The elements on screen: the largest ones, scrolled so that the one under the cursor is among them;
  /// where it is none of the ranked ones, it stands below them.
  private static func shownElements(_ ranked: [Int], cursor: Int?, rows: Int) -> [Int] {
    guard let cursor, rows > 0 else { return Array(ranked.prefix(rows)) }
    guard let rank = ranked.firstIndex(of: cursor) else {
      return ranked.prefix(rows - 1) + [cursor]
    }
    let first = max(0, min(rank - rows / 2, ranked.count - rows))
    return Array(ranked[first...].prefix(rows))
  }

  /// The names of the elements, where these are the model's classes; else none.
  private static func names(
    of elements: [Float], areShares: Bool, isOneClass: Bool, _ state: State
  ) -> [String] {
    let names = state.classNames
    guard areShares else { return [] }
    if isOneClass { return names.count == 2 ? [names[1]] : [] }
    return names.count == elements.count ? names : []
  }

  private static func drawStrip(
    _ output: ShownOutput, _ elements: [Float], _ state: State, on screen: inout Screen,
    in area: Rect
  ) {
    guard !output.largest.isEmpty, area.width > 0 else { return }
    let (low, high) = (output.description.minimum, output.description.maximum)
    let count = min(area.width, elements.count)
    let strip = LayerValues(
      shape: [1, elements.count, 1], elements: elements)
    PictureView.draw(
      strip, channel: 0, range: low...high, map: state.colorMap,
      notFinite: output.notFinite, display: state.display, on: &screen,
      in: Rect(x: area.x, y: area.y, width: count, height: 1))
    if let cursor = state.outputs?.channel, elements.indices.contains(cursor) {
      screen.write(
        state.display.ascii ? "X" : "╳", x: area.x + cursor * count / elements.count, y: area.y,
        Style(.dialSelected), in: area)
    }
    screen.write(
      "all \(elements.count) elements in order", x: area.x, y: area.y + 1, Style(.faint), in: area)
  }
}
