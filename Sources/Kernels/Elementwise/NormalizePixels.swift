import KernelABI

/// Normalizes each pixel over its channels, for the rows from `firstRow` to `endRow`.
///
/// `(x - mean) / sqrt(variance + epsilon)` times a factor plus a term of each channel; sums are kept
/// in double.
func normalizePixels(
  _ input: UnsafePointer<FeatureMap>, _ scale: UnsafePointer<Float>,
  _ shift: UnsafePointer<Float>, _ epsilon: Float, _ output: UnsafePointer<FeatureMap>,
  _ firstRow: Int, _ endRow: Int
) {
  let source = input.pointee
  let target = output.pointee
  let channels = target.channels
  for y in firstRow..<endRow {
    for x in 0..<target.width {
      let from = source.base + (y * source.rowStride + x * source.pixelStride)
      let to = target.base + (y * target.rowStride + x * target.pixelStride)
      var sum = 0.0
      for channel in 0..<channels { sum += Double(from[channel]) }
      let mean = sum / Double(channels)
      var squares = 0.0
      for channel in 0..<channels {
        let difference = Double(from[channel]) - mean
        squares += difference * difference
      }
      let factor = Float(1 / (squares / Double(channels) + Double(epsilon)).squareRoot())
      let center = Float(mean)
      for channel in 0..<channels {
        to[channel] = (from[channel] - center) * factor * scale[channel] + shift[channel]
      }
    }
  }
}
