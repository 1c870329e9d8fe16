import KernelABI

/// A factor and a term for each channel: a normalization that isn't folded.
struct AffineKernel: StepKernel {
  /// What is read.
  var input: Placement
  /// What is written; may be the input.
  var output: Placement
  /// The factors and terms.
  var coefficients: ChannelAffine
  /// The kernels of an instruction set.
  var kernels: KernelTable

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    BoundKernel(rowsOf: output, from: input, memory) {
      [kernels, coefficients] source, target, rows in
      coefficients.withPointers { scale, shift in
        kernels.affine(source, scale, shift, target, rows.lowerBound, rows.upperBound)
      }
    }
  }
}

/// Relu of each element.
struct ReluKernel: StepKernel {
  /// What is read.
  var input: Placement
  /// What is written; may be the input.
  var output: Placement
  /// The kernels of an instruction set.
  var kernels: KernelTable

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    BoundKernel(rowsOf: output, from: input, memory) { [kernels] source, target, rows in
      kernels.relu(source, target, rows.lowerBound, rows.upperBound)
    }
  }
}
