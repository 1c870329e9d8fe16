import KernelABI

/// How the work of a convolution is cut into units and blocks.
///
/// A unit is small enough that a cancelled run stops within milliseconds and threads end together,
/// and large enough that the weights that each unit reads are read for many pixels.
struct ConvolutionBlocking {
  private let rows: Int
  private let columns: Int
  private let panels: Int
  private let depthBlock: Int
  private let packsEveryTile: Bool

  /// About how many multiply-accumulates a unit has.
  private static let unitWork = 8_000_000
  /// The bytes of weights that stay in the second-level cache beside the pixels.
  private static let cachedWeights = 640 << 10
  /// The bytes of a unit's input.
  private static let cachedInput = 256 << 10
  /// The bytes of a block of a panel, which shall stay in the first-level cache.
  private static let blockBytes = 24 << 10

  /// Chooses the sizes for a convolution.
  init(_ arguments: ConvolutionArguments, _ kernels: KernelTable) {
    let output = arguments.output
    let panelCount = (output.channels + kernels.panelWidth - 1) / kernels.panelWidth
    let depth = max(1, arguments.depth)
    let window = arguments.window
    let weightBytes = depth * output.channels * 4
    depthBlock = max(16, Self.blockBytes / (kernels.panelWidth * 4))

    let isFlat = output.height == 1
    packsEveryTile =
      !isFlat && output.width * 2 <= kernels.tileRows
      && window.height * window.width > 0
    let width = packsEveryTile ? output.width * output.height : output.width
    let height = packsEveryTile ? 1 : output.height

    // As many pixels as make up a unit's work, but at least so many that weights from beyond the
    // second-level cache are worth reading.
    let workPerPixel = max(1, depth * output.channels)
    var pixels = max(kernels.tileRows * 4, Self.unitWork / workPerPixel)
    if weightBytes > Self.cachedWeights { pixels = max(pixels, 192) }
    // The input of this unit and of the next one stay in the second-level cache.
    let inputBytes = 4 * arguments.input.channels * window.strideX * window.strideY
    pixels = min(pixels, max(kernels.tileRows * 4, Self.cachedInput / inputBytes), width * height)
    if height == 1 {
      let units = max(1, (width + pixels / 2) / pixels)
      let even = (width + units - 1) / units
      columns = (even + kernels.tileRows - 1) / kernels.tileRows * kernels.tileRows
      rows = 1
    } else {
      columns = width
      let units = max(1, (width * height + pixels / 2) / pixels)
      rows = max(1, (height + units - 1) / units)
    }
    let unitPixels = min(width, columns) * rows
    let workPerPanel = max(1, unitPixels * depth * min(kernels.panelWidth, output.channels))
    let wanted = max(2, Self.unitWork / workPerPanel)
    let panelUnits = (panelCount + wanted - 1) / wanted
    panels = (panelCount + panelUnits - 1) / panelUnits
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
