import KernelABI

/// A pooling layer with a window.
struct PoolingKernel: StepKernel, RowProducer {
  /// How the elements of a window become one.
  enum Function: Sendable {
    case max
    case average
  }

  /// What is read.
  var input: Placement
  /// What is written.
  var output: Placement
  /// The shape and the steps of the window.
  var window: Window
  /// How the elements of a window become one.
  var function: Function
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
    let source = Pinned(memory.map(input))
    let window = Pinned(window)
    let pool = function == .max ? kernels.maxPool : kernels.averagePool
    return { target, rows in
      pool(source.pointer, target, window.pointer, rows.lowerBound, rows.upperBound)
    }
  }
}

/// The first half of global average pooling: the sum of each row.
struct RowSumKernel: StepKernel {
  /// The map.
  var input: Placement
  /// The sums: a row of `channels` floats for each row of the map.
  var sums: Placement
  /// The kernels of an instruction set.
  var kernels: KernelTable

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let source = Pinned(memory.map(input))
    let target = memory.pointer(sums)
    let sumRow = kernels.sumRow
    let channels = input.channels
    return BoundKernel(units: input.height) { row, _ in
      sumRow(source.pointer, row, target + row * channels)
    }
  }
}

/// The second half of global average pooling: the mean of the rows' sums.
struct RowMeanKernel: StepKernel {
  /// The sums of the map's rows.
  var sums: Placement
  /// The means.
  var output: Placement
  /// The number of pixels that were summed up.
  var pixels: Int
  /// The kernels of an instruction set.
  var kernels: KernelTable

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let source = memory.pointer(sums)
    let target = memory.pointer(output)
    return BoundKernel(units: 1) { [kernels, sums, pixels] _, _ in
      kernels.meanOfRows(source, sums.height, sums.channels, pixels, target)
    }
  }
}
