import KernelABI

/// A kernel that makes any rows of its output.
protocol RowProducer: Sendable {
  /// What is read; as many channels as are made.
  var input: Placement { get }
  /// Makes rows of an output that lies where the given map says.
  func producer(
    _ memory: ArenaView
  ) -> (_ target: UnsafePointer<FeatureMap>, _ rows: Range<Int>) -> Void
}

/// A pooling layer or a depthwise convolution, and the convolution with a window of one pixel behind it.
///
/// A unit makes some rows in scratch memory and multiplies them there.
struct PrecededConvolutionKernel: StepKernel {
  /// What comes before; where its output would lie doesn't matter.
  var producer: any RowProducer
  /// The convolution; where its input would lie doesn't matter.
  var convolution: ConvolutionKernel

  func scratchBytes(threads: Int) -> Int {
    let rows = rowsPerUnit(threads: threads)
    return producedBytes(rows: rows)
      + convolution.withSizes { arguments in
        var arguments = unit(arguments, rows: 0..<rows, input: arguments.input.base)
        return convolution.kernels.convolutionScratch(&arguments)
      }
  }

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let produce = producer.producer(memory)
    let whole = convolution.arguments(memory)
    let filters = convolution.filters
    let rowsPerUnit = rowsPerUnit(threads: threads)
    let height = convolution.output.height
    let channels = producer.input.channels
    let producedBytes = producedBytes(rows: rowsPerUnit)
    return BoundKernel(
      units: ceilingOfQuotient(height, rowsPerUnit), weightBytes: filters.byteCount
    ) { [self] unit, scratch in
      let rows = unit * rowsPerUnit..<min(height, (unit + 1) * rowsPerUnit)
      let produced = scratch.assumingMemoryBound(to: Float.self)
      var target = FeatureMap(
        base: produced, height: height, width: convolution.output.width, channels: channels,
        pixelStride: channels)
      target.base -= rows.lowerBound * target.rowStride
      produce(&target, rows)
      var arguments = self.unit(whole, rows: rows, input: produced)
      withExtendedLifetime(filters) {
        convolution.kernels.convolve(&arguments, 0, scratch + producedBytes)
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
    let channels = producer.input.channels
    let width = convolution.output.width
    let kernels = convolution.kernels
    let panels = ceilingOfQuotient(convolution.output.channels, kernels.panelWidth)
    let multiplication = MultiplicationCost(kernels: kernels)
    return WorkSplit.best(
      items: convolution.output.height,
      most: max(
        1,
        ConvolutionBlocking.cachedInput(weightBytes: convolution.filters.byteCount)
          / (4 * width * channels)),
      panels: 1, work: width * channels * panels * kernels.panelWidth / kernels.vectorWidth,
      threads: threads
    ) { rows, _ in
      multiplication.cycles(rows: rows * width, depth: channels, panels: Double(panels)) + 1_000
    }.items
  }

  private func producedBytes(rows: Int) -> Int {
    ArenaLayout.aligned(rows * convolution.output.width * producer.input.channels) * 4
  }
}
