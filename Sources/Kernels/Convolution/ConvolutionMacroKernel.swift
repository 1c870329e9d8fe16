import KernelABI

/// The number of units of work of a convolution.
func convolutionUnits(_ arguments: UnsafePointer<ConvolutionArguments>) -> Int {
  ConvolutionGrid(arguments).count
}

/// The bytes of scratch memory that a unit of a convolution needs.
func convolutionScratch(_ arguments: UnsafePointer<ConvolutionArguments>) -> Int {
  let memory = UnsafeMutableRawPointer(arguments.pointee.output.base)
  return ConvolutionScratch(arguments, ConvolutionGrid(arguments), memory).bytes
}

/// Computes a unit of a convolution: panel by panel, block of the depth by block, tile by tile.
///
/// A block of a panel (`depthBlock` x `panelWidth` floats) stays in the first-level cache while all
/// tiles of the unit meet it; the sums wait in the output, or in `partial` for a narrow last panel.
func convolve(
  _ arguments: UnsafePointer<ConvolutionArguments>, _ unit: Int, _ memory: UnsafeMutableRawPointer
) {
  let grid = ConvolutionGrid(arguments)
  let scratch = ConvolutionScratch(arguments, grid, memory)
  let column = unit % grid.columnUnits * grid.unitColumns
  let row = unit / grid.columnUnits % grid.rowUnits * grid.unitRows
  let firstPanel = unit / (grid.columnUnits * grid.rowUnits) * grid.unitPanels
  let columns = column..<min(column + grid.unitColumns, grid.width)
  let rows = row..<min(row + grid.unitRows, grid.height)

  let tiles =
    arguments.pointee.packsEveryTile
    ? listPackedTiles(arguments, scratch, pixels: columns)
    : listTiles(arguments, scratch, rows: rows, columns: columns)
  let endPanel = min(firstPanel + grid.unitPanels, grid.panels)
  var ahead = FetchAhead(arguments, grid, rows: rows, calls: tiles * (endPanel - firstPanel))
  // While the first panel is computed the input of the thread's next unit is fetched, else weights.
  var pixels = pixelsAhead(arguments, grid, columns: columns, tiles: tiles)
  for panel in firstPanel..<endPanel {
    let channels = min(panelWidth, arguments.pointee.output.channels - panel * panelWidth)
    if channels == panelWidth {
      computePanel(
        RowOfTwo.self, arguments, scratch, tiles, panel, firstPanel..<endPanel, &ahead, pixels)
    } else if channels == vectorWidth {
      computePanel(
        RowOfOne.self, arguments, scratch, tiles, panel, firstPanel..<endPanel, &ahead, pixels)
    } else if channels > vectorWidth {
      computePartialPanel(RowOfTwo.self, arguments, scratch, tiles, panel, channels, &ahead)
    } else {
      computePartialPanel(RowOfOne.self, arguments, scratch, tiles, panel, channels, &ahead)
    }
    pixels = nil
  }
}

/// The products of a tile in whose time the sums of the tile before are not written yet.
private let shortDepth = 64

/// Computes a panel whose columns all are output channels.
@inline(__always)
private func computePanel<Row: TileRow>(
  _: Row.Type, _ arguments: UnsafePointer<ConvolutionArguments>, _ scratch: ConvolutionScratch,
  _ tiles: Int, _ panel: Int, _ panels: Range<Int>, _ ahead: inout FetchAhead,
  _ pixels: WeightsAhead?
) {
  let depth = arguments.pointee.depth
  let end =
    arguments.pointee.filters
    + min(panels.upperBound * panelWidth, packedColumns(arguments.pointee.output.channels)) * depth
  let blocks = max(1, (depth + arguments.pointee.depthBlock - 1) / arguments.pointee.depthBlock)
  let output = arguments.pointee.output
  let channel = panel * panelWidth
  var task = TileTask(
    start: 0, end: 0, panel: arguments.pointee.filters + channel * depth, target: output.base,
    targetStride: output.pixelStride, continues: false, finishes: false,
    bias: arguments.pointee.bias + channel, addend: nil,
    addendStride: arguments.pointee.addendStride, reluBefore: arguments.pointee.reluBefore,
    reluAfter: arguments.pointee.reluAfter)
  if let pixels { task.ahead = pixels }
  for block in 0..<blocks {
    task.start = task.end
    task.end = depth * (block + 1) / blocks
    task.continues = block > 0
    task.finishes = block + 1 == blocks
    // The next block lies behind this one; the thread's next unit begins with the first panel again.
    let products = task.end - task.start
    var next = task.panel + task.end * Row.width
    if next >= end { next = arguments.pointee.filters + panels.lowerBound * panelWidth * depth }
    if pixels == nil {
      task.ahead = WeightsAhead(
        next, min(products * Row.width, end - next), tiles: tiles, products: products)
    }
    for index in 0..<tiles {
      let tile = scratch.tiles + index
      task.target = output.base + (tile.pointee.pixel * output.pixelStride + channel)
      if let addend = arguments.pointee.addend {
        task.addend = addend + (tile.pointee.pixel * arguments.pointee.addendStride + channel)
      }
      if block == 0 {
        if depth <= shortDepth {
          fetchOutput(task.target, output.pixelStride, tile.pointee.rows, Row.width)
        }
        ahead.step()
      }
      computeTile(Row.self, tile, &task)
      task.ahead.advance(products)
    }
  }
}

/// Computes a panel of which only `channels` columns are output channels.
@inline(__always)
private func computePartialPanel<Row: TileRow>(
  _: Row.Type, _ arguments: UnsafePointer<ConvolutionArguments>, _ scratch: ConvolutionScratch,
  _ tiles: Int, _ panel: Int, _ channels: Int, _ ahead: inout FetchAhead
) {
  let output = arguments.pointee.output
  let channel = panel * panelWidth
  var task = TileTask(
    start: 0, end: arguments.pointee.depth,
    panel: arguments.pointee.filters + channel * arguments.pointee.depth,
    target: scratch.partial, targetStride: Row.width, continues: false, finishes: true,
    bias: arguments.pointee.bias + channel, addend: nil, addendStride: 0,
    reluBefore: arguments.pointee.reluBefore, reluAfter: false)
  for index in 0..<tiles {
    let tile = scratch.tiles + index
    ahead.step()
    computeTile(Row.self, tile, &task)
    for row in 0..<tile.pointee.rows {
      let pixel = tile.pointee.pixel + row
      let sums = scratch.partial + row * Row.width
      let target = output.base + (pixel * output.pixelStride + channel)
      for c in 0..<channels {
        var value = sums[c]
        if let addend = arguments.pointee.addend {
          value += addend[pixel * arguments.pointee.addendStride + channel + c]
        }
        if arguments.pointee.reluAfter && value < 0 { value = 0 }
        target[c] = value
      }
    }
  }
}
