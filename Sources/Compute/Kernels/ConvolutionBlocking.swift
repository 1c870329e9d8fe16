import KernelABI

/// How the work of a direct convolution is cut into units and blocks.
///
/// A unit is small enough that a cancelled run stops within milliseconds and threads end together,
/// and large enough that the weights that each unit reads are read for many pixels.
struct ConvolutionBlocking {
  private let rows: Int
  private let columns: Int
  private let panels: Int
  private let depthBlock: Int
  private let packsEveryTile: Bool

  /// About how many multiply-accumulates of vectors a unit has at most.
  private static let unitWork = 500_000
  /// The bytes of weights that stay in the second-level cache beside the pixels.
  private static let cachedWeights = 640 << 10
  /// The bytes of a unit's input.
  private static let cachedInput = 256 << 10
  /// The same where the weights only pass through the second-level cache.
  private static let cachedInputAlone = 640 << 10
  /// The bytes of a block of a panel, which shall stay in the first-level cache.
  private static let blockBytes = 24 << 10

  /// The products of a block of the depth.
  static func depthBlock(_ kernels: KernelTable) -> Int {
    max(16, blockBytes / (kernels.panelWidth * 4))
  }

  /// The bytes of a unit's input that stay in the second-level cache beside the weights.
  static func cachedInput(weightBytes: Int) -> Int {
    weightBytes > cachedWeights ? cachedInputAlone : cachedInput
  }

  /// Chooses the sizes for a convolution that a number of threads work on.
  init(_ arguments: ConvolutionArguments, _ kernels: KernelTable, threads: Int) {
    let output = arguments.output
    let input = arguments.input
    let allPanels = ceilingOfQuotient(output.channels, kernels.panelWidth)
    let depth = max(1, arguments.depth)
    let window = arguments.window
    let weightBytes = depth * output.channels * 4
    depthBlock = Self.depthBlock(kernels)

    let isFlat = output.height == 1
    packsEveryTile = !isFlat && output.width * 2 <= kernels.tileRows
    let numbersPixels = isFlat || packsEveryTile
    // An item is a pixel, or a row of them.
    let pixels = numbersPixels ? 1 : output.width
    let items = numbersPixels ? output.width * output.height : output.height

    // As many pixels as make up a unit's work, but at least so many that weights from beyond the
    // second-level cache are worth reading.
    let workPerPixel = max(1, depth * output.channels / kernels.vectorWidth)
    var most = max(kernels.tileRows * 4, Self.unitWork / workPerPixel)
    let streamsWeights = weightBytes > Self.cachedWeights
    if streamsWeights { most = max(most, 384) }
    // The input of this unit and of the next one stay in the second-level cache.
    let inputBytes = 4 * input.channels * window.strideX * window.strideY
    let mostInput = Self.cachedInput(weightBytes: weightBytes)
    most = min(most, max(kernels.tileRows * 4, mostInput / inputBytes))
    if numbersPixels {
      most = ceilingOfQuotient(most, kernels.tileRows) * kernels.tileRows
    } else {
      most = max(1, (most + pixels / 2) / pixels)
    }
    let multiplication = MultiplicationCost(kernels: kernels)
    let packing = packsEveryTile ? Double(depth / kernels.vectorWidth * 3) : 0
    let split = WorkSplit.best(
      items: items, most: most, panels: allPanels,
      work: pixels * depth * kernels.panelWidth / kernels.vectorWidth, threads: threads
    ) { items, panels in
      let unitPixels = items * pixels
      return multiplication.cycles(
        rows: unitPixels, depth: depth, panels: Double(panels), fetching: unitPixels * inputBytes)
        + packing * Double(unitPixels) + multiplication.constants.unit
    }
    rows = numbersPixels ? 1 : split.items
    columns = numbersPixels ? split.items : output.width
    panels = split.panels
  }

  /// Writes the sizes.
  func apply(_ arguments: inout ConvolutionArguments) {
    arguments.unitRows = rows
    arguments.unitColumns = columns
    arguments.unitPanels = panels
    arguments.depthBlock = depthBlock
    arguments.packsEveryTile = packsEveryTile
  }
}
