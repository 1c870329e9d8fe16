/// Some vectors in registers, as a type, so that the compiler sees each one as a value of its own.
protocol VectorChain {
  /// The number of vectors.
  static var count: Int { get }
  /// Reads the vectors, `stride` floats apart.
  init(_ source: UnsafePointer<Float>, _ stride: Int)
  /// The sums and the differences of the vectors of two chains.
  static func sums(_ a: Self, _ b: Self) -> (sum: Self, difference: Self)
  /// Adds to `term` each vector times its coefficient.
  func sum(_ coefficients: UnsafePointer<Float>, _ term: Vector) -> Vector
  /// The same with a coefficient of 1 for the last vector, and nothing else added.
  func leading(_ coefficients: UnsafePointer<Float>) -> Vector
}

/// A chain of one vector.
struct Chain1: VectorChain {
  var first: Vector

  @inline(__always) static var count: Int { 1 }

  @inline(__always)
  init(_ source: UnsafePointer<Float>, _ stride: Int) { first = load(source) }

  @inline(__always)
  init(first: Vector) { self.first = first }

  @inline(__always)
  static func sums(_ a: Self, _ b: Self) -> (sum: Self, difference: Self) {
    (Self(first: a.first + b.first), Self(first: a.first - b.first))
  }

  @inline(__always)
  func sum(_ coefficients: UnsafePointer<Float>, _ term: Vector) -> Vector {
    multiplyAdd(term, first, Vector(repeating: coefficients.pointee))
  }

  @inline(__always)
  func leading(_ coefficients: UnsafePointer<Float>) -> Vector { first }
}

/// A vector before a chain.
struct Chain<Rest: VectorChain>: VectorChain {
  var first: Vector
  var rest: Rest

  @inline(__always) static var count: Int { 1 + Rest.count }

  @inline(__always)
  init(_ source: UnsafePointer<Float>, _ stride: Int) {
    first = load(source)
    rest = Rest(source + stride, stride)
  }

  @inline(__always)
  init(first: Vector, rest: Rest) {
    self.first = first
    self.rest = rest
  }

  @inline(__always)
  static func sums(_ a: Self, _ b: Self) -> (sum: Self, difference: Self) {
    let others = Rest.sums(a.rest, b.rest)
    return (
      Self(first: a.first + b.first, rest: others.sum),
      Self(first: a.first - b.first, rest: others.difference)
    )
  }

  @inline(__always)
  func sum(_ coefficients: UnsafePointer<Float>, _ term: Vector) -> Vector {
    rest.sum(
      coefficients + 1, multiplyAdd(term, first, Vector(repeating: coefficients.pointee)))
  }

  @inline(__always)
  func leading(_ coefficients: UnsafePointer<Float>) -> Vector {
    multiplyAdd(rest.leading(coefficients + 1), first, Vector(repeating: coefficients.pointee))
  }
}

typealias Chain2 = Chain<Chain1>
typealias Chain3 = Chain<Chain2>
typealias Chain4 = Chain<Chain3>
typealias Chain5 = Chain<Chain4>
