import KernelABI

/// A factor and a term for each row of a group of rows: a normalization along another axis than the
/// channels.
struct RowAffineKernel: StepKernel {
  /// What is read; groups of as many rows as there are coefficients.
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
      for row in rows {
        let index = row % coefficients.scale.count
        var function = ElementFunction(
          .affine, a: coefficients.scale[index], b: coefficients.shift[index])
        kernels.layers.apply(&function, source, target, row, row + 1)
      }
    }
  }
}
