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
    let source = Pinned(memory.map(input))
    let target = Pinned(memory.map(output))
    let rows = RowUnits(output)
    return BoundKernel(units: rows.count) { [kernels, coefficients] unit, _ in
      let range = rows.range(unit)
      coefficients.scale.withUnsafeBufferPointer { scale in
        coefficients.shift.withUnsafeBufferPointer { shift in
          guard let scale = scale.baseAddress, let shift = shift.baseAddress else { return }
          kernels.affine(
            source.pointer, scale, shift, target.pointer, range.lowerBound, range.upperBound)
        }
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
    let source = Pinned(memory.map(input))
    let target = Pinned(memory.map(output))
    let rows = RowUnits(output)
    return BoundKernel(units: rows.count) { [kernels] unit, _ in
      let range = rows.range(unit)
      kernels.relu(source.pointer, target.pointer, range.lowerBound, range.upperBound)
    }
  }
}
