import GraphCore

/// The view of the output of one layer.
enum OutputsView {
  /// Draws what is known: name and shape at once, statistics and pictures when they are there.
  static func draw(_ state: State, _ outputs: OutputsState, on screen: inout Screen, in area: Rect)
  {
    screen.fill(area, Style(.text))
    if area.x > 0 {
      for y in area.y..<area.maxY { screen.write("│", x: area.x, y: y, Style(.line), in: area) }
    }
    var rest = inner(area)
    drawTitle(state, outputs, on: &screen, in: rest.removeTop(1))
    guard let values = values(state, outputs) else {
      drawWaiting(state, outputs, on: &screen, in: rest)
      return
    }
    let description = state.shown?.description
    if let description {
      drawStatistics(description, on: &screen, in: rest.removeTop(rest.height >= 4 ? 1 : 0))
      if rest.height >= 12 {
        drawHistogram(
          description, state, on: &screen, in: rest.removeTop(rest.height >= 30 ? 5 : 3))
      }
    }
    if rest.height >= 4, values.mapSize != nil {
      drawLegend(state, outputs, description, on: &screen, in: rest.removeBottom(1))
    }
    if rest.height >= 8 { _ = rest.removeTop(1) }
    guard values.mapSize != nil else {
      if let shown = state.shown { VectorView.draw(shown, state, on: &screen, in: rest) }
      return
    }
    guard let description else { return }
    switch outputs.arrangement {
    case .grid: drawGrid(values, description, state, outputs, on: &screen, in: rest)
    case .single: PixelView.draw(values, range(description, outputs), state, on: &screen, in: rest)
    }
  }

  /// The line that the explanation of the number under the cursor may begin with at most.
  static func clampedTop(_ state: State, in area: Rect) -> Int {
    guard state.detailTop > 0, let outputs = state.outputs, outputs.arrangement == .single,
      let values = values(state, outputs)
    else { return 0 }
    let rest = picturesArea(inner(area))
    let pane =
      values.mapSize.map { PixelView.layout(map: $0, in: rest).pane }
      ?? VectorView.explanationArea(state, in: rest)
    guard let pane else { return 0 }
    return min(
      state.detailTop, ExplanationText.lastTop(state, columns: pane.width, rows: pane.height))
  }

  /// The view without the line that parts it from the tree, and without its margins.
  private static func inner(_ area: Rect) -> Rect {
    var rest = area
    if area.x > 0 {
      rest = Rect(x: area.x + 1, y: area.y, width: area.width - 1, height: area.height)
    }
    return rest.inset(horizontally: 1)
  }

  /// The channel whose picture lies at a place of the screen; nil beside the pictures.
  static func channel(
    _ state: State, _ outputs: OutputsState, x: Int, y: Int, in area: Rect
  ) -> Int? {
    guard outputs.arrangement == .grid, let values = values(state, outputs),
      let map = values.mapSize
    else { return nil }
    let rest = picturesArea(inner(area))
    guard rest.contains(x: x, y: y) else { return nil }
    let grid = ChannelGrid(
      map: map, area: Size(rest.width, rest.height), channels: values.channels)
    let column = (x - rest.x) / (grid.picture.width + 1)
    let row = (y - rest.y) / grid.pitch
    guard column < grid.columns, row < grid.rows else { return nil }
    let channel =
      grid.firstChannel(showing: outputs.channel, of: values.channels) + row * grid.columns + column
    return channel < values.channels ? channel : nil
  }

  /// Where the pictures stand, below title, statistics and histogram and above the legend.
  private static func picturesArea(_ inner: Rect) -> Rect {
    var rest = inner
    _ = rest.removeTop(1)
    _ = rest.removeTop(rest.height >= 4 ? 1 : 0)
    if rest.height >= 12 { _ = rest.removeTop(rest.height >= 30 ? 5 : 3) }
    if rest.height >= 4 { _ = rest.removeBottom(1) }
    if rest.height >= 8 { _ = rest.removeTop(1) }
    return rest
  }

  /// The grid of channels in the area of the view; nil when there is none to be seen.
  static func grid(_ state: State, _ outputs: OutputsState, in area: Rect) -> ChannelGrid? {
    guard let map = values(state, outputs)?.mapSize else { return nil }
    let rows = area.height - 3 - (area.height - 2 >= 12 ? (area.height - 2 >= 30 ? 5 : 3) : 0)
    return ChannelGrid(
      map: map, area: Size(max(1, area.width - 3), max(2, rows - 1)),
      channels: values(state, outputs)?.channels ?? 1)
  }

  private static func values(_ state: State, _ outputs: OutputsState) -> LayerValues? {
    guard let shown = state.shown, shown.node == outputs.node else { return nil }
    switch outputs.source {
    case .failed: return nil
    // What is shown was forgotten when the pass began: it is an output of this pass.
    case .computing: return shown.values
    case .ready:
      guard let pass = state.inspected, pass.version == state.history.current.id,
        pass.input == state.input
      else { return nil }
      return shown.values
    }
  }

