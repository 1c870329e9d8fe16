import KernelABI

/// Multiplies each channel by a factor and adds a term, for the rows from `firstRow` to `endRow`.
func affineMap(
  _ input: UnsafePointer<FeatureMap>, _ scale: UnsafePointer<Float>,
  _ shift: UnsafePointer<Float>, _ output: UnsafePointer<FeatureMap>, _ firstRow: Int,
  _ endRow: Int
) {
  let source = input.pointee
  let target = output.pointee
  for y in firstRow..<endRow {
    for x in 0..<target.width {
      let from = source.base + (y * source.rowStride + x * source.pixelStride)
      let to = target.base + (y * target.rowStride + x * target.pixelStride)
      var channel = 0
      while channel + vectorWidth <= target.channels {
        store(
          multiplyAdd(load(shift + channel), load(from + channel), load(scale + channel)),
          to + channel)
        channel += vectorWidth
      }
      while channel < target.channels {
        to[channel] = from[channel] * scale[channel] + shift[channel]
        channel += 1
      }
    }
  }
}

/// Replaces negative elements by zero, for the rows from `firstRow` to `endRow`.
func rectifyMap(
  _ input: UnsafePointer<FeatureMap>, _ output: UnsafePointer<FeatureMap>, _ firstRow: Int,
  _ endRow: Int
) {
  let source = input.pointee
  let target = output.pointee
  for y in firstRow..<endRow {
    for x in 0..<target.width {
      let from = source.base + (y * source.rowStride + x * source.pixelStride)
      let to = target.base + (y * target.rowStride + x * target.pixelStride)
      var channel = 0
      while channel + vectorWidth <= target.channels {
        store(rectified(load(from + channel)), to + channel)
        channel += vectorWidth
      }
      while channel < target.channels {
        to[channel] = from[channel] < 0 ? 0 : from[channel]
        channel += 1
      }
    }
  }
}
