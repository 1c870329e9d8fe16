import KernelABI

/// A function of each element.
struct ActivationKernel: StepKernel {
  /// What is read.
  var input: Placement
  /// What is written; may be the input.
  var output: Placement
  /// The function.
  var function: ElementFunction
  /// The kernels of an instruction set.
  var kernels: KernelTable

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let source = Pinned(memory.map(input))
    let target = Pinned(memory.map(output))
    let function = Pinned(function)
    let rows = RowUnits(output)
    return BoundKernel(units: rows.count) { [kernels] unit, _ in
      let range = rows.range(unit)
      kernels.layers.apply(
        function.pointer, source.pointer, target.pointer, range.lowerBound, range.upperBound)
    }
  }
}

/// Softmax, or its logarithm.
struct SoftmaxKernel: StepKernel {
  /// What is read.
  var input: Placement
  /// What is written; may be the input.
  var output: Placement
  /// Whether the logarithm is wanted.
  var isLogarithm = false
  /// The rows that are taken together, channel by channel; nil for the channels of each pixel.
  var groupRows: Int?
  /// The kernels of an instruction set.
  var kernels: KernelTable

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let source = Pinned(memory.map(input))
    let target = Pinned(memory.map(output))
    if let groupRows {
      return BoundKernel(units: output.height / groupRows) { [kernels, isLogarithm] group, _ in
        kernels.layers.softmaxAcross(
          isLogarithm, source.pointer, target.pointer, groupRows, group, group + 1)
      }
    }
    let rows = RowUnits(output)
    return BoundKernel(units: rows.count) { [kernels, isLogarithm] unit, _ in
      let range = rows.range(unit)
      kernels.layers.softmax(
        isLogarithm, source.pointer, target.pointer, range.lowerBound, range.upperBound)
    }
  }
}
