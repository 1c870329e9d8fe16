/// The line that takes commands, with the list of what fits above it.
enum CommandLineView {
  /// Draws the list and the line; the list takes at most half of the screen.
  static func draw(_ line: CommandLineState, _ state: State, on screen: inout Screen) {
    let size = state.size
    let row = row(in: size)
    let place = Rect(x: 0, y: row, width: size.width, height: 1)
    drawList(line, above: row, width: size.width, on: &screen)
    screen.fill(place, Style(.text))
    let x = screen.write(":", x: 0, y: row, Style(.key), in: place)
    let editor = line.choice.map { LineEditor(line.candidates[$0].line) } ?? line.editor
    let shown = editor.shown(columns: max(1, size.width - 2))
    let after = screen.write(shown.text, x: x, y: row, Style(.text), in: place)
    screen.cursor = Screen.Position(x: min(x + shown.cursor, size.width - 1), y: row)
    guard let fault = line.fault else { return }
    let words = [Span(fault, .error)]
    if after + 2 + words.width <= size.width || row < 4 {
      screen.writeCut(words, x: after + 2, y: row, in: place)
      return
    }
    // Beside the line there is no room for it, so it stands above, in the place of the list's end.
    let lines = words.wrapped(columns: size.width - 2, indent: 2).prefix(row / 2)
    for (index, text) in lines.enumerated() {
      let above = Rect(x: 0, y: row - lines.count + index, width: size.width, height: 1)
      screen.fill(above, Style(.text))
      screen.writeCut(text, x: 1, y: above.y, in: above)
    }
  }

  /// Beyond that, a key stands too far from its command; the list still covers the whole width.
  private static let widestList = 100

  /// The candidate at a place of the screen; nil where there is none.
  static func candidate(atX x: Int, y: Int, _ line: CommandLineState, _ size: Size) -> Int? {
    guard let list = List(line, above: self.row(in: size), width: size.width),
      list.box.contains(x: x, y: y), y > list.box.y
    else { return nil }
    return list.first + y - list.box.y - 1
  }

  /// The row of the line itself.
  private static func row(in size: Size) -> Int { size.height - (size.height >= 7 ? 2 : 1) }

  /// Where the candidates stand, and which one is the first.
  private struct List {
    var box: Rect
    var rows: Int
    var first: Int

    init?(_ line: CommandLineState, above row: Int, width: Int) {
      rows = min(line.candidates.count, max(1, row / 2), 16)
      guard rows > 0, row >= 4 else { return nil }
      box = Rect(x: 0, y: row - rows - 1, width: width, height: rows + 1)
      first = max(0, min((line.choice ?? 0) - rows / 2, line.candidates.count - rows))
    }
  }

  private static func drawList(
    _ line: CommandLineState, above row: Int, width: Int, on screen: inout Screen
  ) {
    guard let list = List(line, above: row, width: width) else { return }
    let (box, rows, first) = (list.box, list.rows, list.first)
    screen.fill(box, Style(.text))
    screen.write(
      String(repeating: "─", count: box.width), x: box.x, y: box.y, Style(.line), in: box)
    let count = line.candidates.count
    if count > rows {
      let place = " \((line.choice ?? 0) + 1) of \(count) "
      screen.write(place, endingAt: box.maxX - 1, y: box.y, Style(.faint), in: box)
    }
    let labels = line.candidates.map { DisplayWidth.of($0.label) }.max() ?? 0
    let labelWidth = min(labels, max(12, box.width * 2 / 5))
    for index in 0..<rows {
      drawCandidate(
        line.candidates[first + index], isChosen: line.choice == first + index,
        labelWidth: labelWidth, on: &screen,
        in: Rect(x: box.x, y: box.y + 1 + index, width: min(box.width, widestList), height: 1))
    }
  }

  private static func drawCandidate(
    _ candidate: CommandLineState.Candidate, isChosen: Bool, labelWidth: Int,
    on screen: inout Screen, in area: Rect
  ) {
    if isChosen {
      screen.fill(area, Style(.text, selected: true))
      screen.write("▌", x: area.x, y: area.y, Style(.key, selected: true), in: area)
    }
    let isOpen = candidate.obstacle == nil
    let label = DisplayWidth.middleCut(candidate.label, columns: labelWidth)
    screen.write(
      label, x: area.x + 2, y: area.y, Style(isOpen ? .text : .faint, selected: isChosen),
      in: area)
    let keys = candidate.keys.prefix(3).map(\.label).joined(separator: " ")
    let end = area.maxX - 1 - DisplayWidth.of(keys)
    screen.write(keys, x: end, y: area.y, Style(.key, selected: isChosen), in: area)
    let start = area.x + 4 + labelWidth
    let words = candidate.obstacle ?? candidate.help
    guard end - start > 6 else { return }
    screen.write(
      DisplayWidth.endCut(words, columns: end - start - 1), x: start, y: area.y,
      Style(.faint, selected: isChosen), in: area)
  }
}
