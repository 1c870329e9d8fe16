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
    let blank = beside ? "" : " "
    let room = title.width - 2 * DisplayWidth.of(blank)
    var spans = [Span(blank + DisplayWidth.middleCut(name, columns: room), .heading)]
    // A name that leaves no room for the class is worth more than both cut.
    if DisplayWidth.of(name) + DisplayWidth.of(kind) + 3 <= room {
      spans.append(Span(" · \(kind)", .faint))
    }
    screen.write(spans + [Span(blank)], x: title.x, y: title.y, in: title)
    if beside { inner.y += 1; inner.height = max(0, inner.height - 1) }
    let lines = DetailText.lines(item, state, dialsAsForm: beside)
      .flatMap { $0.wrapped(columns: inner.width, indent: DetailText.labelWidth) }
    for (index, line) in lines.prefix(inner.height).enumerated() {
      screen.write(line, x: inner.x, y: inner.y + index, in: inner)
    }
  }
}
