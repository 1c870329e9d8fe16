import KernelABI

/// Applies a function to each element, for the rows from `firstRow` to `endRow`.
///
/// The output may be the input.
func applyFunction(
  _ function: UnsafePointer<ElementFunction>, _ input: UnsafePointer<FeatureMap>,
  _ output: UnsafePointer<FeatureMap>, _ firstRow: Int, _ endRow: Int
) {
  let function = function.pointee
  @inline(__always)
  func apply<F: VectorFunction>(_: F.Type) {
    applyRows(F(function), input.pointee, output.pointee, firstRow, endRow)
  }
  switch function.kind {
  case .affine: apply(AffineFunction.self)
  case .relu where function.a == 0: apply(CutFunction.self)
  case .relu: apply(SlopedFunction.self)
  case .exponentialLinear: apply(ExponentialLinearFunction.self)
  case .sigmoid: apply(SigmoidFunction.self)
  case .silu: apply(SiluFunction.self)
  case .gelu: apply(GeluFunction.self)
  case .mish: apply(MishFunction.self)
  case .hardSigmoid: apply(HardSigmoidFunction.self)
  case .hardSilu: apply(HardSiluFunction.self)
  case .hardTanh: apply(HardTanhFunction.self)
  case .softplus: apply(SoftplusFunction.self)
  case .softsign: apply(SoftsignFunction.self)
  case .softShrink: apply(SoftShrinkFunction.self)
  case .hardShrink: apply(HardShrinkFunction.self)
  case .tanhShrink: apply(TanhShrinkFunction.self)
  case .squareplus: apply(SquareplusFunction.self)
  case .tanh: apply(TanhFunction.self)
  case .exponential: apply(ExponentialFunction.self)
  }
}

@inline(never)
private func applyRows<F: VectorFunction>(
  _ function: F, _ source: FeatureMap, _ target: FeatureMap, _ firstRow: Int, _ endRow: Int
) {
  // Rows without gaps are one run.
  let isGapless = source.pixelStride == source.channels && target.pixelStride == target.channels
  let pixels = isGapless ? 1 : target.width
  let count = isGapless ? target.width * target.channels : target.channels
  for y in firstRow..<endRow {
    for x in 0..<pixels {
      let from = source.base + (y * source.rowStride + x * source.pixelStride)
      let to = target.base + (y * target.rowStride + x * target.pixelStride)
      var index = 0
      while index + vectorWidth <= count {
        store(function(load(from + index)), to + index)
        index += vectorWidth
      }
      if index < count {
        storePartial(function(loadPartial(from + index, count - index)), to + index, count - index)
      }
    }
  }
}
