import GraphCore

/// One channel as large as it fits, with a pixel under the cursor: how its number came about, and
/// what it sees of the input.
enum PixelView {
  /// Draws the channel on the left, and what is known of the pixel on the right.
  static func draw(
    _ values: LayerValues, _ range: ClosedRange<Float>?, _ state: State, on screen: inout Screen,
    in area: Rect
  ) {
    guard let outputs = state.outputs, let map = values.mapSize, !area.isEmpty else { return }
    let (box, pane) = layout(map: map, in: area)
    PictureView.draw(
      values, channel: outputs.channel, range: range, map: state.colorMap,
      notFinite: state.shown?.notFinite, display: state.display,
      on: &screen, in: box)
    guard let pixel = state.pixel else { return }
    drawCursor(pixel, map, state, on: &screen, in: box)
    guard var pane else { return }
    let count = ExplanationText.draw(state, on: &screen, in: pane)
    guard pane.height - count - 1 >= 4 else { return }
    _ = pane.removeTop(count + 1)
    InputView.draw(pixel, state, on: &screen, in: pane)
  }

  /// Where the picture stands, and where the words beside it do; nil without room for them.
  static func layout(
    map: (height: Int, width: Int), in area: Rect
  ) -> (picture: Rect, pane: Rect?) {
    let size = ChannelGrid.fit(map: map, area: Size(area.width, area.height + 1))
    // The picture gives way to the words, down to half of the area.
    let least = area.width >= 76 ? 40 : 28
    let words = area.width >= 60 ? max(least, min(64, area.width - size.width - 2)) : 0
    let room = Size(area.width - (words > 0 ? words + 2 : 0), area.height + 1)
    let fitted = ChannelGrid.fit(map: map, area: room)
    let box = Rect(
      x: area.x, y: area.y, width: min(fitted.width, room.width),
      height: min(fitted.height, area.height))
    let pane = Rect(
      x: box.maxX + 2, y: area.y, width: area.maxX - box.maxX - 2, height: area.height)
    return (box, words > 0 ? pane : nil)
  }

  /// Marks the cell that holds the pixel.
  private static func drawCursor(
    _ pixel: OutputsState.Pixel, _ map: (height: Int, width: Int), _ state: State,
    on screen: inout Screen, in box: Rect
  ) {
    let x = box.x + min(box.width - 1, pixel.x * box.width / max(1, map.width))
    let y = box.y + min(box.height - 1, pixel.y * box.height / max(1, map.height))
    screen.write(
      state.display.ascii ? "X" : "╳", x: x, y: y, Style(.dialSelected), in: box)
  }
}

/// The input of the model, with the part that a pixel sees.
enum InputView {
  /// Draws the picture; what the pixel does not see is darkened, and where there are too few colours
  /// for that, what it sees is framed.
  static func draw(
    _ pixel: OutputsState.Pixel, _ state: State, on screen: inout Screen, in area: Rect
  ) {
    let field = field(pixel, state)
    guard let shown = state.shownInput, let input = shown.values, let size = input.mapSize,
      !area.isEmpty
    else { return }
    let fitted = ChannelGrid.fit(map: size, area: Size(area.width, area.height + 1))
    let box = Rect(
      x: area.x, y: area.y, width: min(fitted.width, area.width),
      height: min(fitted.height, area.height))
    let colors = InputColors(input, shown.description)
    let isPicture = state.display.hasPictures
    let rows = isPicture ? 2 * box.height : box.height
    func color(_ column: Int, _ row: Int) -> RGB {
      let (y, x) = (
        (2 * row + 1) * size.height / (2 * rows), (2 * column + 1) * size.width / (2 * box.width)
      )
      let isSeen = !isPicture || field?.contains(x: x, y: y) ?? true
      return colors.color(y: y, x: x, isSeen: isSeen)
    }
    for row in 0..<box.height {
      for column in 0..<box.width {
        let (x, y) = (box.x + column, box.y + row)
        if isPicture {
          screen.write(
            "▀", x: x, y: y,
            Style(
              foreground: color(column, 2 * row), background: color(column, 2 * row + 1)), in: box)
        } else {
          let ink: [String] =
            state.display.ascii
            ? [" ", ".", ":", "-", "=", "+", "*", "#"] : [" ", "░", "░", "▒", "▒", "▓", "▓", "█"]
          let level = Int(color(column, row).lightness * 7.99)
          screen.write(ink[max(0, min(7, level))], x: x, y: y, Style(.faint), in: box)
        }
      }
    }
    if !isPicture, let field { drawFrame(field, size, on: &screen, in: box) }
  }

