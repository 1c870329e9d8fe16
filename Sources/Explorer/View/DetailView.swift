import GraphCore

/// The pane that says everything about the selected row.
enum DetailView {
  /// Draws the pane, below the tree or beside it.
  static func draw(_ state: State, on screen: inout Screen, in area: Rect, beside: Bool) {
    guard !area.isEmpty, let item = state.selected else { return }
    var inner = area
    if beside {
      for y in area.y..<area.maxY {
        screen.write("│", x: area.x, y: y, Style(.line), in: area)
      }
      inner = Rect(x: area.x + 2, y: area.y, width: area.width - 3, height: area.height)
    } else {
      screen.write(
        String(repeating: "─", count: area.width), x: area.x, y: area.y, Style(.line), in: area)
      inner = area.inset(horizontally: 1)
    }
    let (name, kind) = DetailText.title(item, state)
    var title = inner.removeTop(1)
    if !beside {
      title.x += 1
      title.width -= 1
    }
    let kindWidth = DisplayWidth.of(kind) + 3
    let nameText = DisplayWidth.middleCut(name, columns: max(8, title.width - kindWidth - 2))
    let blank = beside ? "" : " "
    screen.write(
      [Span(blank + nameText, .heading), Span(" · \(kind)" + blank, .faint)], x: title.x,
      y: title.y,
      in: title)
    if beside { inner.y += 1; inner.height = max(0, inner.height - 1) }
    let lines = DetailText.lines(item, state, dialsAsForm: beside)
      .flatMap { $0.wrapped(columns: inner.width, indent: DetailText.labelWidth) }
    for (index, line) in lines.prefix(inner.height).enumerated() {
      screen.write(line, x: inner.x, y: inner.y + index, in: inner)
    }
  }
}
