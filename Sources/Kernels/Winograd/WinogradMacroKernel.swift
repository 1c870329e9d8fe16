import KernelABI

/// The number of units of work of a Winograd convolution.
func winogradUnits(_ arguments: UnsafePointer<WinogradArguments>) -> Int {
  let grid = WinogradGrid(arguments)
  return grid.tileUnits * grid.panelUnits
}

/// The bytes of scratch memory that a unit of a Winograd convolution needs.
func winogradScratch(_ arguments: UnsafePointer<WinogradArguments>) -> Int {
  let memory = UnsafeMutableRawPointer(arguments.pointee.convolution.output.base)
  return WinogradScratch(arguments, WinogradGrid(arguments), memory).bytes
}

/// Computes a unit of a Winograd convolution: the tiles' inputs are transformed once, and then for each
/// panel multiplied position by position and transformed back.
///
///     input tiles -> [position][tile][channel] x [position][channel][column]
///                 -> [position][tile][column] -> output tiles
func convolveWinograd(
  _ arguments: UnsafePointer<WinogradArguments>, _ unit: Int, _ memory: UnsafeMutableRawPointer
) {
  let grid = WinogradGrid(arguments)
  let scratch = WinogradScratch(arguments, grid, memory)
  let first = unit % grid.tileUnits * grid.unitTiles
  let tiles = min(grid.unitTiles, grid.tiles - first)
  let firstPanel = unit / grid.tileUnits * grid.unitPanels
  let endPanel = min(firstPanel + grid.unitPanels, grid.panels)
  for row in 0..<tiles {
    let (y, x) = tileOrigin(arguments, grid, first + row)
    transformTile(arguments, scratch, y: y, x: x, row: row)
  }
  let outputChannels = arguments.pointee.convolution.output.channels
  for panel in firstPanel..<endPanel {
    let channels = min(panelWidth, outputChannels - panel * panelWidth)
    let width = channels > vectorWidth ? panelWidth : vectorWidth
    var start = 0
    while start < tiles {
      let end = start + nextBlock(tiles - start)
      var outputs = OutputAhead(
        arguments, grid, tiles: first + start..<first + end, channel: panel * panelWidth,
        channels: channels)
      if width == panelWidth {
        multiplyPositions(RowOfTwo.self, arguments, grid, scratch, start..<end, panel, &outputs)
      } else {
        multiplyPositions(RowOfOne.self, arguments, grid, scratch, start..<end, panel, &outputs)
      }
      for row in start..<end {
        let (y, x) = tileOrigin(arguments, grid, first + row)
        finishTile(
          arguments, scratch, y: y, x: x, row: row - start, channel: panel * panelWidth,
          channels: channels, width: width)
      }
      start = end
    }
  }
}

/// Multiplies the transformed inputs of all positions of some tiles with a panel's transformed filters.
@inline(__always)
private func multiplyPositions<Row: TileRow>(
  _: Row.Type, _ arguments: UnsafePointer<WinogradArguments>, _ grid: WinogradGrid,
  _ scratch: WinogradScratch, _ tiles: Range<Int>, _ panel: Int, _ outputs: inout OutputAhead
) {
  let depth = arguments.pointee.convolution.input.channels
  let depthBlock = arguments.pointee.convolution.depthBlock
  let blocks = max(1, (depth + depthBlock - 1) / depthBlock)
  let filters =
    arguments.pointee.convolution.filters + panel * panelWidth * grid.positions * depth
  let calls = (tiles.count + tileRows - 1) / tileRows
  outputs.share(among: calls * grid.positions)
  var segment = Segment(offset: 0, start: 0, count: depth)
  withUnsafePointer(to: &segment) { segments in
    var tile = ConvolutionTile(
      input: UnsafePointer(scratch.inputs), inputStride: scratch.inputStride,
      segments: segments, segmentCount: 1, pixel: 0, rows: 0)
    var task = TileTask(
      start: 0, end: 0, panel: filters, target: scratch.sums, targetStride: Row.width,
      continues: false, finishes: false, bias: filters, addend: nil, addendStride: 0,
      reluBefore: false, reluAfter: false)
    for position in 0..<grid.positions {
      task.panel = filters + position * depth * Row.width
      let inputs = UnsafePointer(
        scratch.inputs
          + (position * scratch.inputPosition + tiles.lowerBound * scratch.inputStride))
      let sums = scratch.sums + position * scratch.sumPosition
      task.end = 0
      for block in 0..<blocks {
        task.start = task.end
        task.end = depth * (block + 1) / blocks
        task.continues = block > 0
        // Positions and panels lie one behind the other, but for a narrower last panel. The unit's
        // first tiles fetch for the others.
        let products = task.end - task.start
        if tiles.lowerBound == 0 {
          task.ahead = WeightsAhead(
            task.panel + task.end * Row.width, products * Row.width, tiles: calls,
            products: products)
        }
        var row = 0
        while row < tiles.count {
          tile.rows = nextTile(tiles.count - row)
          tile.input = inputs + row * scratch.inputStride
          task.target = sums + row * Row.width
          if block == 0 { outputs.step() }
          computeTile(Row.self, &tile, &task)
          task.ahead.advance(products)
          row += tile.rows
        }
      }
    }
  }
}