  /// Frames the cells that hold a part of the input; where there is no room inside, fills them.
  private static func drawFrame(
    _ field: Field, _ size: (height: Int, width: Int), on screen: inout Screen, in box: Rect
  ) {
    func cells(_ range: ClosedRange<Int>, _ size: Int, _ count: Int) -> ClosedRange<Int> {
      let (first, last) = (range.lowerBound * count / size, range.upperBound * count / size)
      return min(count - 1, first)...min(count - 1, last)
    }
    let columns = cells(field.columns, size.width, box.width)
    let rows = cells(field.rows, size.height, box.height)
    let style = Style(.dialSelected)
    func write(_ text: String, _ column: Int, _ row: Int) {
      screen.write(text, x: box.x + column, y: box.y + row, style, in: box)
    }
    guard columns.count >= 3, rows.count >= 3 else {
      for row in rows { for column in columns { write("■", column, row) } }
      return
    }
    for column in columns.dropFirst().dropLast() {
      write("─", column, rows.lowerBound)
      write("─", column, rows.upperBound)
    }
    for row in rows.dropFirst().dropLast() {
      write("│", columns.lowerBound, row)
      write("│", columns.upperBound, row)
    }
    write("┌", columns.lowerBound, rows.lowerBound)
    write("┐", columns.upperBound, rows.lowerBound)
    write("└", columns.lowerBound, rows.upperBound)
    write("┘", columns.upperBound, rows.upperBound)
  }

  /// The pixels of the input that a pixel of the output sees, cut off at the border.
  struct Field: Hashable {
    /// The columns.
    var columns: ClosedRange<Int>
    /// The rows.
    var rows: ClosedRange<Int>

    /// Whether a pixel lies inside.
    func contains(x: Int, y: Int) -> Bool { columns.contains(x) && rows.contains(y) }
  }

  /// What a pixel sees; nil for all of the input, or when it cannot be told.
  static func field(_ pixel: OutputsState.Pixel, _ state: State) -> Field? {
    guard case .field(let field)? = visible(state), let size = state.inputValues?.mapSize
    else { return nil }
    func range(
      _ axis: ReceptiveField.Axis, _ position: Int, _ size: Int
    ) -> ClosedRange<Int>? {
      let first = (axis.first + Double(position) * axis.stride).rounded(.down)
      let last = (axis.last + Double(position) * axis.stride).rounded(.up)
      guard last >= 0, first < Double(size), size > 0 else { return nil }
      return Int(max(0, first))...Int(min(Double(size - 1), last))
    }
    guard let rows = range(field.height, pixel.y, size.height),
      let columns = range(field.width, pixel.x, size.width)
    else { return nil }
    return Field(columns: columns, rows: rows)
  }

  /// What a position of the channel under the cursor sees of the input.
  private static func visible(_ state: State) -> VisibleInput? {
    guard let outputs = state.outputs else { return nil }
    return state.analysis.visibleInput(
      of: outputs.node, channel: outputs.channel, among: state.receptiveFields)
  }

  /// What a pixel sees, in words.
  static func words(_ pixel: OutputsState.Pixel, _ state: State) -> [Span] {
    let field: Field
    switch visible(state) {
    case .everything?: return [Span("it sees all of the input", .faint)]
    case .unknown?, nil: return [Span("which part of the input it sees is not known", .faint)]
    case .field?:
      guard state.inputValues?.mapSize != nil else { return [] }
      guard let seen = self.field(pixel, state) else {
        return [Span("it sees the padding alone", .faint)]
      }
      field = seen
    }
    func words(_ range: ClosedRange<Int>) -> String {
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
    }
    return [
      Span("it sees ", .faint), Span("\(field.rows.count)×\(field.columns.count)", .number),
      Span(" pixels of the input, row\u{a0}\(words(field.rows))", .faint),
      Span(" column\u{a0}\(words(field.columns))", .faint),
    ]
  }
}

/// The colours of an input: its own for three channels, grey for others.
private struct InputColors {
  private let input: LayerValues
  private let size: (height: Int, width: Int)
  private let low: Float
  private let scale: Float

  init(_ input: LayerValues, _ description: LayerDescription) {
    self.input = input
    size = input.mapSize ?? (0, 0)
    let (low, high) = (description.minimum, description.maximum)
    self.low = low
    scale = high > low ? 255 / (high - low) : 0
  }

  func color(y: Int, x: Int, isSeen: Bool) -> RGB {
    func level(_ channel: Int) -> Float {
      guard let value = input.element(y: y, x: x, channel: channel), value.isFinite else {
        return 0
      }
      let level = min(255, max(0, (value - low) * scale))
      return isSeen ? level : level / 4
    }
    guard input.channels >= 3 else {
      let grey = UInt8(level(0))
      return RGB(grey, grey, grey)
    }
    return RGB(UInt8(level(0)), UInt8(level(1)), UInt8(level(2)))
  }
}

extension RGB {
  /// How light the colour looks, 0 to 1.
  ///
  /// Source: ITU-R BT.601.
  fileprivate var lightness: Double {
    (0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue)) / 255
  }
}
