/// The help screen, made from the table of commands.
enum HelpView {
  /// The lines of the help screen on a screen of a width; two columns of sections on a wide one.
  static func lines(width: Int) -> [[Span]] {
    let columns = Keymap.sections.map(section)
    guard width >= 110 else {
      return Array(columns.joined(separator: [[]]))
    }
    let half = (width - 6) / 2
    let left = Array(columns.prefix(2).joined(separator: [[]]))
    let right = Array(columns.dropFirst(2).joined(separator: [[]]))
    return (0..<max(left.count, right.count)).map { index in
      let first = index < left.count ? left[index] : []
      let second = index < right.count ? right[index] : []
      return first + [Span(String(repeating: " ", count: max(1, half - first.width)))] + second
    }
  }

  private static func section(_ section: Keymap.Section) -> [[Span]] {
    var lines = [[Span(section.title, .heading)]]
    for binding in section.bindings {
      let keys = binding.keys.map(\.label).joined(separator: " ")
      let blanks = String(repeating: " ", count: max(1, 14 - DisplayWidth.of(keys)))
      lines.append([Span("  "), Span(keys, .key), Span(blanks + binding.help, .text)])
    }
    return lines
  }

  /// Draws the help over the whole screen but its bottom line.
  static func draw(_ state: State, top: Int, on screen: inout Screen) {
    let size = state.size
    let area = Rect(x: 0, y: 0, width: size.width, height: max(1, size.height - 2))
    screen.fill(area, Style(.text))
    screen.cursor = nil
    let title = Rect(x: 0, y: 0, width: size.width, height: 1)
    screen.fill(title, Style(.header))
    screen.write("Keys", x: 1, y: 0, Style(.headerName), in: title)
    let lines = lines(width: size.width)
    let rows = Rect(x: 1, y: 1, width: size.width - 2, height: area.height - 1)
    for line in 0..<rows.height where lines.indices.contains(top + line) {
      screen.writeCut(lines[top + line], x: rows.x, y: rows.y + line, in: rows)
    }
    if lines.count > rows.height {
      let last = min(lines.count, top + rows.height)
      let place = "\(top + 1)–\(last) of \(lines.count)"
      screen.write(place, endingAt: size.width - 1, y: 0, Style(.headerFaint), in: title)
    }
    // The status line would speak of what is behind.
    screen.fill(Rect(x: 0, y: area.maxY, width: size.width, height: 1), Style(.text))
  }
}
