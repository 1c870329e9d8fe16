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
  /// The picture as the input of a network: fitted to a size, normalized.
  ///
  /// Resizing is bilinear between pixel centres, as `tf.image.resize` does it. One channel is the
  /// luminance, `0.299 R + 0.587 G + 0.114 B`, of the normalized values.
  ///
  /// - Parameter channels: 1 or 3.
  /// - Returns: height x width x channels values, the channel varying fastest.
  public func networkInput(
    height: Int, width: Int, channels: Int, preprocessing: Preprocessing = .inception,
    fit: PictureFit = .stretch
  ) -> [Float] {
    precondition(channels == 1 || channels == 3, "a picture has 1 or 3 channels")
    let part = fit == .crop ? centre(height: height, width: width) : (self.height, self.width)
    let rows = Self.taps(from: self.height, part: part.0, to: height)
    let columns = Self.taps(from: self.width, part: part.1, to: width)
    let (factor, offset) = preprocessing.scaling
    var result: [Float] = []
    result.reserveCapacity(height * width * channels)
    for row in rows {
      for column in columns {
        var color = SIMD3<Float>()
        for channel in 0..<3 {
          let top = mix(row.first, column, channel)
          color[channel] = top + (mix(row.second, column, channel) - top) * row.fraction
        }
        let normalized = color * factor + offset
        if channels == 3 {
          result += [normalized.x, normalized.y, normalized.z]
        } else {
          result.append((normalized * SIMD3(0.299, 0.587, 0.114)).sum())
        }
      }
    }
    return result
  }

  /// Height and width of the largest part with the proportions of a size.
  private func centre(height: Int, width: Int) -> (Int, Int) {
    // In floating point, as the sizes are the user's; a pixel more or less does no harm.
    let scale = min(
      Double(self.height) / Double(height), Double(self.width) / Double(width))
    return (
      min(max(1, Int((Double(height) * scale).rounded())), self.height),
      min(max(1, Int((Double(width) * scale).rounded())), self.width)
    )
  }

  /// Two neighbours along an axis, and how far the sample lies towards the second one.
  private struct Tap {
    var first: Int
    var second: Int
    var fraction: Float
  }

  /// The samples along an axis.
  ///
  /// - Parameter part: how much of the axis is taken, around its centre.
  private static func taps(from source: Int, part: Int, to target: Int) -> [Tap] {
    let start = (source - part) / 2
    return (0..<target).map { index in
      let position = (Float(index) + 0.5) * Float(part) / Float(target) - 0.5
      let clamped = min(max(position, 0), Float(part - 1))
      let first = Int(clamped)
      return Tap(
        first: start + first, second: start + min(first + 1, part - 1),
        fraction: clamped - Float(first))
    }
  }

  private func mix(_ row: Int, _ column: Tap, _ channel: Int) -> Float {
    let start = row * width * 3 + channel
    let left = Float(pixels[start + column.first * 3])
    let right = Float(pixels[start + column.second * 3])
    return left + (right - left) * column.fraction
  }
}
