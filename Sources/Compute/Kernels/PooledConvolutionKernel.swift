import KernelABI

/// A pooling layer and the convolution with a window of one pixel behind it.
///
/// A unit pools some rows into scratch memory and multiplies them there.
struct PooledConvolutionKernel: StepKernel {
  /// The pooling layer; where its output would lie doesn't matter.
  var pooling: PoolingKernel
  /// The convolution; where its input would lie doesn't matter.
  var convolution: ConvolutionKernel

  /// The bytes of pooled rows that stay in the second-level cache.
  private static let cachedInput = 256 << 10

  func scratchBytes(threads: Int) -> Int {
    let rows = rowsPerUnit(threads: threads)
    return pooledBytes(rows: rows)
      + convolution.withSizes { arguments in
        var arguments = unit(arguments, rows: 0..<rows, input: arguments.input.base)
        return convolution.kernels.convolutionScratch(&arguments)
      }
  }

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let source = Pinned(memory.map(pooling.input))
    let window = Pinned(pooling.window)
    let pool = pooling.function == .max ? pooling.kernels.maxPool : pooling.kernels.averagePool
    let whole = convolution.arguments(memory)
    let filters = convolution.filters
    let rowsPerUnit = rowsPerUnit(threads: threads)
    let height = convolution.output.height
    let pooledBytes = pooledBytes(rows: rowsPerUnit)
    return BoundKernel(
      units: ceilingOfQuotient(height, rowsPerUnit), weightBytes: filters.byteCount
    ) { [self] unit, scratch in
      let rows = unit * rowsPerUnit..<min(height, (unit + 1) * rowsPerUnit)
      let pooled = scratch.assumingMemoryBound(to: Float.self)
      var target = FeatureMap(
        base: pooled, height: height, width: convolution.output.width,
        channels: pooling.input.channels, pixelStride: pooling.input.channels)
      target.base -= rows.lowerBound * target.rowStride
      pool(source.pointer, &target, window.pointer, rows.lowerBound, rows.upperBound)
      var arguments = self.unit(whole, rows: rows, input: pooled)
      withExtendedLifetime(filters) {
        convolution.kernels.convolve(&arguments, 0, scratch + pooledBytes)
      }
    }
  }

  /// The convolution of some rows, in one unit of work.
  private func unit(
    _ whole: ConvolutionArguments, rows: Range<Int>, input: UnsafeMutablePointer<Float>
  ) -> ConvolutionArguments {
    let width = convolution.output.width
    let first = rows.lowerBound * width
    var arguments = whole
    arguments.input = FeatureMap(
      base: input, height: 1, width: rows.count * width, channels: whole.input.channels,
      pixelStride: whole.input.channels)
    arguments.output = FeatureMap(
      base: whole.output.base + first * whole.output.pixelStride, height: 1,
      width: rows.count * width, channels: whole.output.channels,
      pixelStride: whole.output.pixelStride)
    arguments.addend = whole.addend.map { $0 + first * whole.addendStride }
    arguments.unitColumns = rows.count * width
    arguments.unitRows = 1
    arguments.depthBlock = ConvolutionBlocking.depthBlock(convolution.kernels)
    return arguments
  }

  private func rowsPerUnit(threads: Int) -> Int {
    let channels = pooling.input.channels
    let width = convolution.output.width
    let kernels = convolution.kernels
    let panels = ceilingOfQuotient(convolution.output.channels, kernels.panelWidth)
    let multiplication = MultiplicationCost(kernels: kernels)
    return WorkSplit.best(
      items: convolution.output.height, most: max(1, Self.cachedInput / (4 * width * channels)),
      panels: 1, work: width * channels * panels * kernels.panelWidth / kernels.vectorWidth,
      threads: threads
    ) { rows, _ in
      multiplication.cycles(rows: rows * width, depth: channels, panels: Double(panels)) + 1_000
    }.items
  }

  private func pooledBytes(rows: Int) -> Int {
    ArenaLayout.aligned(rows * convolution.output.width * pooling.input.channels) * 4
  }
}
