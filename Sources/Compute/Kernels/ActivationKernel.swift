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
    let function = Pinned(function)
    return BoundKernel(rowsOf: output, from: input, memory) { [kernels] source, target, rows in
      kernels.layers.apply(
        function.pointer, source, target, rows.lowerBound, rows.upperBound)
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
    if let groupRows {
      let source = Pinned(memory.map(input))
      let target = Pinned(memory.map(output))
      return BoundKernel(units: output.height / groupRows) { [kernels, isLogarithm] group, _ in
        kernels.layers.softmaxAcross(
          isLogarithm, source.pointer, target.pointer, groupRows, group, group + 1)
      }
    }
    return BoundKernel(rowsOf: output, from: input, memory) {
      [kernels, isLogarithm] source, target, rows in
      kernels.layers.softmax(isLogarithm, source, target, rows.lowerBound, rows.upperBound)
    }
  }
}
