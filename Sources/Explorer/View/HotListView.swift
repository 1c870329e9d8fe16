import GraphCore

/// The hot list: all layers, sorted by a column, with what they add up to.
enum HotListView {
  /// Draws headings and rows.
  static func draw(_ state: State, on screen: inout Screen, headings: Rect, rows area: Rect) {
    guard !area.isEmpty else { return }
    let hot = state.hot
    let sumWidth = hot.cumulative.first.flatMap { $0 } != nil && area.width >= 44 ? 7 : 0
    let titles = hot.rows.map { DisplayWidth.of($0.title) + roleWidth($0) }.max() ?? 8
    let places = String(hot.rows.count).count + 2
    let names = min(titles + 1, max(14, area.width / 3))
    var columns = TreeColumn.fitting(
      state, width: area.width - places - 1 - (sumWidth > 0 ? sumWidth + 1 : 0), names: names)
    if !columns.contains(where: { $0.content == state.hotColumn }) {
      // The column that the list is sorted by is always there.
      let own = TreeColumn(state.hotColumn, state)
      while let last = columns.last,
        columns.reduce(own.width + 1, { $0 + $1.width + 1 }) > area.width - places - names
          - sumWidth
      {
        columns.removeLast(last.width > 0 ? 1 : 0)
      }
      columns.append(own)
    }
    let used = columns.reduce(0) { $0 + $1.width + 1 } + (sumWidth > 0 ? sumWidth + 1 : 0)
    let nameEnd = min(area.x + places + 1 + titles, area.maxX - used - 1)
    drawHeadings(state, columns, sumWidth, nameStart: places, nameEnd, on: &screen, in: headings)
    for line in 0..<area.height {
      let index = hot.list.top + line
      guard hot.rows.indices.contains(index) else { break }
      let isSelected = index == hot.list.cursor
      let row = Rect(x: area.x, y: area.y + line, width: area.width, height: 1)
      if isSelected {
        screen.fill(row, Style(.text, selected: true))
        screen.write("▌", x: row.x, y: row.y, Style(.key, selected: true), in: row)
      }
      screen.write(
        String(index + 1), endingAt: row.x + places - 1, y: row.y,
        Style(.faint, selected: isSelected), in: row)
      draw(
        hot.rows[index], hot.cumulative[index], state, columns, sumWidth, nameStart: places,
        nameEnd, on: &screen, in: row, isSelected: isSelected)
    }
  }

  private static func roleWidth(_ item: OutlineItem) -> Int {
    item.role.map { DisplayWidth.of($0) + 2 } ?? 0
  }

  private static func drawHeadings(
    _ state: State, _ columns: [TreeColumn], _ sumWidth: Int, nameStart: Int, _ nameEnd: Int,
    on screen: inout Screen, in area: Rect
  ) {
    guard !area.isEmpty else { return }
    screen.write("Layer", x: area.x + nameStart, y: area.y, Style(.heading), in: area)
    var x = nameEnd
    for column in columns {
      let isSorted = column.content == state.hotColumn
      let title = isSorted ? (state.hot.isAscending ? "▴" : "▾") + column.title : column.title
      let style = Style(isSorted ? .key : .heading)
      x += 1
      if column.isLeading {
        screen.write(title, x: x, y: area.y, style, in: area)
      } else {
        screen.write(title, endingAt: x + column.width, y: area.y, style, in: area)
      }
      x += column.width
    }
    guard sumWidth > 0 else { return }
    screen.write("Sum %", endingAt: x + 1 + sumWidth, y: area.y, Style(.heading), in: area)
  }

  private static func draw(
    _ item: OutlineItem, _ cumulative: Double?, _ state: State, _ columns: [TreeColumn],
    _ sumWidth: Int, nameStart: Int, _ nameEnd: Int, on screen: inout Screen, in area: Rect,
    isSelected: Bool
  ) {
    let facts = state.facts[item.path] ?? RowFacts(cost: .zero)
    let names = Rect(
      x: area.x + nameStart, y: area.y, width: nameEnd - nameStart - area.x, height: 1)
    var x = screen.write(
      DisplayWidth.middleCut(item.title, columns: names.width), x: names.x, y: area.y,
      Style(facts.isFresh ? .changed : .layer, selected: isSelected), in: names)
    if let role = item.role, names.maxX - x >= 4 {
      screen.write(
        DisplayWidth.endCut(role, columns: names.maxX - x - 2), x: x + 2, y: area.y,
        Style(.branch, selected: isSelected), in: names)
    }
    x = nameEnd
    for column in columns {
      x += 1
      if column.content == .bar {
        if let share = facts.share(state) {
          TreeView.drawBar(
            share, x: x, y: area.y, width: column.width, on: &screen, isSelected: isSelected)
        }
      } else {
        let span = column.text(item, facts, state)
        let style = Style(span.role, selected: isSelected)
        if column.isLeading {
          screen.write(span.text, x: x, y: area.y, style, in: area)
        } else {
          screen.write(span.text, endingAt: x + column.width, y: area.y, style, in: area)
        }
      }
      x += column.width
    }
    guard sumWidth > 0, let cumulative else { return }
    screen.write(
      Format.percent(cumulative), endingAt: x + 1 + sumWidth, y: area.y,
      Style(.faint, selected: isSelected), in: area)
  }
}
