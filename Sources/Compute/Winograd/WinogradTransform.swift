import KernelABI

/// The transforms of one axis of Winograd's algorithm F(m, r): m outputs of a window of r taps by
/// m + r - 1 products.
///
/// The algorithm is Toom's and Cook's: a polynomial product by its values at points (S. Winograd,
/// "Arithmetic Complexity of Computations", 1980; for convolutional networks Lavin and Gray, "Fast
/// Algorithms for Convolutional Neural Networks", 2015). The points lie in pairs +a and -a, so that
/// what both have in common is computed once. They are chosen for accuracy in float32, among the
/// multiples of 1/8 and 1/3 with the least amplification (compare Barabasz, Anderson, Soodhalter and
/// Gregg, "Error Analysis and Improving the Accuracy of Winograd Convolution for Deep Neural
/// Networks", 2020).
final class WinogradTransform: Sendable {
  /// The outputs: m.
  let outputs: Int
  /// The taps: r.
  let taps: Int
  /// The positive points.
  let points: [Double]
  /// The filter transform G, `size` x `taps`, row-major.
  let filterMatrix: [Double]
  private let coefficients: AlignedBuffer

  /// The positions: m + r - 1.
  var size: Int { outputs + taps - 1 }

  /// The transforms for m outputs and r taps with the given positive points, (m + r - 2) / 2 of them.
  init(outputs: Int, taps: Int, points: [Double]) {
    self.outputs = outputs
    self.taps = taps
    self.points = points
    filterMatrix = Self.filterMatrix(taps: taps, points: points)
    let floats = Self.coefficients(outputs: outputs, points: points)
    coefficients = AlignedBuffer(byteCount: max(64, floats.count * 4))
    coefficients.floats.update(from: floats, count: floats.count)
  }

  /// The axis as the kernels see it; valid while this object lives.
  var axis: WinogradAxis {
    WinogradAxis(
      outputs: outputs, taps: taps, pairs: points.count,
      coefficients: UnsafePointer(coefficients.floats))
  }

  /// Calls `body` with the filter transform as the kernels see it.
  func withFilterTransform(_ body: (WinogradPacking.FilterTransform) -> Void) {
    filterMatrix.withUnsafeBufferPointer { matrix in
      guard let base = matrix.baseAddress else { return }
      body(.init(matrix: base, size: size, taps: taps))
    }
  }

  /// No transform, for an axis along which the window has one tap.
  static let identity = WinogradTransform(outputs: 1, taps: 1, points: [])

  /// The transforms that there are for windows of a number of taps, by outputs.
  static func candidates(taps: Int) -> [WinogradTransform] { byTaps[taps] ?? [] }

  private static let byTaps: [Int: [WinogradTransform]] = [
    1: [identity],
    3: [
      WinogradTransform(outputs: 2, taps: 3, points: [1]),
      WinogradTransform(outputs: 4, taps: 3, points: [0.625, 1.625]),
      WinogradTransform(outputs: 6, taps: 3, points: [0.5, 1, 2]),
    ],
    5: [
      WinogradTransform(outputs: 2, taps: 5, points: [0.625, 1.5]),
      WinogradTransform(outputs: 4, taps: 5, points: [0.625, 1, 1.75]),
    ],
    7: [
      WinogradTransform(outputs: 2, taps: 7, points: [0.5, 1, 2]),
      WinogradTransform(outputs: 4, taps: 7, points: [0.375, 0.875, 1.25, 2.25]),
      WinogradTransform(outputs: 6, taps: 7, points: [0.5, 0.75, 1, 1.25, 3]),
    ],
  ]

  /// The powers of each point over the product of its distances from the others; infinity last.
  private static func filterMatrix(taps: Int, points: [Double]) -> [Double] {
    if points.isEmpty { return [1] }
    let all: [Double] = [0] + points.flatMap { [$0, -$0] as [Double] }
    var matrix: [Double] = []
    for (index, point) in all.enumerated() {
      var product = 1.0
      for (other, value) in all.enumerated() where other != index { product *= point - value }
      var power = 1.0
      for _ in 0..<taps {
        matrix.append(power / product)
        power *= point
      }
    }
    return matrix + Array(repeating: 0, count: taps - 1) + [1]
  }

  /// The numbers that `WinogradAxis` describes.
  private static func coefficients(outputs: Int, points: [Double]) -> [Float] {
    var floats = polynomial(squares: points.map { $0 * $0 }).dropLast().map { Float($0) }
    for (index, point) in points.enumerated() {
      var others = points
      others.remove(at: index)
      floats += polynomial(squares: others.map { $0 * $0 }).dropLast().map { Float($0) }
      floats.append(Float(point))
    }
    for output in 0..<outputs {
      for point in points {
        floats.append(Float((0..<output).reduce(1.0) { product, _ in product * point }))
      }
    }
    return floats
  }

  /// The coefficients of the product of all (y - square), lowest power first.
  private static func polynomial(squares: [Double]) -> [Double] {
    var result = [1.0]
    for square in squares {
      var next = [0.0] + result
      for (power, coefficient) in result.enumerated() { next[power] -= square * coefficient }
      result = next
    }
    return result
  }
}
