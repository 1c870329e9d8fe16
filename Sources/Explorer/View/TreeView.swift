import GraphCore

/// The tree with its columns.
enum TreeView {
  /// Draws the headings and the rows that can be seen.
  static func draw(_ state: State, on screen: inout Screen, headings: Rect, rows area: Rect) {
    guard !area.isEmpty else { return }
    // Two columns on the left: the cursor mark and the change mark.
    let columns = TreeColumn.fitting(state, width: area.width - 3)
    let used = columns.reduce(0) { $0 + $1.width + 1 }
    // The heading's own width, too, when a filter leaves no row.
    let nameEnd = area.x + min(area.width - used - 1, 3 + max(5, state.tree.nameWidth))
    drawHeadings(state, columns, nameEnd: nameEnd, on: &screen, in: headings)
    if state.tree.rows.isEmpty {
      screen.write("no row fits the filter", x: area.x + 2, y: area.y, Style(.faint), in: area)
    }
    for line in 0..<area.height {
      let index = state.tree.top + line
      guard state.tree.rows.indices.contains(index) else { break }
      let y = area.y + line
      let row = state.tree.rows[index]
      drawRow(
        row, state, columns, nameEnd: nameEnd, on: &screen,
        in: Rect(x: area.x, y: y, width: area.width, height: 1),
        isSelected: index == state.tree.cursor)
    }
    drawScrollMark(state, on: &screen, in: area)
  }

  private static func drawHeadings(
    _ state: State, _ columns: [TreeColumn], nameEnd: Int, on screen: inout Screen, in area: Rect
  ) {
    guard !area.isEmpty else { return }
    let style = Style(.heading)
    screen.write("Layer", x: area.x + 2, y: area.y, style, in: area)
    var x = nameEnd
    for column in columns {
      x += 1
      if column.isLeading {
        screen.write(column.title, x: x, y: area.y, style, in: area)
      } else {
        // The unit's letter hangs to the right of the digits, so headings of counts end with them.
        screen.write(column.title, endingAt: x + column.width, y: area.y, style, in: area)
      }
      x += column.width
    }
  }

  private static func drawRow(
    _ row: TreeRow, _ state: State, _ columns: [TreeColumn], nameEnd: Int,
    on screen: inout Screen, in area: Rect, isSelected: Bool
  ) {
    let facts = state.facts[row.item.path] ?? RowFacts(cost: .zero)
    if isSelected {
      screen.fill(area, Style(.text, selected: true))
      screen.write("▌", x: area.x, y: area.y, Style(.key, selected: true), in: area)
    }
    if state.marks.contains(row.item.path) {
      screen.write("*", x: area.x + 1, y: area.y, Style(.key, selected: isSelected), in: area)
    } else {
      drawMark(facts, x: area.x + 1, y: area.y, on: &screen, isSelected: isSelected)
    }
    let names = Rect(x: area.x + 2, y: area.y, width: nameEnd - area.x - 2, height: 1)
    drawName(row, facts, on: &screen, in: names, isSelected: isSelected)
    var x = nameEnd
    for column in columns {
      x += 1
      if column.content == .bar {
        if let share = facts.share(state) {
          drawBar(share, x: x, y: area.y, width: column.width, on: &screen, isSelected: isSelected)
        }
      } else {
        let span = column.text(row.item, facts, state)
        var role = span.role
        if facts.isFresh, role == .number || role == .shape { role = .changed }
        let style = Style(role, selected: isSelected)
        if column.isLeading {
          screen.write(span.text, x: x, y: area.y, style, in: area)
        } else {
          screen.write(span.text, endingAt: x + column.width, y: area.y, style, in: area)
        }
      }
      x += column.width
    }
  }

  private static func drawMark(
    _ facts: RowFacts, x: Int, y: Int, on screen: inout Screen, isSelected: Bool
  ) {
    switch facts.mark {
    case .same: break
    case .changed:
      screen.write(
        "~", x: x, y: y, Style(facts.isFresh ? .changed : .warning, selected: isSelected))
    case .added: screen.write("+", x: x, y: y, Style(.good, selected: isSelected))
    }
  }

  private static func drawName(
    _ row: TreeRow, _ facts: RowFacts, on screen: inout Screen, in area: Rect, isSelected: Bool
  ) {
    let lines = row.lines
    var x = screen.write(
      lines, x: area.x, y: area.y, Style(.line, selected: isSelected), in: area)
    let role: Role
    switch row.item.kind {
    case .run, .block: role = .block
    case .branch: role = .branch
    case .unit, .layer: role = facts.mark == .added ? .good : .layer
    }
    let room = area.maxX - x
    let title = DisplayWidth.middleCut(row.item.title, columns: room)
    x = screen.write(title, x: x, y: area.y, Style(role, selected: isSelected), in: area)
    if let part = row.item.role, area.maxX - x >= 4 {
      let text = DisplayWidth.endCut(part, columns: area.maxX - x - 2)
      screen.write(text, x: x + 2, y: area.y, Style(.branch, selected: isSelected), in: area)
    }
  }

  /// Draws a bar of eighths of cells.
  static func drawBar(
    _ share: Double, x: Int, y: Int, width: Int, on screen: inout Screen, isSelected: Bool
  ) {
    screen.write(bar(share, width: width), x: x, y: y, Style(.bar, selected: isSelected))
  }

  /// A bar whose full length stands for 1, to an eighth of a column.
  static func bar(_ share: Double, width: Int) -> String {
    guard share.isFinite else { return "" }
    let eighths = Int((min(1, max(0, share)) * Double(width * 8)).rounded())
    let full = eighths / 8
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: full) + (full < width ? parts[eighths % 8] : "")
  }

  /// Marks on the right edge that there are rows above or below.
  private static func drawScrollMark(_ state: State, on screen: inout Screen, in area: Rect) {
    let count = state.tree.rows.count
    guard count > area.height, area.height > 1 else { return }
    let x = area.maxX - 1
    let length = max(1, area.height * area.height / count)
    let start = (area.height - length) * state.tree.top / max(1, count - area.height)
    for line in start..<(start + length) where screen[x, area.y + line].scalar == 0x20 {
      let isSelected = screen[x, area.y + line].style.isSelected
      screen.write("▐", x: x, y: area.y + line, Style(.barRest, selected: isSelected), in: area)
    }
  }
}
