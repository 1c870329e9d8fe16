/// How many colours a terminal shows.
enum ColorDepth: Int, Hashable, Sendable, Comparable, CaseIterable {
  /// None: bold, underline and reverse video must do.
  case mono
  /// The eight of ANSI.
  case eight
  /// The eight and their bright twins.
  case sixteen
  /// The palette of xterm: 16, a cube of 216 and 24 greys.
  case palette
  /// Red, green and blue of eight bits each.
  case direct

  static func < (left: ColorDepth, right: ColorDepth) -> Bool { left.rawValue < right.rawValue }

  /// The depth for a number of colours that a terminal announces.
  init(colors: Int) {
    switch colors {
    case ..<8: self = .mono
    case ..<16: self = .eight
    case ..<256: self = .sixteen
    case ..<65536: self = .palette
    default: self = .direct
    }
  }
}

extension RGB {
  /// The nearest colour of xterm's cube and greys (16 to 255); the first 16 are the user's own.
  var paletteIndex: Int {
    func level(_ value: UInt8) -> Int { value < 48 ? 0 : value < 115 ? 1 : (Int(value) - 35) / 40 }
    func distance(_ red: Int, _ green: Int, _ blue: Int) -> Int {
      let (dr, dg, db) = (red - Int(self.red), green - Int(self.green), blue - Int(self.blue))
      return 3 * dr * dr + 4 * dg * dg + 2 * db * db
    }
    let steps = [0, 95, 135, 175, 215, 255]
    let (r, g, b) = (level(red), level(green), level(blue))
    let cube = distance(steps[r], steps[g], steps[b])
    let mean = (Int(red) + Int(green) + Int(blue)) / 3
    let grey = max(0, min(23, (mean - 3) / 10))
    let greyValue = 8 + 10 * grey
    return distance(greyValue, greyValue, greyValue) < cube ? 232 + grey : 16 + 36 * r + 6 * g + b
  }
}
