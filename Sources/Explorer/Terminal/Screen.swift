/// One character cell: a scalar, at most one combining mark, and how it looks.
struct Cell: Hashable, Sendable {
  /// The character; 0 in the right half of a wide one.
  var scalar: UInt32 = 0x20
  /// A combining mark on it, or 0.
  var mark: UInt32 = 0
  /// How it looks.
  var style = Style(.text)

  /// Whether this is the right half of the wide character before it.
  var isContinuation: Bool { scalar == 0 }
}

/// A screen as a value: a grid of cells, drawn by the view and painted by the backend.
struct Screen: Hashable, Sendable {
  /// Columns and rows.
  let size: Size
  /// The cells, row by row.
  private(set) var cells: [Cell]
  /// Where the terminal's own cursor shows, as in a field that takes text; nil hides it.
  var cursor: Position?

  /// A column and a row.
  struct Position: Hashable, Sendable {
    /// The column, from 0 on the left.
    var x: Int
    /// The row, from 0 on top.
    var y: Int
  }

  /// A blank screen.
  init(_ size: Size) {
    self.size = size
    cells = Array(repeating: Cell(), count: max(0, size.width) * max(0, size.height))
  }

  /// The cell at a column and row that lie on the screen.
  subscript(x: Int, y: Int) -> Cell { cells[y * size.width + x] }

  /// The cells of one row.
  func row(_ y: Int) -> ArraySlice<Cell> { cells[y * size.width..<(y + 1) * size.width] }

  /// The rows as text, blanks at their ends cut off.
  var lines: [String] {
    (0..<size.height).map { y in
      var text = String.UnicodeScalarView()
      for cell in row(y) where !cell.isContinuation {
        text.append(Unicode.Scalar(cell.scalar) ?? " ")
        if cell.mark != 0, let mark = Unicode.Scalar(cell.mark) { text.append(mark) }
      }
      while text.last == " " { text.removeLast() }
      return String(text)
    }
  }

  /// Writes text from a column on, clipped to a rectangle; returns the column after it.
  ///
  /// A wide character that would be cut becomes a blank, and so does the rest of one that is
  /// written over.
  @discardableResult
  mutating func write(
    _ text: some StringProtocol, x: Int, y: Int, _ style: Style, in clip: Rect? = nil
  ) -> Int {
    let area = clip ?? Rect(size)
    guard y >= max(0, area.y), y < min(size.height, area.maxY) else { return x }
    let left = max(0, area.x)
    let right = min(size.width, area.maxX)
    var column = x
    for scalar in text.unicodeScalars {
      let width = DisplayWidth.of(scalar)
      if width == 0 {
        addMark(scalar, before: column, y: y, from: left)
        continue
      }
      if column >= right { break }
      if column >= left && column + width <= right {
        clearHalves(x: column, y: y, width: width)
        // A blank that must not be broken is a blank on screen.
        let value = scalar.value == 0xa0 ? 0x20 : scalar.value
        cells[y * size.width + column] = Cell(scalar: value, style: style)
        if width == 2 { cells[y * size.width + column + 1] = Cell(scalar: 0, style: style) }
      } else {
        for x in max(column, left)..<max(max(column, left), min(column + width, right)) {
          cells[y * size.width + x] = Cell(style: style)
        }
      }
      column += width
    }
    return column
  }

  /// Writes text that ends just before a column.
  mutating func write(
    _ text: String, endingAt end: Int, y: Int, _ style: Style, in clip: Rect? = nil
  ) {
    write(text, x: end - DisplayWidth.of(text), y: y, style, in: clip)
  }

  /// Fills a rectangle with one character.
  mutating func fill(_ rect: Rect, _ style: Style, with scalar: Unicode.Scalar = " ") {
    for y in max(0, rect.y)..<max(max(0, rect.y), min(size.height, rect.maxY)) {
      for x in max(0, rect.x)..<max(max(0, rect.x), min(size.width, rect.maxX)) {
        clearHalves(x: x, y: y, width: 1)
        cells[y * size.width + x] = Cell(scalar: scalar.value, style: style)
      }
    }
  }

  /// Replaces every cell by what a function makes of it.
  mutating func transform(_ change: (inout Cell) -> Void) {
    for index in cells.indices { change(&cells[index]) }
  }

  private mutating func addMark(_ mark: Unicode.Scalar, before column: Int, y: Int, from left: Int)
  {
    var x = column - 1
    if x > left, x < size.width, self[x, y].isContinuation { x -= 1 }
    guard x >= left, x < size.width, self[x, y].mark == 0, mark.value >= 0x300,
      !DisplayWidth.joins(mark.value)
    else { return }
    cells[y * size.width + x].mark = mark.value
  }

  private mutating func clearHalves(x: Int, y: Int, width: Int) {
    let row = y * size.width
    if x > 0, cells[row + x].isContinuation { cells[row + x - 1].scalar = 0x20 }
    let after = x + width
    if after < size.width, cells[row + after].isContinuation { cells[row + after].scalar = 0x20 }
  }
}
