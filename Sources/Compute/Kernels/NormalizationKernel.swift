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
    let source = Pinned(memory.map(input))
    let target = Pinned(memory.map(output))
    let rows = RowUnits(output)
    return BoundKernel(units: rows.count) { [kernels, coefficients] unit, _ in
      for row in rows.range(unit) {
        let index = row % coefficients.scale.count
        var function = ElementFunction(
          .affine, a: coefficients.scale[index], b: coefficients.shift[index])
        kernels.layers.apply(&function, source.pointer, target.pointer, row, row + 1)
      }
    }
  }
}

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
    let source = Pinned(memory.map(input))
    let target = Pinned(memory.map(output))
    let rows = RowUnits(output)
    return BoundKernel(units: rows.count) { [kernels, coefficients, epsilon] unit, _ in
      let range = rows.range(unit)
      coefficients.scale.withUnsafeBufferPointer { scale in
        coefficients.shift.withUnsafeBufferPointer { shift in
          guard let scale = scale.baseAddress, let shift = shift.baseAddress else { return }
          kernels.layers.normalize(
            source.pointer, scale, shift, epsilon, target.pointer, range.lowerBound,
            range.upperBound)
        }
      }
    }
  }
}
