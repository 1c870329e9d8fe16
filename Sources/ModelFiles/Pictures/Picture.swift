/// A picture of 8-bit red, green and blue in sRGB, row by row from the top.
public struct Picture: Hashable, Sendable {
  /// The number of rows.
  public var height: Int
  /// The number of pixels in a row.
  public var width: Int
  /// Red, green, blue of each pixel: height x width x 3 bytes.
  public var pixels: [UInt8]

  /// A picture; the bytes must be height x width x 3.
  public init(height: Int, width: Int, pixels: [UInt8]) {
    precondition(height > 0 && width > 0 && pixels.count == height * width * 3)
    self.height = height
    self.width = width
    self.pixels = pixels
  }
}

extension Picture {
  /// The picture as the input of a network: stretched to a size, scaled to -1...1.
  ///
  /// Stretching is bilinear between pixel centres, as `tf.image.resize` does it; the aspect ratio is
  /// not kept. Scaling is `x / 127.5 - 1`, as Keras' `inception_v3.preprocess_input`. One channel is
  /// the luminance, `0.299 R + 0.587 G + 0.114 B`.
  ///
  /// - Parameter channels: 1 or 3.
  /// - Returns: height x width x channels values, the channel varying fastest.
  public func networkInput(height: Int, width: Int, channels: Int) -> [Float] {
    precondition(channels == 1 || channels == 3, "a picture has 1 or 3 channels")
    let rows = Self.taps(from: self.height, to: height)
    let columns = Self.taps(from: self.width, to: width)
    var result: [Float] = []
    result.reserveCapacity(height * width * channels)
    for row in rows {
      for column in columns {
        var color = SIMD3<Float>()
        for channel in 0..<3 {
          let top = mix(row.first, column, channel)
          color[channel] = top + (mix(row.second, column, channel) - top) * row.fraction
        }
        let scaled = color / 127.5 - 1
        if channels == 3 {
          result += [scaled.x, scaled.y, scaled.z]
        } else {
          result.append((scaled * SIMD3(0.299, 0.587, 0.114)).sum())
        }
      }
    }
    return result
  }

  /// Two neighbours along an axis, and how far the sample lies towards the second one.
  private struct Tap {
    var first: Int
    var second: Int
    var fraction: Float
  }

  private static func taps(from source: Int, to target: Int) -> [Tap] {
    (0..<target).map { index in
      let position = (Float(index) + 0.5) * Float(source) / Float(target) - 0.5
      let clamped = min(max(position, 0), Float(source - 1))
      let first = Int(clamped)
      return Tap(
        first: first, second: min(first + 1, source - 1), fraction: clamped - Float(first))
    }
  }

  private func mix(_ row: Int, _ column: Tap, _ channel: Int) -> Float {
    let start = row * width * 3 + channel
    let left = Float(pixels[start + column.first * 3])
    let right = Float(pixels[start + column.second * 3])
    return left + (right - left) * column.fraction
  }
}
