/// The help screen, made from the table of commands.
enum HelpView {
  /// The lines of the help screen; two columns of sections on a wide screen.
  ///
  /// Only rows with the filter's text in keys, name or words are there; what can't be done now says
  /// why.
  static func lines(_ state: State) -> [[Span]] {
    let width = state.size.width
    let hasTwo = width >= 110
    let half = hasTwo ? (width - 6) / 2 : width - 2
    let all =
      state.help?.box.map {
        [boxSection(BoxTable.rows(in: $0), title: "Keys of \($0.rawValue)", state)]
      }
      ?? CommandTable.sections.map { section($0, state) } + [boxSection(state)]
    let sections = all.compactMap { $0 }.map { section in
      section.flatMap { $0.wrapped(columns: half, indent: min(16, half / 3)) }
    }
    guard hasTwo else { return Array(sections.joined(separator: [[]])) }
    let total = sections.reduce(0) { $0 + $1.count + 1 }
    var left: [[[Span]]] = []
    var right: [[[Span]]] = []
    var height = 0
    for section in sections {
      if right.isEmpty, height + section.count / 2 <= total / 2 || left.isEmpty {
        left.append(section)
        height += section.count + 1
      } else {
        right.append(section)
      }
    }
    let first = Array(left.joined(separator: [[]]))
    let second = Array(right.joined(separator: [[]]))
    return (0..<max(first.count, second.count)).map { index in
      let front = index < first.count ? first[index] : []
      let back = index < second.count ? second[index] : []
      let blanks = String(repeating: " ", count: max(1, half - front.width + 1))
      return back.isEmpty ? front : front + [Span(blanks)] + back
    }
  }

  private static func boxSection(_ state: State) -> [[Span]]? {
    boxSection(BoxTable.rows, title: BoxTable.title, state)
  }

  private static func boxSection(
    _ rows: [BoxRow], title: String, _ state: State
  ) -> [[Span]]? {
    let needle = state.help?.filter.lowercased() ?? ""
    let fitting = rows.filter { row in
      needle.isEmpty
        || [row.labels, row.help, row.places].contains { $0.lowercased().contains(needle) }
    }
    let lines = fitting.map { row in
      let blanks = String(repeating: " ", count: max(1, 14 - DisplayWidth.of(row.labels)))
      let line = [Span("  "), Span(row.labels, .key), Span(blanks), Span(row.help)]
      // Of one box, all are its own.
      return state.help?.box == nil ? line + [Span("  (\(row.places))", .faint)] : line
    }
    return lines.isEmpty ? nil : [[Span(title, .heading)]] + lines
  }

  private static func section(_ section: CommandTable.Section, _ state: State) -> [[Span]]? {
    let needle = state.help?.filter.lowercased() ?? ""
    let scope = state.viewScope
    var lines: [[Span]] = []
    for row in section.rows {
      let name = row.usage
      var keys = state.keymap.keys(of: row.command).map(\.label).joined(separator: " ")
      let hasKeys = !keys.isEmpty
      if !hasKeys { keys = ":" + name }
      guard
        needle.isEmpty || name.lowercased().contains(needle)
          || row.help.lowercased().contains(needle) || keys.lowercased().contains(needle)
      else { continue }
      let obstacle = row.works(in: scope) ? row.obstacle(state) : nil
      let blanks = String(repeating: " ", count: max(1, 14 - DisplayWidth.of(keys)))
      var line = [Span("  "), Span(keys, .key), Span(blanks)]
      line.append(Span(row.help, obstacle == nil ? .text : .faint))
      if hasKeys, !needle.isEmpty { line.append(Span("  :\(name)", .faint)) }
      if let obstacle { line.append(Span("  (\(obstacle))", .faint)) }
      lines.append(line)
    }
    return lines.isEmpty ? nil : [[Span(section.title, .heading)]] + lines
  }

  /// Draws the help over the whole screen but its bottom line.
  static func draw(_ state: State, _ help: HelpState, on screen: inout Screen) {
    let size = state.size
    let area = Rect(x: 0, y: 0, width: size.width, height: max(1, size.height - 2))
    screen.fill(area, Style(.text))
    screen.cursor = nil
    let title = Rect(x: 0, y: 0, width: size.width, height: 1)
    screen.fill(title, Style(.header))
    screen.write("Keys", x: 1, y: 0, Style(.headerName), in: title)
    let lines = lines(state)
    let rows = Rect(x: 1, y: 1, width: size.width - 2, height: area.height - 1)
    for line in 0..<rows.height where lines.indices.contains(help.top + line) {
      screen.writeCut(lines[help.top + line], x: rows.x, y: rows.y + line, in: rows)
    }
    if lines.count > rows.height {
      let last = min(lines.count, help.top + rows.height)
      let place = "\(help.top + 1)–\(last) of \(lines.count)"
      screen.write(place, endingAt: size.width - 1, y: 0, Style(.headerFaint), in: title)
    }
    // The status line would speak of what is behind.
    let status = Rect(x: 0, y: area.maxY, width: size.width, height: 1)
    screen.fill(status, Style(.text))
    guard help.isTyping || !help.filter.isEmpty else { return }
    let x = screen.write("/", x: 1, y: status.y, Style(.key), in: status)
    let shown = help.line.shown(columns: max(1, status.maxX - x - 1))
    let after = screen.write(shown.text, x: x, y: status.y, Style(.text), in: status)
    if help.isTyping { screen.cursor = Screen.Position(x: x + shown.cursor, y: status.y) }
    if lines.isEmpty {
      screen.write("  nothing fits", x: after, y: status.y, Style(.faint), in: status)
    }
  }
}
