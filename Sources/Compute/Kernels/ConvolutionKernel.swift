import KernelABI

/// A direct convolution, which a dense layer is too: a window of one pixel.
struct ConvolutionKernel: StepKernel {
  /// What is read.
  var input: Placement
  /// What is written.
  var output: Placement
  /// The shape and the steps of the window.
  var window: Window
  /// The weights.
  var filters: PackedFilters
  /// A map that is added to the result.
  var addend: Placement?
  /// Whether relu comes before the addend.
  var reluBefore = false
  /// Whether relu comes last.
  var reluAfter = false
  /// The kernels of an instruction set.
  var kernels: KernelTable

  func scratchBytes(threads: Int) -> Int {
    withSizes { arguments in
      var arguments = arguments
      ConvolutionBlocking(arguments, kernels, threads: threads).apply(&arguments)
      return kernels.convolutionScratch(&arguments)
    }
  }

  /// Calls `body` with arguments of which only the sizes are of use.
  func withSizes(_ body: (ConvolutionArguments) -> Int) -> Int {
    // Any address will do.
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 1) { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      let memory = ArenaView(
        base: base, offsets: Array(repeating: 0, count: largestBuffer + 1))
      return body(arguments(memory))
    }
  }

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let arguments = Pinned(arguments(memory))
    ConvolutionBlocking(arguments.pointer.pointee, kernels, threads: threads)
      .apply(&arguments.pointer.pointee)
    arguments.pointer.pointee.lookahead = threads
    let convolve = kernels.convolve
    let filters = filters
    return BoundKernel(
      units: kernels.convolutionUnits(arguments.pointer), weightBytes: filters.byteCount
    ) { unit, scratch in
      withExtendedLifetime(filters) { convolve(arguments.pointer, unit, scratch) }
    }
  }

  private var largestBuffer: Int {
    max(input.buffer, output.buffer, addend?.buffer ?? 0)
  }

  /// The kernel's arguments in the memory of a run, in one unit of work.
  func arguments(_ memory: ArenaView) -> ConvolutionArguments {
    var source = memory.map(input)
    var target = memory.map(output)
    if isPointwise {
      // Neighbouring pixels are treated alike in all directions: one row of all pixels.
      source = Self.flattened(source)
      target = Self.flattened(target)
    }
    var arguments = ConvolutionArguments(
      input: source, output: target, window: window, filters: filters.filters, bias: filters.bias)
    if let addend {
      arguments.addend = UnsafePointer(memory.pointer(addend))
      arguments.addendStride = addend.pixelStride
    }
    arguments.reluBefore = reluBefore
    arguments.reluAfter = reluAfter
    return arguments
  }

  private var isPointwise: Bool {
    window.height == 1 && window.width == 1 && window.strideX == 1 && window.strideY == 1
      && window.padTop == 0 && window.padLeft == 0 && input.height == output.height
      && input.width == output.width
  }

  private static func flattened(_ map: FeatureMap) -> FeatureMap {
    FeatureMap(
      base: map.base, height: 1, width: map.height * map.width, channels: map.channels,
      pixelStride: map.pixelStride)
  }
}
