import GraphCore

/// A list to choose from, in a frame over the screen.
enum MenuView {
  /// How many rows of the list can be seen.
  static func rows(_ menu: MenuState, _ state: State) -> Int {
    layout(menu, state).rows.height
  }

  /// The item of the list at a place of the screen; nil where there is none.
  static func item(atX x: Int, y: Int, _ menu: MenuState, _ state: State) -> Int? {
    let area = layout(menu, state).rows
    let lines = lines(menu)
    let line = firstLine(menu, lines, in: area) + y - area.y
    return area.contains(x: x, y: y) && lines.indices.contains(line) ? lines[line].item : nil
  }

  /// Whether a line says what was typed: in a long list from the start, in a short one once there is any.
  static func hasFilter(_ menu: MenuState, _ state: State) -> Bool {
    (menu.items.count > 12 || !menu.filter.isEmpty) && state.size.height > 12
      && menu.kind != .columns
  }

  private struct Layout {
    var frame: Rect
    var reason: Rect
    var filter: Rect
    var rows: Rect
    var preview: Rect
  }

  private static func layout(_ menu: MenuState, _ state: State) -> Layout {
    let size = state.size
    let room = Rect(x: 0, y: 0, width: size.width, height: max(0, size.height - 1))
    let hasPreview =
      menu.kind == .edits || (menu.kind == .waysOut && !menu.items.isEmpty)
    let previewHeight = hasPreview ? min(9, max(2, room.height / 3)) : 0
    let hasFilter = hasFilter(menu, state)
    let widest = menu.items.map { DisplayWidth.of($0.label) + DisplayWidth.of($0.note) }.max() ?? 0
    let width = min(
      hasPreview || menu.kind == .waysOut ? 84 : max(DisplayWidth.of(menu.title) + 8, widest + 12),
      size.width)
    let reason = self.reason(menu, columns: width - 4).count
    let height = reason + max(1, lines(menu).count) + previewHeight + (hasFilter ? 1 : 0) + 2
    let frame = room.centred(Size(width, min(height, room.height)))
    var inner = frame.inset(horizontally: frame.width > 30 ? 2 : 1, vertically: 1)
    let reasonArea = inner.removeTop(min(reason, max(0, inner.height - 1)))
    let filter = inner.removeTop(hasFilter ? 1 : 0)
    let preview = inner.removeBottom(min(previewHeight, max(0, inner.height - 1)))
    return Layout(
      frame: frame, reason: reasonArea, filter: filter, rows: inner, preview: preview)
  }

  /// What is told above the rows, line by line.
  private static func reason(_ menu: MenuState, columns: Int) -> [[Span]] {
    menu.reason.flatMap { [Span($0, .error)].wrapped(columns: max(1, columns), indent: 2) }
  }

  /// The rows with their headings; a heading has no place in the list.
  private static func lines(_ menu: MenuState) -> [(item: Int?, text: String)] {
    var lines: [(Int?, String)] = []
    var section = ""
    for (index, item) in menu.shownItems.enumerated() {
      if item.section != section, !item.section.isEmpty {
        section = item.section
        lines.append((nil, section))
      }
      lines.append((index, item.label))
    }
    return lines
  }

  /// Draws the list.
  static func draw(_ menu: MenuState, _ state: State, on screen: inout Screen) {
    let layout = layout(menu, state)
    guard layout.frame.width >= 12, !layout.rows.isEmpty else { return }
    FieldView.drawFrame(layout.frame, title: menu.title, on: &screen)
    screen.cursor = nil
    let area = layout.reason
    let reason = reason(menu, columns: layout.frame.width - 4)
    for (index, line) in reason.prefix(area.height).enumerated() {
      screen.write(line, x: area.x, y: area.y + index, in: area)
    }
    if !layout.filter.isEmpty {
      let x = screen.write("/", x: layout.filter.x, y: layout.filter.y, Style(.key))
      let end = screen.write(
        menu.filter, x: x, y: layout.filter.y, Style(.text), in: layout.filter)
      screen.cursor = Screen.Position(x: min(end, layout.filter.maxX - 1), y: layout.filter.y)
      if menu.filter.isEmpty {
        screen.write(
          " type to narrow the list", x: end, y: layout.filter.y, Style(.line), in: layout.filter)
      }
    }
    drawRows(menu, on: &screen, in: layout.rows)
    drawPreview(menu, state, on: &screen, in: layout.preview)
  }

  /// Headings move with their rows: the line of the cursor decides what is shown.
  private static func firstLine(
    _ menu: MenuState, _ lines: [(item: Int?, text: String)], in area: Rect
  ) -> Int {
    let cursorLine = lines.firstIndex { $0.item == menu.list.cursor } ?? 0
    return max(0, min(cursorLine - area.height / 2, lines.count - area.height))
  }

  private static func drawRows(_ menu: MenuState, on screen: inout Screen, in area: Rect) {
    let lines = lines(menu)
    let items = menu.shownItems
    guard !items.isEmpty else {
      let words = menu.items.isEmpty ? "no way out was found" : "nothing of that name"
      screen.write(words, x: area.x, y: area.y, Style(.faint), in: area)
      return
    }
    let start = firstLine(menu, lines, in: area)
    for (offset, line) in lines.dropFirst(start).prefix(area.height).enumerated() {
      let y = area.y + offset
      guard let index = line.item else {
        screen.write(line.text, x: area.x, y: y, Style(.heading), in: area)
        continue
      }
      let isSelected = index == menu.list.cursor
      let row = Rect(x: area.x, y: y, width: area.width, height: 1)
      if isSelected { screen.fill(row, Style(.text, selected: true)) }
      let mark = isSelected ? "▸ " : "  "
      let x = screen.write(
        mark, x: area.x, y: y, Style(.key, selected: isSelected), in: row)
      let end = screen.write(
        DisplayWidth.middleCut(line.text, columns: area.maxX - x), x: x, y: y,
        Style(.text, selected: isSelected), in: row)
      let note = items[index].note
      if area.maxX - end > 4 {
        screen.write(
          DisplayWidth.endCut(note, columns: area.maxX - end - 2), x: end + 2, y: y,
          Style(.faint, selected: isSelected), in: row)
      }
    }
  }

  private static func drawPreview(
    _ menu: MenuState, _ state: State, on screen: inout Screen, in area: Rect
  ) {
    guard !area.isEmpty, let preview = menu.preview else { return }
    screen.write(
      String(repeating: "─", count: area.width), x: area.x, y: area.y, Style(.line), in: area)
    let text = Rect(x: area.x, y: area.y + 1, width: area.width, height: area.height - 1)
    let lines = PreviewText.lines(preview, state, in: Size(text.width, text.height))
    for (index, line) in lines.prefix(text.height).enumerated() {
      screen.write(line, x: text.x, y: text.y + index, in: text)
    }
  }
}
