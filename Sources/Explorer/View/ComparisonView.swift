import GraphCore

/// What differs from another model, row by row.
enum ComparisonView {
  private struct Part {
    var title: String
    var width: Int
    var text: (ComparisonRow) -> Span
  }

  /// Draws headings and rows.
  static func draw(_ state: State, on screen: inout Screen, headings: Rect, rows area: Rect) {
    guard !area.isEmpty else { return }
    let list = state.comparisonList
    let widest = list.nameWidth
    var room = area.width - min(widest, max(16, area.width / 3)) - 2
    var parts: [Part] = []
    for part in Self.parts(state) where part.width + 1 <= room {
      parts.append(part)
      room -= part.width + 1
    }
    let nameEnd = area.x + min(widest, area.width - parts.reduce(0) { $0 + $1.width + 1 } - 1)
    drawHeadings(state, parts, nameEnd, on: &screen, in: headings)
    guard !list.rows.isEmpty else {
      let text = "no difference from \(state.comparison.name)"
      screen.write(text, x: area.x + 2, y: area.y, Style(.faint), in: area)
      return
    }
    for line in 0..<area.height {
      let index = list.list.top + line
      guard list.rows.indices.contains(index) else { break }
      let row = Rect(x: area.x, y: area.y + line, width: area.width, height: 1)
      draw(
        list.rows[index], parts, nameEnd, on: &screen, in: row,
        isSelected: index == list.list.cursor)
    }
  }

  private static func drawHeadings(
    _ state: State, _ parts: [Part], _ nameEnd: Int, on screen: inout Screen, in area: Rect
  ) {
    guard !area.isEmpty else { return }
    let title = Rect(x: area.x, y: area.y, width: nameEnd - area.x, height: 1)
    screen.write(
      DisplayWidth.endCut("against \(state.comparison.name)", columns: title.width - 2),
      x: area.x + 2, y: area.y, Style(.heading), in: title)
    var x = nameEnd
    for part in parts {
      x += 1 + part.width
      screen.write(part.title, endingAt: x, y: area.y, Style(.heading), in: area)
    }
  }

  private static func draw(
    _ row: ComparisonRow, _ parts: [Part], _ nameEnd: Int, on screen: inout Screen, in area: Rect,
    isSelected: Bool
  ) {
    if isSelected {
      screen.fill(area, Style(.text, selected: true))
      screen.write("▌", x: area.x, y: area.y, Style(.key, selected: true), in: area)
    }
    let (mark, role): (String, Role) =
      switch row.mark {
      case .same: (" ", .text)
      case .changed: ("~", .warning)
      case .added: ("+", .good)
      case .removed: ("-", .bad)
      }
    screen.write(mark, x: area.x + 1, y: area.y, Style(role, selected: isSelected), in: area)
    let names = Rect(x: area.x + 3, y: area.y, width: nameEnd - area.x - 3, height: 1)
    let indent = 2 * row.depth
    let isBlock = !row.item.children.isEmpty && row.item.kind != .layer
    screen.write(
      DisplayWidth.middleCut(row.item.title, columns: names.width - indent), x: names.x + indent,
      y: area.y,
      Style(
        row.mark == .same || row.mark == .changed ? (isBlock ? .block : .layer) : role,
        selected: isSelected), in: names)
    var x = nameEnd
    for part in parts {
      x += 1 + part.width
      let span = part.text(row)
      screen.write(
        span.text, endingAt: x, y: area.y, Style(span.role, selected: isSelected), in: area)
    }
  }

  /// The columns, the most important first.
  private static func parts(_ state: State) -> [Part] {
    var parts = [
      Part(title: "Output", width: 23) { shapes($0) },
      Part(title: "Δ Params", width: 11) {
        delta($0, \.knownParameters, Format.delta)
      },
      Part(title: "Δ MACs", width: 10) {
        delta($0, \.multiplyAccumulates, Format.metricDelta)
      },
      Part(title: "Δ Memory", width: 11) {
        delta($0, \.outputBytes, Format.bytesDelta)
      },
    ]
    guard state.history.current.timing != nil, state.comparison.timing != nil else { return parts }
    parts.insert(
      Part(title: "Δ Time", width: 10) { row in
        let (old, new) = (row.oldTime ?? 0, row.newTime ?? 0)
        guard old != new else { return Span("") }
        return Span(Format.millisecondsDelta(from: old, to: new), new > old ? .bad : .good)
      }, at: 3)
    return parts
  }

  private static func shapes(_ row: ComparisonRow) -> Span {
    let old = row.oldShape.map(Format.shape)
    let new = row.newShape.map(Format.shape)
    switch (old, new) {
    case (let old?, let new?) where old != new:
      let both = "\(old) → \(new)"
      return Span(DisplayWidth.of(both) <= 23 ? both : "→ \(new)", .changed)
    case (_, let new?): return Span(new, .shape)
    case (let old?, nil): return Span(old, .faint)
    case (nil, nil): return Span("")
    }
  }

  /// The difference of a number, which is 0 where the row is not there; `?` where one of them is unknown.
  private static func delta(
    _ row: ComparisonRow, _ number: (LayerCost) -> Int?, _ format: (Int, Int) -> String
  ) -> Span {
    let (old, new) = (row.oldCost.map(number) ?? 0, row.newCost.map(number) ?? 0)
    guard old != new else { return Span("") }
    guard let old, let new else { return Span("?", .faint) }
    return Span(format(old, new), new > old ? .bad : .good)
  }
}
