/// Draws one channel of a map as cells.
enum PictureView {
  /// Characters of more and more ink, for terminals without enough colours.
  private static let shades: [Unicode.Scalar] = [" ", "░", "▒", "▓", "█"]
  private static let ramp: [Unicode.Scalar] = Array(" .:-=+*#%@".unicodeScalars)

  /// Draws a channel; each cell stands for two squares, one above the other.
  ///
  /// A square shows the mean of the elements under it, or of sixteen of them spread evenly.
  ///
  /// - Parameters:
  ///   - range: the values at the ends of the colour scale; nil takes the least and the greatest square,
  ///     so that every picture uses the whole scale.
  ///   - notFinite: where elements are infinite or no number; squares with one of them are marked.
  /// - Returns: the values at the ends of the colour scale.
  @discardableResult
  static func draw(
    _ values: LayerValues, channel: Int, range: ClosedRange<Float>?, map: ColorMap,
    notFinite: NotFiniteTable? = nil, display: Display, on screen: inout Screen, in area: Rect
  ) -> ClosedRange<Float> {
    guard let size = values.mapSize, !area.isEmpty else { return 0...0 }
    let rows = display.hasPictures ? area.height * 2 : area.height
    let squares = squares(
      values, size, channel: channel, columns: area.width, rows: rows, notFinite)
    let finite = squares.filter(\.isFinite)
    let range = range ?? (finite.min() ?? 0)...(finite.max() ?? 0)
    // Halves, since the difference of two floats can exceed the largest float.
    let spread = range.upperBound / 2 - range.lowerBound / 2
    func level(_ column: Int, _ row: Int) -> Float {
      let square = squares[row * area.width + column]
      guard square.isFinite else { return .nan }
      return spread > 0 ? (square / 2 - range.lowerBound / 2) / spread : 0
    }
    func color(_ level: Float) -> RGB {
      level.isNaN ? notFiniteColor : map.color(level, depth: display.depth)
    }
    for row in 0..<area.height {
      for column in 0..<area.width {
        let (x, y) = (area.x + column, area.y + row)
        if display.hasPictures {
          screen.write(
            "▀", x: x, y: y,
            Style(
              foreground: color(level(column, 2 * row)),
              background: color(level(column, 2 * row + 1))), in: area)
        } else {
          drawInk(level(column, row), x: x, y: y, display, on: &screen, in: area)
        }
      }
    }
    return range
  }

  private static func drawInk(
    _ level: Float, x: Int, y: Int, _ display: Display, on screen: inout Screen, in area: Rect
  ) {
    guard !level.isNaN else {
      screen.write("!", x: x, y: y, Style(.error), in: area)
      return
    }
    let ink = display.ascii ? ramp : shades
    let level = min(1, max(0, level))
    let index = Int(level * Float(ink.count - 1) + 0.5)
    screen.write(String(Character(ink[index])), x: x, y: y, Style(.text), in: area)
  }

  /// The colour of what is infinite or no number, which no scale has.
  private static let notFiniteColor = RGB(0xff00ff)

  /// What marks squares with elements that are infinite or no number, for the legend.
  static func notFiniteMark(_ display: Display) -> Span {
    display.hasPictures ? Span("■", .error) : Span("!", .error)
  }

  /// The means under a grid of squares, row by row.
  private static func squares(
    _ values: LayerValues, _ size: (height: Int, width: Int), channel: Int, columns: Int, rows: Int,
    _ notFinite: NotFiniteTable?
  ) -> [Float] {
    func span(_ index: Int, _ count: Int, _ length: Int) -> Range<Int> {
      let start = index * length / count
      return start..<max(start + 1, (index + 1) * length / count)
    }
    return values.elements.withUnsafeBufferPointer { elements in
      (0..<rows).flatMap { row in
        (0..<columns).map { column in
          mean(
            elements, size, channels: values.channels, channel: channel,
            x: span(column, columns, size.width), y: span(row, rows, size.height),
            notFinite)
        }
      }
    }
  }

  /// Draws the colour scale as a line.
  static func drawLegend(map: ColorMap, display: Display, on screen: inout Screen, in area: Rect) {
    for column in 0..<area.width {
      let value = Float(column) / Float(max(1, area.width - 1))
      if display.hasPictures {
        let color = map.color(value, depth: display.depth)
        screen.write(
          "▀", x: area.x + column, y: area.y, Style(foreground: color, background: color), in: area)
      } else {
        drawInk(value, x: area.x + column, y: area.y, display, on: &screen, in: area)
      }
    }
  }

  private static func mean(
    _ elements: UnsafeBufferPointer<Float>, _ size: (height: Int, width: Int), channels: Int,
    channel: Int, x: Range<Int>, y: Range<Int>, _ notFinite: NotFiniteTable?
  ) -> Float {
    if let notFinite {
      let (x, y) = (x.clamped(to: 0..<size.width), y.clamped(to: 0..<size.height))
      if notFinite.isMet(x: x, y: y, channel: channel) { return .nan }
    }
    var sum: Float = 0
    var count: Float = 0
    let stepX = max(1, x.count / 4)
    let stepY = max(1, y.count / 4)
    for row in stride(from: y.lowerBound, to: min(y.upperBound, size.height), by: stepY) {
      for column in stride(from: x.lowerBound, to: min(x.upperBound, size.width), by: stepX) {
        let index = (row * size.width + column) * channels + channel
        guard elements.indices.contains(index) else { continue }
        guard elements[index].isFinite else {
          continue
        }
        sum += elements[index]
        count += 1
      }
    }
    return count > 0 ? sum / count : 0
  }
}
