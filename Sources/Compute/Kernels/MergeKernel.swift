import KernelABI

/// Two maps that become one element by element; an axis of size 1 is stretched to the other's size.
struct MergeKernel: StepKernel {
  /// A map with the distances of its rows, which are 0 along stretched axes.
  struct Operand: Sendable {
    /// Where it lies.
    var placement: Placement
    /// The row of the operand for each row of the output; nil when they are the same rows.
    var rows: [Int]?
  }

  /// The first operand.
  var first: Operand
  /// The second operand.
  var second: Operand
  /// What is written; may be one of the two.
  var output: Placement
  /// How two elements become one.
  var function: MergeFunction
  /// The parameter of the function.
  var factor: Float = 1
  /// The kernels of an instruction set.
  var kernels: KernelTable

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let left = memory.map(stretched: first.placement, over: output)
    let right = memory.map(stretched: second.placement, over: output)
    let target = memory.map(output)
    let units = RowUnits(output)
    if first.rows == nil, second.rows == nil {
      let (first, second, output) = (Pinned(left), Pinned(right), Pinned(target))
      return BoundKernel(units: units.count) { [kernels, function, factor] unit, _ in
        let range = units.range(unit)
        kernels.layers.merge(
          function, factor, first.pointer, second.pointer, output.pointer, range.lowerBound,
          range.upperBound)
      }
    }
    return BoundKernel(units: units.count) { [self] unit, _ in
      for y in units.range(unit) {
        var (left, right, target) = (left, right, target)
        left.base += (first.rows?[y] ?? y) * left.rowStride
        right.base += (second.rows?[y] ?? y) * right.rowStride
        target.base += y * target.rowStride
        kernels.layers.merge(function, factor, &left, &right, &target, 0, 1)
      }
    }
  }
}

extension ArenaView {
  /// A placement whose only column is repeated when the output has more.
  fileprivate func map(stretched placement: Placement, over output: Placement) -> FeatureMap {
    var map = map(placement)
    if placement.width == 1, output.width > 1 { map.pixelStride = 0 }
    return map
  }
}
