/// The size of a screen or a pane in character cells.
struct Size: Hashable, Sendable {
  /// The number of columns.
  var width: Int
  /// The number of rows.
  var height: Int

  /// A size in columns and rows.
  init(_ width: Int, _ height: Int) {
    self.width = width
    self.height = height
  }
}

/// A rectangle of character cells; the origin is the upper left corner of the screen.
struct Rect: Hashable, Sendable {
  /// The leftmost column.
  var x: Int
  /// The top row.
  var y: Int
  /// The number of columns, never negative.
  var width: Int
  /// The number of rows, never negative.
  var height: Int

  /// A rectangle; negative extents become zero.
  init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// The whole of a screen of the given size.
  init(_ size: Size) {
    self.init(x: 0, y: 0, width: size.width, height: size.height)
  }

  /// The first column to the right of the rectangle.
  var maxX: Int { x + width }

  /// The first row below the rectangle.
  var maxY: Int { y + height }

  /// Whether there is no cell in it.
  var isEmpty: Bool { width == 0 || height == 0 }

  /// Whether the cell at a column and row lies inside.
  func contains(x column: Int, y row: Int) -> Bool {
    column >= x && column < maxX && row >= y && row < maxY
  }

  /// Takes rows off the top; gets fewer when there are fewer.
  mutating func removeTop(_ rows: Int) -> Rect {
    let taken = min(max(0, rows), height)
    defer {
      y += taken
      height -= taken
    }
    return Rect(x: x, y: y, width: width, height: taken)
  }

  /// Takes rows off the bottom; gets fewer when there are fewer.
  mutating func removeBottom(_ rows: Int) -> Rect {
    let taken = min(max(0, rows), height)
    height -= taken
    return Rect(x: x, y: y + height, width: width, height: taken)
  }

  /// Takes columns off the right; gets fewer when there are fewer.
  mutating func removeRight(_ columns: Int) -> Rect {
    let taken = min(max(0, columns), width)
    width -= taken
    return Rect(x: x + width, y: y, width: taken, height: height)
  }

  /// The rectangle without a margin on each side.
  func inset(horizontally columns: Int, vertically rows: Int = 0) -> Rect {
    Rect(x: x + columns, y: y + rows, width: width - 2 * columns, height: height - 2 * rows)
  }

  /// A rectangle of at most the given size in the middle of this one.
  func centred(_ size: Size) -> Rect {
    let columns = min(size.width, width)
    let rows = min(size.height, height)
    return Rect(
      x: x + (width - columns) / 2, y: y + (height - rows) / 2, width: columns, height: rows)
  }
}
