import KernelABI

/// The axes of a tensor in another order.
struct PermutationKernel: StepKernel {
  /// What is read.
  var input: Placement
  /// What is written.
  var output: Placement
  /// The sizes of the input's axes.
  var sizes: [Int]
  /// For each axis of the output the axis of the input.
  var order: [Int]
  /// The kernels of an instruction set.
  var kernels: KernelTable

  /// The distance of neighbours along each axis of the input, in floats.
  private var inputStrides: [Int] {
    var strides = Array(repeating: 1, count: sizes.count)
    var pixels = 1
    for axis in sizes.indices.dropLast().reversed() {
      strides[axis] = pixels * input.pixelStride
      pixels *= sizes[axis]
    }
    return strides
  }

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let source = memory.pointer(input)
    let target = memory.map(output)
    let inputStrides = inputStrides
    let strides = order.map { inputStrides[$0] }
    let sizes = order.map { self.sizes[$0] }
    let outer = max(sizes.count - 2, 0)
    let columnStride = sizes.count < 2 ? 0 : strides[outer]
    let channelStride = strides.last ?? 1
    let rows = RowUnits(output)
    return BoundKernel(units: rows.count) { [kernels] unit, _ in
      for row in rows.range(unit) {
        var (rest, offset) = (row, 0)
        for axis in (0..<outer).reversed() {
          offset += rest % sizes[axis] * strides[axis]
          rest /= sizes[axis]
        }
        for column in 0..<target.width {
          kernels.layers.gather(
            source + (offset + column * columnStride), channelStride,
            target.base + (row * target.rowStride + column * target.pixelStride), 1,
            target.channels)
        }
      }
    }
  }
}

/// Numbers that a plan knows: weights that are an operand.
struct ConstantKernel: StepKernel {
  /// What is written; has no gaps.
  var output: Placement
  /// The elements.
  var elements: [Float]

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let target = memory.pointer(output)
    return BoundKernel(units: 1) { [elements] _, _ in
      elements.withUnsafeBufferPointer { source in
        if let first = source.baseAddress { target.update(from: first, count: source.count) }
      }
    }
  }
}
