/// A scale of colours for pictures; even steps of value look like even steps of lightness.
enum ColorMap: String, Hashable, Sendable, CaseIterable {
  /// From dark violet over green to yellow.
  case viridis
  /// From black over red to pale yellow.
  case magma
  /// From black to white.
  case gray

  /// The map after this one.
  var next: ColorMap {
    let all = Self.allCases
    let index = all.firstIndex(of: self) ?? 0
    return all[(index + 1) % all.count]
  }

  /// The colour of a value from 0 to 1.
  func color(_ value: Float) -> RGB {
    let position = min(1, max(0, value.isFinite ? value : 0)) * Float(stops.count - 1)
    let index = min(stops.count - 2, Int(position))
    let fraction = position - Float(index)
    func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
      UInt8(Float(from) + (Float(to) - Float(from)) * fraction + 0.5)
    }
    let (low, high) = (stops[index], stops[index + 1])
    return RGB(
      mix(low.red, high.red), mix(low.green, high.green), mix(low.blue, high.blue))
  }

  /// Colours at even steps, after the maps of that name in Matplotlib.
  private var stops: [RGB] {
    switch self {
    case .viridis: Self.viridisStops
    case .magma: Self.magmaStops
    case .gray: Self.grayStops
    }
  }

  private static let viridisStops: [RGB] = [
    0x440154, 0x481f70, 0x443983, 0x3b528b, 0x31688e, 0x287c8e, 0x21918c, 0x20a486, 0x35b779,
    0x5ec962, 0x90d743, 0xc8e020, 0xfde725,
  ].map { RGB($0) }

  private static let magmaStops: [RGB] = [
    0x000004, 0x0f0d2a, 0x29115a, 0x4b1079, 0x6c1d81, 0x8b2981, 0xad347c, 0xcd4071, 0xe95462,
    0xf8765c, 0xfe9f6d, 0xfec98d, 0xfcfdbf,
  ].map { RGB($0) }

  private static let grayStops: [RGB] = [0x000000, 0xffffff].map { RGB($0) }
}
