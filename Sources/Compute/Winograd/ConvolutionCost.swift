import KernelABI

/// What a convolution costs by each method, in cycles of one thread.
///
/// The constants are what single layers took on one thread of an AVX-512 processor (Documentation,
/// kernels.md); for shorter vectors all parts grow alike but for the weights, which then matter less.
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

  /// The share of the peak that products reach when all data is near.
  private static let efficiency = 0.92
  /// The cycles in which a vector of one position is transformed.
  private static let transform = 8.0
  /// The cycles that a register tile takes besides its products.
  private static let tileOverhead = 30.0
  /// The bytes of weights that come from beyond the second-level cache in a cycle.
  private static let weightBytes = 10.0
  /// The share of the shorter one of computing and fetching weights that the longer one doesn't hide.
  private static let unhidden = 0.4

  /// The transforms by which the convolution is computed soonest; nil when that is without any.
  var bestTile: WinogradTile? {
    guard window.strideX == 1, window.strideY == 1, window.dilationX == 1, window.dilationY == 1
    else { return nil }
    var best: WinogradTile?
    var least = direct
    for tile in WinogradTile.candidates(height: window.height, width: window.width) {
      let cycles = cycles(of: tile)
      if cycles < least {
        least = cycles
        best = tile
      }
    }
    return best
  }

  /// The cycles of the definition.
  var direct: Double {
    multiply(rows: height * width, depth: window.height * window.width * channels, times: 1)
  }

  /// The cycles of a Winograd convolution.
  func cycles(of tile: WinogradTile) -> Double {
    let count = tile.count(height: height, width: width)
    let vectors = vectors(channels) + vectors(filters)
    return multiply(rows: count, depth: channels, times: tile.positions)
      + Self.transform * Double(count) * Double(tile.positions) * vectors
  }

  private func vectors(_ channels: Int) -> Double {
    Double((channels + kernels.vectorWidth - 1) / kernels.vectorWidth)
  }

  private func multiply(rows: Int, depth: Int, times: Int) -> Double {
    let columns = vectors(filters)
    let tiles = Double((rows + kernels.tileRows - 1) / kernels.tileRows) * columns / 2
    let products = Double(rows) * Double(depth) * columns / (2 * Self.efficiency)
    let computing = Double(times) * (products + tiles * Self.tileOverhead)
    let fetching =
      Double(times) * Double(depth) * columns * Double(kernels.vectorWidth) * 4 / Self.weightBytes
    return max(computing, fetching) + Self.unhidden * min(computing, fetching)
  }
}
