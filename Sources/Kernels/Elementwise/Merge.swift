import KernelABI

/// Combines two maps element by element, for the rows from `firstRow` to `endRow`.
///
/// The output may be one of the two. NaN in either operand gives NaN.
func mergeMaps(
  _ function: MergeFunction, _ factor: Float, _ first: UnsafePointer<FeatureMap>,
  _ second: UnsafePointer<FeatureMap>, _ output: UnsafePointer<FeatureMap>, _ firstRow: Int,
  _ endRow: Int
) {
  let factor = Vector(repeating: factor)
  @inline(__always)
  func merge<F: VectorMerge>(_: F.Type) {
    mergeRows(F(factor: factor), first.pointee, second.pointee, output.pointee, firstRow, endRow)
  }
  switch function {
  case .add: merge(AddMerge.self)
  case .scaledSum: merge(ScaledSumMerge.self)
  case .subtract: merge(SubtractMerge.self)
  case .multiply: merge(MultiplyMerge.self)
  case .maximum: merge(MaximumMerge.self)
  case .minimum: merge(MinimumMerge.self)
  case .slope: merge(SlopeMerge.self)
  }
}

/// How two vectors become one.
private protocol VectorMerge {
  init(factor: Vector)
  func callAsFunction(_ x: Vector, _ y: Vector) -> Vector
}

private struct AddMerge: VectorMerge {
  let factor: Vector
  @inline(__always) func callAsFunction(_ x: Vector, _ y: Vector) -> Vector {
    multiplyAdd(x, factor, y)
  }
}

private struct ScaledSumMerge: VectorMerge {
  let factor: Vector
  @inline(__always) func callAsFunction(_ x: Vector, _ y: Vector) -> Vector { (x + y) * factor }
}

private struct SubtractMerge: VectorMerge {
  @inline(__always) init(factor: Vector) {}
  @inline(__always) func callAsFunction(_ x: Vector, _ y: Vector) -> Vector { x - y }
}

private struct MultiplyMerge: VectorMerge {
  @inline(__always) init(factor: Vector) {}
  @inline(__always) func callAsFunction(_ x: Vector, _ y: Vector) -> Vector { x * y }
}

private struct MaximumMerge: VectorMerge {
  @inline(__always) init(factor: Vector) {}
  @inline(__always) func callAsFunction(_ x: Vector, _ y: Vector) -> Vector { greater(x, y) }
}

private struct MinimumMerge: VectorMerge {
  @inline(__always) init(factor: Vector) {}
  @inline(__always) func callAsFunction(_ x: Vector, _ y: Vector) -> Vector {
    -greater(-x, -y)
  }
}

private struct SlopeMerge: VectorMerge {
  @inline(__always) init(factor: Vector) {}
  @inline(__always) func callAsFunction(_ x: Vector, _ y: Vector) -> Vector {
    x.replacing(with: x * y, where: x .< 0)
  }
}

@inline(never)
private func mergeRows<F: VectorMerge>(
  _ merge: F, _ first: FeatureMap, _ second: FeatureMap, _ target: FeatureMap, _ firstRow: Int,
  _ endRow: Int
) {
  for y in firstRow..<endRow {
    for x in 0..<target.width {
      let left = Operand(first, target, y, x)
      let right = Operand(second, target, y, x)
      let result = target.base + (y * target.rowStride + x * target.pixelStride)
      var channel = 0
      while channel + vectorWidth <= target.channels {
        store(merge(left.vector(channel), right.vector(channel)), result + channel)
        channel += vectorWidth
      }
      if channel < target.channels {
        let rest = target.channels - channel
        storePartial(
          merge(left.partial(channel, rest), right.partial(channel, rest)), result + channel, rest)
      }
    }
  }
}

/// A pixel of an operand, whose only channel may stand for all.
private struct Operand {
  let pixel: UnsafePointer<Float>
  let isStretched: Bool

  @inline(__always)
  init(_ map: FeatureMap, _ target: FeatureMap, _ y: Int, _ x: Int) {
    pixel = UnsafePointer(map.base + (y * map.rowStride + x * map.pixelStride))
    isStretched = map.channels < target.channels
  }

  @inline(__always)
  func vector(_ channel: Int) -> Vector {
    isStretched ? Vector(repeating: pixel.pointee) : load(pixel + channel)
  }

  @inline(__always)
  func partial(_ channel: Int, _ count: Int) -> Vector {
    isStretched ? Vector(repeating: pixel.pointee) : loadPartial(pixel + channel, count)
  }
}
