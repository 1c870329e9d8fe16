import GraphCore

/// The states of the model as a tree of edits, each with its totals and its last timing.
enum HistoryView {
  /// Draws headings and rows.
  static func draw(_ state: State, on screen: inout Screen, headings: Rect, rows area: Rect) {
    guard !area.isEmpty else { return }
    let rows = state.historyRows
    let numbers = area.width >= 60 ? 44 : area.width >= 40 ? 21 : 0
    let nameEnd = area.maxX - numbers
    if !headings.isEmpty {
      screen.write("State and edit", x: area.x + 2, y: headings.y, Style(.heading), in: headings)
      for (title, end) in columns(nameEnd, numbers) {
        screen.write(title, endingAt: end, y: headings.y, Style(.heading), in: headings)
      }
    }
    for line in 0..<area.height {
      let index = state.historyList.top + line
      guard rows.indices.contains(index) else { break }
      draw(
        rows[index], state, columns(nameEnd, numbers), nameEnd, on: &screen,
        in: Rect(x: area.x, y: area.y + line, width: area.width, height: 1),
        isSelected: index == state.historyList.cursor)
    }
  }

  /// The titles of the columns with the cells where they end.
  private static func columns(_ nameEnd: Int, _ numbers: Int) -> [(title: String, end: Int)] {
    switch numbers {
    case 44:
      [
        ("Params", nameEnd + 12), ("MACs", nameEnd + 21), ("Pass", nameEnd + 30),
        ("Change", nameEnd + 43),
      ]
    case 21: [("MACs", nameEnd + 10), ("Pass", nameEnd + 20)]
    default: []
    }
  }

  private static func draw(
    _ row: HistoryRow, _ state: State, _ columns: [(title: String, end: Int)], _ nameEnd: Int,
    on screen: inout Screen, in area: Rect, isSelected: Bool
  ) {
    let version = state.history.versions[row.id]
    if isSelected {
      screen.fill(area, Style(.text, selected: true))
      screen.write("▌", x: area.x, y: area.y, Style(.key, selected: true), in: area)
    }
    let isCurrent = row.id == state.history.index
    let names = Rect(x: area.x + 2, y: area.y, width: nameEnd - area.x - 2, height: 1)
    var spans = [
      // The edit counts for more than lines that run by.
      Span(row.lines(columns: names.width / 3), .line),
      Span(isCurrent ? "● " : "○ ", isCurrent ? .key : .line), Span("\(row.id)  ", .faint),
      Span(version.edit.map { "\($0)" } ?? "the original", isCurrent ? .heading : .text),
    ]
    if state.comparison.base == .version(row.id), row.id != 0 {
      spans.append(Span("  compared with", .faint))
    }
    screen.writeCut(spans, x: names.x, y: area.y, in: names, selected: isSelected)
    for (title, end) in columns {
      let text: String
      switch title {
      case "Params": text = Format.parameters(version.totals, columns: 11)
      case "MACs":
        text = version.totals.multiplyAccumulates.map { Format.metric(Double($0)) } ?? "?"
      case "Pass":
        text =
          version.timing
          .map { Format.milliseconds($0.turns?.new.median ?? $0.median) } ?? "–"
      default: text = version.timing?.turns?.markedChange ?? "–"
      }
      screen.write(
        text, endingAt: end, y: area.y, Style(.number, selected: isSelected), in: area)
    }
  }
}

/// Everything that was done, as the lines that do it again.
enum LogView {
  /// Draws the lines.
  static func draw(_ state: State, on screen: inout Screen, headings: Rect, rows area: Rect) {
    guard !area.isEmpty else { return }
    screen.write(
      "Everything that was done, as commands", x: area.x + 2, y: headings.y, Style(.heading),
      in: headings)
    if state.log.isEmpty {
      screen.write("nothing yet", x: area.x + 2, y: area.y, Style(.faint), in: area)
    }
    for line in 0..<area.height {
      let index = state.logList.top + line
      guard state.log.indices.contains(index) else { break }
      let entry = state.log[index]
      let isSelected = index == state.logList.cursor
      let row = Rect(x: area.x, y: area.y + line, width: area.width, height: 1)
      if isSelected {
        screen.fill(row, Style(.text, selected: true))
        screen.write("▌", x: row.x, y: row.y, Style(.key, selected: true), in: row)
      }
      screen.writeCut(
        [
          Span("\(index + 1)  ", .faint),
          Span("\(entry)", isEdit(entry) ? .text : .faint),
        ], x: row.x + 2, y: row.y, in: row, selected: isSelected)
    }
  }

  private static func isEdit(_ entry: LogEntry) -> Bool {
    if case .done(let invocation) = entry { invocation.command == .edit } else { false }
  }
}
