import KernelABI

/// The sum of a map and another one of its size times a factor.
struct AddKernel: StepKernel {
  /// The first map.
  var first: Placement
  /// The second map.
  var second: Placement
  /// The sum; may be one of the two.
  var output: Placement
  /// The factor of the second map.
  var factor: Float = 1
  /// The kernels of an instruction set.
  var kernels: KernelTable

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let first = Pinned(memory.map(first))
    let second = Pinned(memory.map(second))
    let target = Pinned(memory.map(output))
    let rows = RowUnits(output)
    return BoundKernel(units: rows.count) { [kernels, factor] unit, _ in
      let range = rows.range(unit)
      kernels.add(
        first.pointer, second.pointer, target.pointer, factor, range.lowerBound, range.upperBound)
    }
  }
}

/// A copy of a map, into a slice of a concatenation for instance.
struct CopyKernel: StepKernel {
  /// What is read.
  var input: Placement
  /// What is written.
  var output: Placement
  /// The row of the output that the first row goes to.
  var firstRow = 0
  /// The column of the output that the first column goes to.
  var firstColumn = 0
  /// The kernels of an instruction set.
  var kernels: KernelTable

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let source = Pinned(memory.map(input))
    var part = memory.map(output)
    part.base += firstRow * part.rowStride + firstColumn * part.pixelStride
    part.height = input.height
    part.width = input.width
    let target = Pinned(part)
    let rows = RowUnits(input)
    return BoundKernel(units: rows.count) { [kernels] unit, _ in
      let range = rows.range(unit)
      kernels.copy(source.pointer, target.pointer, range.lowerBound, range.upperBound)
    }
  }
}
