import KernelABI

/// A convolution by Winograd's algorithm.
struct WinogradKernel: StepKernel {
  /// The maps, the transformed weights, and what happens to the sums.
  var convolution: ConvolutionKernel
  /// The transforms.
  var tile: WinogradTile

  /// The bytes of a unit's transformed input, which shall stay in the second-level cache.
  private static let unitBytes = 768 << 10

  /// The greatest number of tiles in a unit.
  static func mostTiles(_ tile: WinogradTile, channels: Int, _ kernels: KernelTable) -> Int {
    max(kernels.tileRows, unitBytes / (4 * tile.positions * max(1, channels)))
  }

  func scratchBytes(threads: Int) -> Int {
    convolution.withSizes { convolution in
      var arguments = arguments(convolution, threads: threads)
      return self.convolution.kernels.winogradScratch(&arguments)
    }
  }

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let arguments = Pinned(arguments(convolution.arguments(memory), threads: threads))
    let convolve = convolution.kernels.convolveWinograd
    let (filters, tile) = (convolution.filters, tile)
    return BoundKernel(
      units: convolution.kernels.winogradUnits(arguments.pointer), weightBytes: filters.byteCount
    ) { unit, scratch in
      withExtendedLifetime((filters, tile)) { convolve(arguments.pointer, unit, scratch) }
    }
  }

  private func arguments(
    _ convolution: ConvolutionArguments, threads: Int
  ) -> WinogradArguments {
    var convolution = convolution
    let kernels = self.convolution.kernels
    let multiplication = MultiplicationCost(kernels: kernels)
    let channels = convolution.input.channels
    let positions = tile.positions
    let split = WorkSplit.best(
      items: tile.count(height: convolution.output.height, width: convolution.output.width),
      most: Self.mostTiles(tile, channels: channels, kernels),
      panels: ceilingOfQuotient(convolution.output.channels, kernels.panelWidth),
      work: positions * channels * kernels.panelWidth / kernels.vectorWidth, threads: threads
    ) { tiles, panels in
      let vectors = multiplication.vectors(channels) + 2 * panels
      return multiplication.cycles(
        rows: tiles, depth: channels, panels: Double(panels), times: positions,
        fetching: 4 * channels * tiles * tile.outputs)
        + multiplication.constants.transform * Double(tiles * positions * vectors)
        + multiplication.constants.unit
    }
    convolution.unitPanels = split.panels
    return WinogradArguments(
      convolution: convolution, vertical: tile.vertical.axis, horizontal: tile.horizontal.axis,
      unitTiles: split.items)
  }
}
