import KernelABI

/// Takes the maximum of each window for the output rows from `firstRow` to `endRow`.
///
/// Padding counts as minus infinity, as in Keras; NaN spreads.
func maxPool(
  _ input: UnsafePointer<FeatureMap>, _ output: UnsafePointer<FeatureMap>,
  _ window: UnsafePointer<Window>, _ firstRow: Int, _ endRow: Int
) {
  let source = input.pointee
  let target = output.pointee
  let shape = window.pointee
  for y in firstRow..<endRow {
    let top = y * shape.strideY - shape.padTop
    let rows = WindowSpan(
      start: top, taps: shape.height, dilation: shape.dilationY, size: source.height)
    for x in 0..<target.width {
      let left = x * shape.strideX - shape.padLeft
      let columns = WindowSpan(
        start: left, taps: shape.width, dilation: shape.dilationX, size: source.width)
      let result = target.base + (y * target.rowStride + x * target.pixelStride)
      var channel = 0
      while channel + vectorWidth <= source.channels {
        var best = Vector(repeating: -Float.infinity)
        for ky in rows.first..<rows.end {
          let row = source.base + ((top + ky * shape.dilationY) * source.rowStride + channel)
          for kx in columns.first..<columns.end {
            best = greater(
              best, load(row + (left + kx * shape.dilationX) * source.pixelStride))
          }
        }
        store(best, result + channel)
        channel += vectorWidth
      }
      while channel < source.channels {
        var best = -Float.infinity
        for ky in rows.first..<rows.end {
          let row = source.base + ((top + ky * shape.dilationY) * source.rowStride + channel)
          for kx in columns.first..<columns.end {
            let value = row[(left + kx * shape.dilationX) * source.pixelStride]
            best = greater(best, value)
          }
        }
        result[channel] = best
        channel += 1
      }
    }
  }
}
