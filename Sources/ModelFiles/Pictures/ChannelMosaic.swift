/// The channels of a layer's output side by side in one picture.
///
/// The channels fill a grid row by row, a line of grey between them. Small maps are enlarged by whole
/// numbers. Black is the least value of the whole output and white the greatest, so that channels can
/// be compared; what is no number, and what fills up the last row of a vector, is red.
public struct ChannelMosaic {
  private let height: Int
  private let width: Int
  private let channels: Int
  private let elements: [Float]

  /// The output of one sample: height x width x channels, or a vector, whose elements are the pixels
  /// of one map.
  ///
  /// Returns nil for any other shape, and when the picture would have more than
  /// `Picture.mostPixels`.
  public init?(shape: [Int], elements: [Float]) {
    precondition(shape.reduce(1, *) == elements.count, "the elements do not fill \(shape)")
    guard shape.allSatisfy({ $0 > 0 }) else { return nil }
    switch shape.count {
    case 3: (height, width, channels) = (shape[0], shape[1], shape[2])
    case 1:
      // Rows of a square, the last one filled up.
      width = Self.ceilingRoot(shape[0])
      height = (shape[0] + width - 1) / width
      channels = 1
    default: return nil
    }
    let missing = height * width * channels - elements.count
    self.elements = elements + Array(repeating: .nan, count: max(0, missing))
    // Each channel has a pixel of border, and enlarging only concerns small maps.
    let (pixels, overflow) = ((height + 1) * (width + 1)).multipliedReportingOverflow(by: channels)
    guard !overflow, pixels * 2 <= Picture.mostPixels else { return nil }
  }

  /// The picture.
  public var picture: Picture {
    let scale = max(1, 32 / max(height, width))
    let (tileHeight, tileWidth) = (height * scale + 1, width * scale + 1)
    let columns = min(channels, max(1, Self.ceilingRoot(channels * tileHeight / tileWidth)))
    let rows = (channels + columns - 1) / columns
    let (pictureHeight, pictureWidth) = (rows * tileHeight - 1, columns * tileWidth - 1)
    var pixels = [UInt8](repeating: 96, count: pictureHeight * pictureWidth * 3)
    let shades = shades
    for channel in 0..<channels {
      let top = channel / columns * tileHeight
      let left = channel % columns * tileWidth
      for row in 0..<(height * scale) {
        var target = ((top + row) * pictureWidth + left) * 3
        let line = row / scale * width
        for column in 0..<(width * scale) {
          let color = shades[(line + column / scale) * channels + channel]
          pixels[target] = color.x
          pixels[target + 1] = color.y
          pixels[target + 2] = color.z
          target += 3
        }
      }
    }
    return Picture(height: pictureHeight, width: pictureWidth, pixels: pixels)
  }

  private var shades: [SIMD3<UInt8>] {
    let finite = elements.lazy.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 0)
    // Halved, since the difference of two floats can exceed the largest float.
    let spread = high / 2 - low / 2
    return elements.map { element in
      guard element.isFinite else { return SIMD3(200, 0, 0) }
      let share = spread > 0 ? (element / 2 - low / 2) / spread : 0
      return SIMD3(repeating: UInt8(share * 255 + 0.5))
    }
  }

  private static func ceilingRoot(_ number: Int) -> Int {
    let root = Int(Double(number).squareRoot())
    return root * root < number ? root + 1 : max(1, root)
  }
}