  private static func drawTitle(
    _ state: State, _ outputs: OutputsState, on screen: inout Screen, in area: Rect
  ) {
    let graph = state.analysis.graph
    let name = graph.name(of: outputs.node)
    let summary = Span("  " + Format.summary(of: graph.operation(of: outputs.node)), .faint)
    let shape = Span("  " + Format.shape(state.analysis.shape(of: outputs.node)), .shape)
    // The class goes first where there is no room, then the middle of the name.
    var spans = [Span(name, .heading), summary, shape]
    if spans.width > area.width { spans = [Span(name, .heading), shape] }
    if spans.width > area.width {
      let room = max(8, area.width - [shape].width)
      spans[0] = Span(DisplayWidth.middleCut(name, columns: room), .heading)
    }
    screen.writeCut(spans, x: area.x, y: area.y, in: area)
    let input = "on " + state.inputName(state.input)
    if spans.width + DisplayWidth.of(input) + 3 <= area.width {
      screen.write(input, endingAt: area.maxX, y: area.y, Style(.faint), in: area)
    }
  }

  private static func drawWaiting(
    _ state: State, _ outputs: OutputsState, on screen: inout Screen, in area: Rect
  ) {
    let text: Span
    switch outputs.source {
    case .computing:
      text = Span("running the model on \(state.inputName(state.input)) …", .faint)
    case .failed(let reason): text = Span(reason, .error)
    case .ready:
      let isLoaded = state.shown?.node == outputs.node
      text = Span(
        isLoaded ? "the output of this layer was not kept" : "reading the output …", .faint)
    }
    let lines = [text].wrapped(columns: area.width, indent: 0)
    for (index, line) in lines.enumerated() where index + 1 < area.height {
      screen.write(line, x: area.x, y: area.y + 1 + index, in: area)
    }
  }

  private static func drawStatistics(
    _ description: LayerDescription, on screen: inout Screen, in area: Rect
  ) {
    var spans: [Span] = []
    if let all = description.allElements {
      let count = Format.grouped(description.notFinite)
      screen.writeCut(
        [Span("all \(count) elements are \(all)", .error)], x: area.x, y: area.y, in: area)
      return
    }
    func add(_ name: String, _ value: String) {
      if !spans.isEmpty { spans.append(Span("  ")) }
      spans += [Span(name + " ", .faint), Span(value, .number)]
    }
    add("min", Format.value(Double(description.minimum)))
    add("max", Format.value(Double(description.maximum)))
    add("mean", Format.value(description.mean))
    add("std", Format.value(description.standardDeviation))
    add("zeros", Format.percent(description.zeroShare))
    if description.notFinite > 0 {
      spans += [Span("  "), Span("\(Format.grouped(description.notFinite)) not finite", .error)]
    }
    screen.writeCut(spans, x: area.x, y: area.y, in: area)
  }

