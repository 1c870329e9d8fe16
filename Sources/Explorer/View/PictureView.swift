/// Draws one channel of a map as cells.
enum PictureView {
  /// Characters of more and more ink, for terminals without enough colours.
  private static let shades: [Unicode.Scalar] = [" ", "░", "▒", "▓", "█"]
  private static let ramp: [Unicode.Scalar] = Array(" .:-=+*#%@".unicodeScalars)

  /// Draws a channel; each cell stands for two squares, one above the other.
  ///
  /// A square shows the mean of the elements under it, or of sixteen of them spread evenly.
  static func draw(
    _ values: LayerValues, channel: Int, range: ClosedRange<Float>, map: ColorMap,
    display: Display, on screen: inout Screen, in area: Rect
  ) {
    guard let size = values.mapSize, !area.isEmpty else { return }
    let squares = display.hasPictures ? area.height * 2 : area.height
    let scale = range.upperBound > range.lowerBound ? 1 / (range.upperBound - range.lowerBound) : 0
    values.elements.withUnsafeBufferPointer { elements in
      func level(_ x: Int, _ y: Int) -> Float {
        let value = mean(
          elements, size, channels: values.channels, channel: channel,
          x: x * size.width
            / area.width..<max(
              x * size.width / area.width + 1, (x + 1) * size.width / area.width),
          y: y * size.height
            / squares..<max(
              y * size.height / squares + 1, (y + 1) * size.height / squares))
        return scale == 0 ? 0 : (value - range.lowerBound) * scale
      }
      for row in 0..<area.height {
        for column in 0..<area.width {
          let (x, y) = (area.x + column, area.y + row)
          if display.hasPictures {
            screen.write(
              "▀", x: x, y: y,
              Style(
                foreground: map.color(level(column, 2 * row)),
                background: map.color(level(column, 2 * row + 1))), in: area)
          } else {
            let ink = display.ascii ? ramp : shades
            let index = Int(min(1, max(0, level(column, row))) * Float(ink.count - 1) + 0.5)
            screen.write(String(Character(ink[index])), x: x, y: y, Style(.text), in: area)
          }
        }
      }
    }
  }

  /// Draws the colour scale as a line.
  static func drawLegend(map: ColorMap, display: Display, on screen: inout Screen, in area: Rect) {
    for column in 0..<area.width {
      let value = Float(column) / Float(max(1, area.width - 1))
      if display.hasPictures {
        let color = map.color(value)
        screen.write(
          "▀", x: area.x + column, y: area.y, Style(foreground: color, background: color), in: area)
      } else {
        let ink = display.ascii ? ramp : shades
        let index = Int(value * Float(ink.count - 1) + 0.5)
        screen.write(
          String(Character(ink[index])), x: area.x + column, y: area.y, Style(.text), in: area)
      }
    }
  }

  private static func mean(
    _ elements: UnsafeBufferPointer<Float>, _ size: (height: Int, width: Int), channels: Int,
    channel: Int, x: Range<Int>, y: Range<Int>
  ) -> Float {
    var sum: Float = 0
    var count: Float = 0
    let stepX = max(1, x.count / 4)
    let stepY = max(1, y.count / 4)
    for row in stride(from: y.lowerBound, to: min(y.upperBound, size.height), by: stepY) {
      for column in stride(from: x.lowerBound, to: min(x.upperBound, size.width), by: stepX) {
        let index = (row * size.width + column) * channels + channel
        guard elements.indices.contains(index), elements[index].isFinite else { continue }
        sum += elements[index]
        count += 1
      }
    }
    return count > 0 ? sum / count : 0
  }
}
