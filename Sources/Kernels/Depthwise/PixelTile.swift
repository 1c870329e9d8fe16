/// The accumulators of one vector of channels of `pixels` neighbouring output pixels.
///
/// As in `RegisterTile`, types in place of arrays keep all sums in registers. Here each sum has input
/// of its own, and they share the weights: one vector a tap for the whole tile.
protocol PixelTile {
  /// The number of output pixels.
  static var pixels: Int { get }
  /// All zeros.
  init()
  /// Adds the products of a tap: of each pixel's channels with the channels' weights.
  mutating func accumulate(_ elements: UnsafePointer<Float>, _ stride: Int, _ weights: Vector)
  /// The same with relu of each pixel's channels.
  mutating func accumulateRectified(
    _ elements: UnsafePointer<Float>, _ stride: Int, _ weights: Vector)
  /// Adds a term to each pixel, and replaces negative sums by zero where `rectifies`.
  mutating func finish(_ term: Vector, rectifies: Bool)
  /// Writes the pixels `stride` floats apart.
  func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int)
}

/// One pixel.
struct OnePixel: PixelTile {
  var sum = Vector.zero

  @inline(__always) init() {}
  @inline(__always) static var pixels: Int { 1 }

  @inline(__always)
  mutating func accumulate(_ elements: UnsafePointer<Float>, _ stride: Int, _ weights: Vector) {
    sum = multiplyAdd(sum, load(elements), weights)
  }

  @inline(__always)
  mutating func accumulateRectified(
    _ elements: UnsafePointer<Float>, _ stride: Int, _ weights: Vector
  ) {
    sum = multiplyAdd(sum, rectified(load(elements)), weights)
  }

  @inline(__always)
  mutating func finish(_ term: Vector, rectifies: Bool) {
    sum += term
    if rectifies { sum = rectified(sum) }
  }

  @inline(__always)
  func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int) {
    UnsafeMutableRawPointer(target).storeBytes(of: sum, as: Vector.self)
  }
}

/// Two tiles beside each other.
struct Beside<Left: PixelTile, Right: PixelTile>: PixelTile {
  var left = Left()
  var right = Right()

  @inline(__always) init() {}
  @inline(__always) static var pixels: Int { Left.pixels + Right.pixels }

  @inline(__always)
  mutating func accumulate(_ elements: UnsafePointer<Float>, _ stride: Int, _ weights: Vector) {
    left.accumulate(elements, stride, weights)
    right.accumulate(elements + Left.pixels &* stride, stride, weights)
  }

  @inline(__always)
  mutating func accumulateRectified(
    _ elements: UnsafePointer<Float>, _ stride: Int, _ weights: Vector
  ) {
    left.accumulateRectified(elements, stride, weights)
    right.accumulateRectified(elements + Left.pixels &* stride, stride, weights)
  }

  @inline(__always)
  mutating func finish(_ term: Vector, rectifies: Bool) {
    left.finish(term, rectifies: rectifies)
    right.finish(term, rectifies: rectifies)
  }

  @inline(__always)
  func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int) {
    left.store(target, stride)
    right.store(target + Left.pixels &* stride, stride)
  }
}

typealias TwoPixels = Beside<OnePixel, OnePixel>
typealias FourPixels = Beside<TwoPixels, TwoPixels>
typealias EightPixels = Beside<FourPixels, FourPixels>
