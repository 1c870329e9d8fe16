import GraphCore

/// The hot list: all layers, sorted by a column, with what they add up to.
enum HotListView {
  /// Draws headings and rows.
  static func draw(_ state: State, on screen: inout Screen, headings: Rect, rows area: Rect) {
    guard !area.isEmpty else { return }
    let hot = state.hot
    let layout = HotListLayout(state, x: area.x, width: area.width)
    let (columns, sumWidth, nameEnd) = (layout.columns, layout.sumWidth, layout.nameEnd)
    let places = layout.nameStart - area.x
    drawHeadings(state, layout, on: &screen, in: headings)
    if hot.rows.isEmpty, state.filter != nil {
      screen.write("no layer fits the filter", x: area.x + 2, y: area.y, Style(.faint), in: area)
    }
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
      if state.marks.contains(hot.rows[index].path) {
        screen.write(
          "*", x: row.x + places - 1, y: row.y, Style(.key, selected: isSelected), in: row)
      }
      draw(
        hot.rows[index], hot.cumulative[index], state, columns, sumWidth, nameStart: places,
        nameEnd, on: &screen, in: row, isSelected: isSelected)
    }
  }

  private static func drawHeadings(
    _ state: State, _ layout: HotListLayout, on screen: inout Screen, in area: Rect
  ) {
    guard !area.isEmpty else { return }
    // The mark says what the rows are sorted by, and which way, where there is no colour.
    func title(_ title: String, _ key: SortKey) -> String {
      key != state.hotSort ? title : (state.hot.isAscending ? "▴" : "▾") + title
    }
    func style(_ key: SortKey) -> Style { Style(key == state.hotSort ? .key : .heading) }
    screen.write(
      title("Layer", .name), x: layout.nameStart, y: area.y, style(.name), in: area)
    var x = layout.nameEnd
    for column in layout.columns {
      let key = SortKey.column(column.content)
      x += 1
      if column.isLeading {
        screen.write(title(column.title, key), x: x, y: area.y, style(key), in: area)
      } else {
        screen.write(
          title(column.title, key), endingAt: x + column.width, y: area.y, style(key), in: area)
      }
      x += column.width
    }
    guard layout.sumWidth > 0 else { return }
    screen.write("Sum %", endingAt: x + 1 + layout.sumWidth, y: area.y, Style(.heading), in: area)
  }

  private static func draw(
    _ item: OutlineItem, _ cumulative: Double?, _ state: State, _ columns: [TreeColumn],
    _ sumWidth: Int, nameStart: Int, _ nameEnd: Int, on screen: inout Screen, in area: Rect,
    isSelected: Bool
  ) {
    // Of a layer that went, until the rest of a large model is listed anew, there is only the name.
    let isThere = state.analysis.graph.contains(item.node)
    let columns = isThere ? columns : []
    let facts = isThere ? state.facts[item.path] ?? RowFacts(cost: .zero) : RowFacts(cost: .zero)
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
    guard sumWidth > 0, isThere, let cumulative else { return }
    screen.write(
      Format.percent(cumulative), endingAt: x + 1 + sumWidth, y: area.y,
      Style(.faint, selected: isSelected), in: area)
  }
}
