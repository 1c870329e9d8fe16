import KernelABI

/// Softmax over the channels of each pixel, or its logarithm, for a range of rows.
///
/// The output may be the input. NaN, and infinity on its own, give NaN.
func softmax(
  _ isLogarithm: Bool, _ input: UnsafePointer<FeatureMap>, _ output: UnsafePointer<FeatureMap>,
  _ firstRow: Int, _ endRow: Int
) {
  let source = input.pointee
  let target = output.pointee
  for y in firstRow..<endRow {
    for x in 0..<target.width {
      softmax(
        isLogarithm, source.base + (y * source.rowStride + x * source.pixelStride),
        target.base + (y * target.rowStride + x * target.pixelStride), target.channels)
    }
  }
}

@inline(__always)
private func softmax(
  _ isLogarithm: Bool, _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>,
  _ count: Int
) {
  var best = -Float.infinity
  for index in 0..<count { best = greater(best, source[index]) }
  let offset = Vector(repeating: best)
  var sum = 0.0
  var index = 0
  while index < count {
    let rest = min(vectorWidth, count - index)
    let shifted =
      (rest == vectorWidth ? load(source + index) : loadPartial(source + index, rest)) - offset
    let powers = exponential(shifted)
    for lane in 0..<rest { sum += Double(powers[lane]) }
    let kept = isLogarithm ? shifted : powers
    if rest == vectorWidth {
      store(kept, target + index)
    } else {
      storePartial(kept, target + index, rest)
    }
    index += vectorWidth
  }
  if isLogarithm {
    let term = sum > 0 ? Float(logarithm(sum)) : Float(sum)
    for index in 0..<count { target[index] -= term }
  } else {
    let factor = Float(1 / sum)
    for index in 0..<count { target[index] *= factor }
  }
}

/// Softmax over groups of `rows` rows, or its logarithm, for groups from `firstGroup` to `endGroup`.
///
/// Each pixel's channels are taken with the same pixel's channels in the group's other rows.
func softmaxAcross(
  _ isLogarithm: Bool, _ input: UnsafePointer<FeatureMap>, _ output: UnsafePointer<FeatureMap>,
  _ rows: Int, _ firstGroup: Int, _ endGroup: Int
) {
  let source = input.pointee
  let target = output.pointee
  for group in firstGroup..<endGroup {
    for x in 0..<target.width {
      let from = source.base + (group * rows * source.rowStride + x * source.pixelStride)
      let to = target.base + (group * rows * target.rowStride + x * target.pixelStride)
      for channel in 0..<target.channels {
        var best = -Float.infinity
        for row in 0..<rows { best = greater(best, from[row * source.rowStride + channel]) }
        var sum = 0.0
        for row in 0..<rows {
          let shifted = from[row * source.rowStride + channel] - best
          let power = exponential(Vector(repeating: shifted))[0]
          sum += Double(power)
          to[row * target.rowStride + channel] = isLogarithm ? shifted : power
        }
        let term = Float(isLogarithm ? (sum > 0 ? logarithm(sum) : sum) : 1 / sum)
        for row in 0..<rows {
          let element = to + (row * target.rowStride + channel)
          element.pointee = isLogarithm ? element.pointee - term : element.pointee * term
        }
      }
    }
  }
}
