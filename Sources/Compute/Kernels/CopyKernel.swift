import KernelABI

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
  /// The distance in the output of neighbouring rows.
  var rowStep = 1
  /// The distance in the output of neighbouring columns.
  var columnStep = 1
  /// The row of the input that is copied first.
  var fromRow = 0
  /// The column of the input that is copied first.
  var fromColumn = 0
  /// The kernels of an instruction set.
  var kernels: KernelTable

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    var whole = memory.map(input)
    var part = memory.map(output)
    whole.base += fromRow * whole.rowStride + fromColumn * whole.pixelStride
    part.base += firstRow * part.rowStride + firstColumn * part.pixelStride
    part.height = min(input.height - fromRow, (output.height - firstRow - 1) / rowStep + 1)
    part.width = min(input.width - fromColumn, (output.width - firstColumn - 1) / columnStep + 1)
    part.rowStride *= rowStep
    part.pixelStride *= columnStep
    let source = Pinned(whole)
    let target = Pinned(part)
    var copied = input
    copied.height = part.height
    copied.width = part.width
    let rows = RowUnits(copied)
    return BoundKernel(units: rows.count) { [kernels] unit, _ in
      let range = rows.range(unit)
      kernels.copy(source.pointer, target.pointer, range.lowerBound, range.upperBound)
    }
  }
}

/// Zeros.
struct ClearKernel: StepKernel {
  /// What is written.
  var output: Placement
  /// The kernels of an instruction set.
  var kernels: KernelTable

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let target = Pinned(memory.map(output))
    let rows = RowUnits(output)
    return BoundKernel(units: rows.count) { [kernels] unit, _ in
      let range = rows.range(unit)
      kernels.layers.clear(target.pointer, range.lowerBound, range.upperBound)
    }
  }
}
