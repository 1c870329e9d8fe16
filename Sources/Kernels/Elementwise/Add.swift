import KernelABI

/// Adds the second map times a factor to the first one, for the rows from `firstRow` to `endRow`.
///
/// The result may be one of the two.
func addMaps(
  _ first: UnsafePointer<FeatureMap>, _ second: UnsafePointer<FeatureMap>,
  _ output: UnsafePointer<FeatureMap>, _ factor: Float, _ firstRow: Int, _ endRow: Int
) {
  let a = first.pointee
  let b = second.pointee
  let target = output.pointee
  for y in firstRow..<endRow {
    for x in 0..<target.width {
      let left = a.base + (y * a.rowStride + x * a.pixelStride)
      let right = b.base + (y * b.rowStride + x * b.pixelStride)
      let result = target.base + (y * target.rowStride + x * target.pixelStride)
      var channel = 0
      while channel + vectorWidth <= target.channels {
        store(
          multiplyAdd(load(left + channel), Vector(repeating: factor), load(right + channel)),
          result + channel)
        channel += vectorWidth
      }
      while channel < target.channels {
        result[channel] = left[channel] + factor * right[channel]
        channel += 1
      }
    }
  }
}

/// Copies the pixels of a map for the rows from `firstRow` to `endRow`.
func copyMap(
  _ input: UnsafePointer<FeatureMap>, _ output: UnsafePointer<FeatureMap>, _ firstRow: Int,
  _ endRow: Int
) {
  let source = input.pointee
  let target = output.pointee
  for y in firstRow..<endRow {
    for x in 0..<target.width {
      copyFloats(
        source.base + (y * source.rowStride + x * source.pixelStride),
        target.base + (y * target.rowStride + x * target.pixelStride), target.channels)
    }
  }
}
