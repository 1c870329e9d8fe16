import KernelABI

/// A normalization of each pixel over its channels.
struct LayerNormalizationKernel: StepKernel {
  /// What is read.
  var input: Placement
  /// What is written; may be the input.
  var output: Placement
  /// The factors and terms of the channels.
  var coefficients: ChannelAffine
  /// What is added to the variance.
  var epsilon: Float
  /// The kernels of an instruction set.
  var kernels: KernelTable

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    BoundKernel(rowsOf: output, from: input, memory) {
      [kernels, coefficients, epsilon] source, target, rows in
      coefficients.withPointers { scale, shift in
        kernels.layers.normalize(
          source, scale, shift, epsilon, target, rows.lowerBound, rows.upperBound)
      }
    }
  }
}
