/// The output of a layer without a picture: its largest elements, and all of them as a strip.
enum VectorView {
  /// Draws the largest elements as bars; beside a strip of all elements where there is room.
  static func draw(_ values: LayerValues, _ state: State, on screen: inout Screen, in area: Rect) {
    guard !area.isEmpty else { return }
    let elements = values.elements
    var rest = area
    if rest.height >= 8 { drawStrip(elements, state, on: &screen, in: rest.removeTop(3)) }
    let ranked = elements.indices.filter { elements[$0].isFinite }
      .sorted { (elements[$1], $0) < (elements[$0], $1) }
    guard let most = ranked.first.map({ abs(elements[$0]) }) else { return }
    let least = ranked.last.map { abs(elements[$0]) } ?? 0
    let scale = max(most, least)
    screen.write("largest elements", x: rest.x, y: rest.y, Style(.heading), in: rest)
    _ = rest.removeTop(1)
    for (line, index) in ranked.prefix(rest.height).enumerated() {
      let y = rest.y + line
      screen.write(String(index), endingAt: rest.x + 6, y: y, Style(.faint), in: rest)
      screen.write(
        Format.value(Double(elements[index])), endingAt: rest.x + 17, y: y, Style(.number), in: rest
      )
      let width = min(40, rest.width - 19)
      if width > 3, scale > 0 {
        TreeView.drawBar(
          Double(abs(elements[index]) / scale), x: rest.x + 18, y: y, width: width, on: &screen,
          isSelected: false)
      }
    }
  }

  private static func drawStrip(
    _ elements: [Float], _ state: State, on screen: inout Screen, in area: Rect
  ) {
    let finite = elements.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), area.width > 0 else { return }
    let count = min(area.width, elements.count)
    let strip = LayerValues(
      shape: [1, elements.count, 1], elements: elements)
    PictureView.draw(
      strip, channel: 0, range: low...high, map: state.colorMap, display: state.display,
      on: &screen, in: Rect(x: area.x, y: area.y, width: count, height: 1))
    screen.write(
      "all \(elements.count) elements in order", x: area.x, y: area.y + 1, Style(.faint), in: area)
  }
}
