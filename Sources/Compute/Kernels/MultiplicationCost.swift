import KernelABI

/// What the products of a matrix of rows with panels of weights cost, in cycles of one thread.
struct MultiplicationCost {
  /// The kernels of the instruction set.
  var kernels: KernelTable
  /// What the parts cost.
  var constants: Constants

  /// The costs on this processor.
  init(kernels: KernelTable) {
    self.kernels = kernels
    constants =
      kernels.vectorWidth == 16 && ProcessorModel.current == .halfWidth ? .halfWidth : .fullWidth
  }

  /// What the parts of a convolution cost on a kind of processor.
  ///
  /// They fit times measured within whole networks on one thread (`explorer-bench choices --all`). For
  /// shorter vectors all parts grow alike but for the weights, which then matter less.
  struct Constants {
    /// The products of a row with a panel's weight row, two vectors, that end in a cycle.
    var productsPerCycle: Double
    /// The cycles that a register tile takes besides its products.
    var tileOverhead: Double
    /// The bytes that come from beyond the second-level cache in a cycle.
    var bytesPerCycle: Double
    /// The share of the shorter one of computing and fetching that the longer one doesn't hide.
    var unhidden: Double
    /// The cycles in which a vector of one position of a Winograd tile is transformed.
    var transform: Double
    /// The cycles that a unit of work takes besides.
    var unit: Double

    /// Two vectors are multiplied and added in a cycle.
    ///
    /// Fits 389 times of 54 shapes to 7 % in the mean, on an Intel Xeon (Sapphire Rapids).
    static let fullWidth = Constants(
      productsPerCycle: 0.96, tileOverhead: 70, bytesPerCycle: 4, unhidden: 0.3, transform: 8.5,
      unit: 5_000)

    /// One vector of 16 floats is multiplied and added in a cycle.
    ///
    /// Fits 509 times of 63 shapes to 4 % in the mean, on an AMD EPYC (Zen 4).
    static let halfWidth = Constants(
      productsPerCycle: 0.483, tileOverhead: 40, bytesPerCycle: 10, unhidden: 0.38, transform: 11,
      unit: 7_000)
  }

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
    let products = Double(max(rows, 4)) * Double(depth) * panels / constants.productsPerCycle
    let computing = Double(times) * (products + tiles * constants.tileOverhead)
    let weights = Double(times * reads) * Double(depth) * panels * Double(kernels.panelWidth * 4)
    let fetching = (weights + Double(other)) / constants.bytesPerCycle
    return max(computing, fetching) + constants.unhidden * min(computing, fetching)
  }

  /// The vectors that hold a number of channels.
  func vectors(_ channels: Int) -> Int { ceilingOfQuotient(channels, kernels.vectorWidth) }
}
