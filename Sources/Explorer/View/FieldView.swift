import GraphCore

/// The field that takes a number, with what Enter would lead to.
enum FieldView {
  /// Draws a box near the bottom, or one line on a low screen.
  static func draw(_ field: FieldState, _ state: State, on screen: inout Screen) {
    let size = state.size
    let width = min(size.width, 76)
    guard size.height >= 10, width >= 36 else {
      drawLine(field, state, on: &screen)
      return
    }
    let wrapped = consequence(field, state, in: Size(width - 4, size.height - 6))
    let height = min(size.height - 3, wrapped.count + 3)
    let box = Rect(
      x: (size.width - width) / 2, y: size.height - 2 - height, width: width, height: height)
    drawFrame(box, title: title(field), on: &screen)
    let inner = box.inset(horizontally: 2, vertically: 1)
    let x = screen.write(
      "\(field.valueText) \(state.display.arrow) ", x: inner.x, y: inner.y, Style(.text),
      in: inner)
    let text = field.text.padding(to: max(6, field.text.count + 1))
    screen.write(text, x: x, y: inner.y, Style(.field), in: inner)
    screen.cursor = Screen.Position(x: min(x + field.text.count, inner.maxX - 1), y: inner.y)
    for (index, line) in wrapped.prefix(max(0, inner.height - 1)).enumerated() {
      screen.write(line, x: inner.x, y: inner.y + 1 + index, in: inner)
    }
  }

  private static func title(_ field: FieldState) -> String {
    guard let dial = field.dials.first, !field.isForMarks else {
      return "\(field.dials.count) marked numbers"
    }
    return dial.label == dial.field
      ? "\(dial.layer) · \(dial.label)" : "\(dial.label) · \(dial.layer)"
  }

  private static func drawLine(
    _ field: FieldState, _ state: State, on screen: inout Screen
  ) {
    let size = state.size
    let line = Rect(x: 0, y: size.height - (size.height >= 7 ? 2 : 1), width: size.width, height: 1)
    screen.fill(line, Style(.text))
    let x = screen.write("\(field.valueText)→", x: 0, y: line.y, Style(.text), in: line)
    let after = screen.write(field.text + " ", x: x, y: line.y, Style(.field), in: line)
    screen.cursor = Screen.Position(x: min(x + field.text.count, line.maxX - 1), y: line.y)
    let room = Size(size.width - after - 1, 1)
    if let said = consequence(field, state, in: room).first {
      screen.writeCut(said, x: after + 1, y: line.y, in: line)
    }
  }

  /// What Enter would lead to, line by line; in one line the way that was chosen, or the totals.
  private static func consequence(
    _ field: FieldState, _ state: State, in room: Size
  ) -> [[Span]] {
    guard let preview = field.preview else {
      if field.edit != nil {
        return [[Span("working out the consequence; Enter takes it", .faint)]]
      }
      return [[Span(field.text.isEmpty ? "type a number" : "no change", .faint)]]
    }
    return PreviewText.lines(preview, state, in: room)
  }

  /// Draws a frame with a title and clears what is inside.
  static func drawFrame(_ box: Rect, title: String, on screen: inout Screen) {
    screen.fill(box, Style(.text))
    let style = Style(.line)
    let across = String(repeating: "─", count: max(0, box.width - 2))
    screen.write("┌" + across + "┐", x: box.x, y: box.y, style, in: box)
    screen.write("└" + across + "┘", x: box.x, y: box.maxY - 1, style, in: box)
    for y in (box.y + 1)..<max(box.y + 1, box.maxY - 1) {
      screen.write("│", x: box.x, y: y, style, in: box)
      screen.write("│", x: box.maxX - 1, y: y, style, in: box)
    }
    let text = DisplayWidth.middleCut(title, columns: box.width - 6)
    screen.write(" \(text) ", x: box.x + 2, y: box.y, Style(.heading), in: box)
  }
}

extension String {
  /// The text with blanks behind it to some characters.
  fileprivate func padding(to count: Int) -> String {
    self + String(repeating: " ", count: max(0, count - self.count))
  }
}
