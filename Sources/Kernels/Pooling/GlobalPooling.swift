import KernelABI

/// Sums up the pixels of row `y` into `channels` floats.
///
/// Rows are summed up on their own, so that the result neither depends on the number of threads nor
/// loses digits on large maps.
func sumRow(
  _ input: UnsafePointer<FeatureMap>, _ y: Int, _ sums: UnsafeMutablePointer<Float>
) {
  let source = input.pointee
  let row = source.base + y * source.rowStride
  clearFloats(sums, source.channels)
  for x in 0..<source.width {
    let pixel = row + x * source.pixelStride
    var channel = 0
    while channel + vectorWidth <= source.channels {
      store(load(sums + channel) + load(pixel + channel), sums + channel)
      channel += vectorWidth
    }
    while channel < source.channels {
      sums[channel] += pixel[channel]
      channel += 1
    }
  }
}

/// Adds up the sums of `rows` rows of `channels` floats and divides by a number of pixels.
func meanOfRows(
  _ sums: UnsafePointer<Float>, _ rows: Int, _ channels: Int, _ pixels: Int,
  _ means: UnsafeMutablePointer<Float>
) {
  for channel in 0..<channels {
    var total = 0.0
    for row in 0..<rows { total += Double(sums[row * channels + channel]) }
    means[channel] = Float(total / Double(pixels))
  }
}
