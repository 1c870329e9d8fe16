import KernelABI

/// Takes the mean of each window for the output rows from `firstRow` to `endRow`.
///
/// Padding is not counted: at the edges the sum is divided by the number of pixels inside the map.
func averagePool(
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
      let count = Float((rows.end - rows.first) * (columns.end - columns.first))
      var channel = 0
      while channel + vectorWidth <= source.channels {
        var sum = Vector.zero
        for ky in rows.first..<rows.end {
          let row = source.base + ((top + ky * shape.dilationY) * source.rowStride + channel)
          for kx in columns.first..<columns.end {
            sum += load(row + (left + kx * shape.dilationX) * source.pixelStride)
          }
        }
        store(sum / count, result + channel)
        channel += vectorWidth
      }
      while channel < source.channels {
        var sum: Float = 0
        for ky in rows.first..<rows.end {
          let row = source.base + ((top + ky * shape.dilationY) * source.rowStride + channel)
          for kx in columns.first..<columns.end {
            sum += row[(left + kx * shape.dilationX) * source.pixelStride]
          }
        }
        result[channel] = sum / count
        channel += 1
      }
    }
  }
}
