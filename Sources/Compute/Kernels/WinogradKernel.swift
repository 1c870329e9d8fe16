import KernelABI

/// A convolution by Winograd's algorithm.
struct WinogradKernel: StepKernel {
  /// The maps, the transformed weights, and what happens to the sums.
  var convolution: ConvolutionKernel
  /// The transforms.
  var tile: WinogradTile

  /// The bytes that lie between the transforms of a unit, about, which shall stay in the second-level
  /// cache.
  private static let unitBytes = 1 << 20

  var scratchBytes: Int {
    convolution.withSizes { convolution in
      var arguments = arguments(convolution, threads: 1)
      return self.convolution.kernels.winogradScratch(&arguments)
    }
  }

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let arguments = Pinned(arguments(convolution.arguments(memory), threads: threads))
    let convolve = convolution.kernels.convolveWinograd
    let (filters, tile) = (convolution.filters, tile)
    return BoundKernel(units: convolution.kernels.winogradUnits(arguments.pointer)) {
      unit, scratch in
      withExtendedLifetime((filters, tile)) { convolve(arguments.pointer, unit, scratch) }
    }
  }

  private func arguments(
    _ convolution: ConvolutionArguments, threads: Int
  ) -> WinogradArguments {
    var convolution = convolution
    let kernels = self.convolution.kernels
    let panels = (convolution.output.channels + kernels.panelWidth - 1) / kernels.panelWidth
    let tiles = tile.count(height: convolution.output.height, width: convolution.output.width)
    let bytesPerTile = 4 * tile.positions * (convolution.input.channels + kernels.panelWidth)
    let most = max(kernels.tileRows, Self.unitBytes / bytesPerTile)
    let units = (tiles + most - 1) / most
    let even = (tiles + units - 1) / units
    convolution.unitPanels = panels
    return WinogradArguments(
      convolution: convolution, vertical: tile.vertical.axis, horizontal: tile.horizontal.axis,
      unitTiles: even)
  }
}