  private static func drawHistogram(
    _ description: LayerDescription, _ state: State, on screen: inout Screen, in area: Rect
  ) {
    // The square root keeps a bin of a few elements visible beside one of millions.
    let bins = description.histogram.map { Double($0).squareRoot() }
    guard let tallest = bins.max(), tallest > 0 else { return }
    let bars = Rect(
      x: area.x, y: area.y, width: min(area.width, bins.count), height: area.height - 1)
    let steps = ["", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    for (column, bin) in bins.prefix(bars.width).enumerated() {
      let eighths = max(bin > 0 ? 1 : 0, Int((bin / tallest * Double(bars.height * 8)).rounded()))
      for row in 0..<bars.height {
        let part = min(8, max(0, eighths - row * 8))
        screen.write(
          steps[part], x: bars.x + column, y: bars.maxY - 1 - row, Style(.bar), in: bars)
      }
    }
    let low = Format.value(Double(description.minimum))
    let high = Format.value(Double(description.maximum))
    screen.write(low, x: bars.x, y: bars.maxY, Style(.faint), in: area)
    screen.write(high, endingAt: bars.maxX, y: bars.maxY, Style(.faint), in: area)
    let note = "how often each value occurs (square root)"
    if bars.width - DisplayWidth.of(low) - DisplayWidth.of(high) > DisplayWidth.of(note) + 1 {
      screen.write(note, x: bars.x + DisplayWidth.of(low) + 1, y: bars.maxY, Style(.line), in: area)
    } else if area.width > bars.width + 24 {
      screen.write("square root of counts", x: bars.maxX + 2, y: bars.maxY, Style(.line), in: area)
    }
  }

  /// The ends of the colour scale; nil lets every picture use the whole scale.
  private static func range(
    _ description: LayerDescription, _ outputs: OutputsState
  ) -> ClosedRange<Float>? {
    outputs.scale == .layer ? description.minimum...description.maximum : nil
  }

  private static func drawLegend(
    _ state: State, _ outputs: OutputsState, _ description: LayerDescription?,
    on screen: inout Screen, in area: Rect
  ) {
    let isChannel = outputs.scale == .channel
    let range = description.map { $0.minimum...$0.maximum } ?? 0...0
    var low = isChannel ? "least" : Format.value(Double(range.lowerBound))
    var high = isChannel ? "most" : Format.value(Double(range.upperBound))
    if let all = description?.allElements { (low, high) = (all, "") }
    let last = max(0, (state.analysis.shape(of: outputs.node).channels.value ?? 1) - 1)
    let part = state.shown?.parts?.part(of: outputs.channel)
    func branch(_ name: String?) -> [Span] {
      name.map { [Span("  from ", .faint), Span($0, .branch)] } ?? []
    }
    let map = state.display.hasPictures ? state.colorMap.rawValue : ""
    let scale = isChannel ? "channel" : "layer"
    var long = [
      [Span("  channel ", .faint), Span("\(outputs.channel)", .number), Span("/\(last)", .faint)],
      channelRange(state, outputs), branch(part?.name),
      [Span("   scale of \(isChannel ? "each" : "the") \(scale)", .faint)],
      map.isEmpty ? [] : [Span("   \(map)", .faint)],
    ]
    // In few words where there is no room; then what matters least is left out.
    var short = [
      [Span("  ch ", .faint), Span("\(outputs.channel)", .number), Span("/\(last)", .faint)],
      branch(part?.label), [Span("  by \(scale)", .faint)],
      map.isEmpty ? [] : [Span("  \(map)", .faint)], channelRange(state, outputs),
    ]
    if let description, description.notFinite > 0 {
      let mark = [Span("  "), PictureView.notFiniteMark(state.display), Span(" NaN", .error)]
      long.insert(mark, at: 1)
      short.insert(mark, at: 1)
    }
    let ends = DisplayWidth.of(low) + DisplayWidth.of(high) + 2
    var bar = min(24, max(4, area.width / 4))
    var shown = long
    if shown.joined().reduce(0, { $0 + [$1].width }) > area.width - ends - bar {
      bar = min(bar, 8)
      shown = short
    }
    while shown.count > 1, shown.reduce(0, { $0 + $1.width }) > area.width - ends - bar {
      shown.removeLast()
    }
    var x = screen.write(low + " ", x: area.x, y: area.y, Style(.faint), in: area)
    let scaleBar = Rect(x: x, y: area.y, width: bar, height: 1)
    PictureView.drawLegend(map: state.colorMap, display: state.display, on: &screen, in: scaleBar)
    x = screen.write(" " + high, x: scaleBar.maxX, y: area.y, Style(.faint), in: area)
    screen.writeCut(shown.flatMap { $0 }, x: x, y: area.y, in: area)
  }

  private static func channelRange(_ state: State, _ outputs: OutputsState) -> [Span] {
    guard let range = state.shown?.range(ofChannel: outputs.channel) else { return [] }
    let (low, high) = (Double(range.lowerBound), Double(range.upperBound))
    return [Span("  \(Format.value(low)) to \(Format.value(high))", .faint)]
  }

  private static func drawGrid(
    _ values: LayerValues, _ description: LayerDescription, _ state: State,
    _ outputs: OutputsState, on screen: inout Screen, in area: Rect
  ) {
    guard let map = values.mapSize, !area.isEmpty else { return }
    let grid = ChannelGrid(
      map: map, area: Size(area.width, area.height), channels: values.channels)
    let first = grid.firstChannel(showing: outputs.channel, of: values.channels)
    let parts = state.shown?.parts
    for place in 0..<(grid.columns * grid.rows) {
      let channel = first + place
      guard channel < values.channels else { break }
      let x = area.x + (place % grid.columns) * (grid.picture.width + 1)
      let y = area.y + (place / grid.columns) * grid.pitch
      let box = Rect(x: x, y: y, width: grid.picture.width, height: grid.picture.height)
      PictureView.draw(
        values, channel: channel, range: range(description, outputs), map: state.colorMap,
        notFinite: state.shown?.notFinite, display: state.display, on: &screen, in: box)
      let isChosen = channel == outputs.channel
      var caption = isChosen ? "▸\(channel)" : " \(channel)"
      if let part = parts?.part(of: channel) {
        // The branch is named on its first channel of the page, and where its whole name fits.
        let isFirst = place == 0 || part.channels.lowerBound == channel
        let room = grid.picture.width - DisplayWidth.of(caption) - 1
        if DisplayWidth.of(part.label) <= room || isFirst && room >= 3 {
          caption += " \(DisplayWidth.middleCut(part.label, columns: room))"
        }
      }
      screen.write(
        DisplayWidth.prefix(caption, columns: grid.picture.width), x: x, y: box.maxY,
        Style(isChosen ? .key : .faint), in: area)
    }
  }
}
