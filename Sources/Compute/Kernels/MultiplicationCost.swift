import KernelABI

/// What the products of a matrix of rows with panels of weights cost, in cycles of one thread.
///
/// The constants fit the times of 54 shapes by up to ten methods each, measured within whole networks on
/// one thread of an AVX-512 processor (`explorer-bench choices --all`), to 7 % in the mean. For shorter
/// vectors all parts grow alike but for the weights, which then matter less.
struct MultiplicationCost {
  /// The kernels of the instruction set.
  var kernels: KernelTable

  /// The share of the peak that products reach when all data is near.
  private static let efficiency = 0.96
  /// The cycles that a register tile takes besides its products.
  private static let tileOverhead = 70.0
  /// The bytes that come from beyond the second-level cache in a cycle.
  private static let bytesPerCycle = 4.0
  /// The share of the shorter one of computing and fetching that the longer one doesn't hide.
  private static let unhidden = 0.3
  /// The cycles in which a vector of one position of a Winograd tile is transformed.
  static let transform = 8.5
  /// The cycles that a unit of work takes besides.
  static let unit = 5_000.0

  /// The cycles of `times` products of `rows` rows with `panels` panels of `depth` weight rows.
  ///
  /// - Parameters:
  ///   - panels: the panels, with a half for a last one of one vector.
  ///   - reads: how often the weights are fetched.
  ///   - other: bytes that are fetched besides the weights.
  func cycles(
    rows: Int, depth: Int, panels: Double, times: Int = 1, reads: Int = 1, fetching other: Int = 0
  ) -> Double {
    let tiles = Double(ceilingOfQuotient(rows, kernels.tileRows)) * panels
    let products = Double(max(rows, 4)) * Double(depth) * panels / Self.efficiency
    let computing = Double(times) * (products + tiles * Self.tileOverhead)
    let weights = Double(times * reads) * Double(depth) * panels * Double(kernels.panelWidth * 4)
    let fetching = (weights + Double(other)) / Self.bytesPerCycle
    return max(computing, fetching) + Self.unhidden * min(computing, fetching)
  }

  /// The vectors that hold a number of channels.
  func vectors(_ channels: Int) -> Int { ceilingOfQuotient(channels, kernels.vectorWidth) }
}
