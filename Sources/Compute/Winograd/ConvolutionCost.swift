import KernelABI

/// What a convolution costs by each method, in cycles of one thread.
struct ConvolutionCost {
  /// The window.
  var window: Window
  /// Output rows.
  var height: Int
  /// Output columns.
  var width: Int
  /// The input channels of a group.
  var channels: Int
  /// The output channels of a group.
  var filters: Int
  /// The kernels of the instruction set.
  var kernels: KernelTable

  /// The transforms by which the convolution may be computed.
  var tiles: [WinogradTile] {
    guard window.strideX == 1, window.strideY == 1, window.dilationX == 1, window.dilationY == 1
    else { return [] }
    return WinogradTile.candidates(height: window.height, width: window.width)
  }

  /// The cycles of the definition.
  var direct: Double {
    multiplication.cycles(
      rows: height * width, depth: window.height * window.width * channels, panels: panels)
  }

  /// The cycles of a Winograd convolution.
  func cycles(of tile: WinogradTile) -> Double {
    let count = tile.count(height: height, width: width)
    let vectors = multiplication.vectors(channels) + multiplication.vectors(filters)
    // Each unit of work reads all weights.
    let most = WinogradKernel.mostTiles(tile, channels: channels, kernels)
    let units = ceilingOfQuotient(count, most)
    return multiplication.cycles(
      rows: count, depth: channels, panels: panels, times: tile.positions, reads: units)
      + multiplication.constants.transform * Double(count) * Double(tile.positions)
      * Double(vectors)
      + multiplication.constants.unit * Double(units)
  }

  private var multiplication: MultiplicationCost { MultiplicationCost(kernels: kernels) }

  private var panels: Double { Double(multiplication.vectors(filters)) / 2 }
}
