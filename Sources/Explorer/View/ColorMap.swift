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
  ///
  /// With 256 colours the steps are near colours of the palette, each lighter than the one before; the
  /// nearest ones would mix greys into the scale and be lighter and darker in turns.
  func color(_ value: Float, depth: ColorDepth) -> RGB {
    if depth < .direct, self != .gray {
      let steps = self == .viridis ? Self.viridisPalette : Self.magmaPalette
      let position = min(1, max(0, value.isFinite ? value : 0)) * Float(steps.count)
      return steps[min(steps.count - 1, Int(position))]
    }
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

  private static let viridisPalette: [RGB] = [
    0x5f005f, 0x5f0087, 0x5f00af, 0x005f87, 0x005faf, 0x008787, 0x5f8787, 0x00af87, 0x87af5f,
    0x5fd75f, 0xafd75f, 0xd7d75f, 0xffff00,
  ].map { RGB($0) }

  private static let magmaPalette: [RGB] = [
    0x000000, 0x00005f, 0x5f005f, 0x5f0087, 0x870087, 0xaf0087, 0xd70087, 0xd75f5f, 0xff5f5f,
    0xff875f, 0xffaf87, 0xffd7af, 0xffffd7,
  ].map { RGB($0) }

  private static let grayStops: [RGB] = [0x000000, 0xffffff].map { RGB($0) }
}
