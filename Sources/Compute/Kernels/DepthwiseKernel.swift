import KernelABI

/// A convolution of each channel by itself.
struct DepthwiseKernel: StepKernel, RowProducer {
  /// What is read; as many channels as the output.
  var input: Placement
  /// What is written.
  var output: Placement
  /// The shape and the steps of the window.
  var window: Window
  /// The weights.
  var filters: PackedFilters
  /// Whether relu comes last.
  var reluAfter = false
  /// The kernels of an instruction set.
  var kernels: KernelTable

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let produce = producer(memory)
    return BoundKernel(rowsOf: output, from: input, memory) { _, target, rows in
      produce(target, rows)
    }
  }

  func producer(
    _ memory: ArenaView
  ) -> (_ target: UnsafePointer<FeatureMap>, _ rows: Range<Int>) -> Void {
    let source = memory.map(input)
    return { [self] target, rows in
      var arguments = DepthwiseArguments(
        input: source, output: target.pointee, window: window, filters: filters.filters,
        bias: filters.bias)
      arguments.reluAfter = reluAfter
      withExtendedLifetime(filters) {
        kernels.layers.depthwise(&arguments, rows.lowerBound, rows.upperBound)
      }
    }
  }
}

/// Each channel several times in a row, as a depth multiplier wants it.
struct RepeatChannelsKernel: StepKernel {
  /// What is read.
  var input: Placement
  /// What is written: `times` channels for each one.
  var output: Placement
  /// The kernels of an instruction set.
  var kernels: KernelTable

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let source = memory.map(input)
    let target = memory.map(output)
    let times = output.channels / input.channels
    let rows = RowUnits(output)
    return BoundKernel(units: rows.count) { [kernels] unit, _ in
      for pixel in rows.range(unit).lowerBound * target.width..<rows.range(unit).upperBound
        * target.width
      {
        for copy in 0..<times {
          kernels.layers.gather(
            source.base + pixel * source.pixelStride, 1,
            target.base + (pixel * target.pixelStride + copy), times, source.channels)
        }
      }
    }
  }
}
