/// The accumulators of one output pixel: one or two vectors of output channels.
///
/// Rows and stacks of rows are types, not arrays, so that the compiler sees each accumulator as a
/// value of its own and keeps the whole tile in registers.
protocol TileRow {
  /// The part of a panel that this row multiplies with: as many vectors as the row has.
  associatedtype Columns
  /// The number of output channels.
  static var width: Int { get }
  /// All zeros.
  init()
  /// Reads the part of a panel of one product.
  static func columns(_ panel: UnsafePointer<Float>) -> Columns
  /// Adds the products of one input element with the columns.
  mutating func accumulate(_ element: UnsafePointer<Float>, _ columns: Columns)
  /// Adds the floats at `source`.
  mutating func add(_ source: UnsafePointer<Float>)
  /// Replaces negative elements by zero.
  mutating func rectify()
  /// Multiplies by a factor and adds a term.
  mutating func advance(_ factor: Vector, _ term: Vector)
  /// Writes the row.
  func store(_ target: UnsafeMutablePointer<Float>)
}

/// A row of one vector, for the last output channels.
struct RowOfOne: TileRow {
  var first = Vector.zero

  @inline(__always) init() {}
  @inline(__always) static var width: Int { vectorWidth }

  @inline(__always)
  static func columns(_ panel: UnsafePointer<Float>) -> Vector { load(panel) }

  @inline(__always)
  mutating func accumulate(_ element: UnsafePointer<Float>, _ columns: Vector) {
    first = multiplyAdd(first, Vector(repeating: element.pointee), columns)
  }

  @inline(__always)
  mutating func add(_ source: UnsafePointer<Float>) { first += load(source) }

  @inline(__always)
  mutating func rectify() { first = rectified(first) }

  @inline(__always)
  mutating func advance(_ factor: Vector, _ term: Vector) {
    first = multiplyAdd(term, first, factor)
  }

  @inline(__always)
  func store(_ target: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(target).storeBytes(of: first, as: Vector.self)
  }
}

/// A row of two vectors: a full panel.
struct RowOfTwo: TileRow {
  var first = Vector.zero
  var second = Vector.zero

  @inline(__always) init() {}
  @inline(__always) static var width: Int { 2 * vectorWidth }

  @inline(__always)
  static func columns(_ panel: UnsafePointer<Float>) -> (Vector, Vector) {
    (load(panel), load(panel + vectorWidth))
  }

  @inline(__always)
  mutating func accumulate(_ element: UnsafePointer<Float>, _ columns: (Vector, Vector)) {
    let factor = Vector(repeating: element.pointee)
    first = multiplyAdd(first, factor, columns.0)
    second = multiplyAdd(second, factor, columns.1)
  }

  @inline(__always)
  mutating func add(_ source: UnsafePointer<Float>) {
    first += load(source)
    second += load(source + vectorWidth)
  }

  @inline(__always)
  mutating func rectify() {
    first = rectified(first)
    second = rectified(second)
  }

  @inline(__always)
  mutating func advance(_ factor: Vector, _ term: Vector) {
    first = multiplyAdd(term, first, factor)
    second = multiplyAdd(term, second, factor)
  }

  @inline(__always)
  func store(_ target: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(target).storeBytes(of: first, as: Vector.self)
    UnsafeMutableRawPointer(target + vectorWidth).storeBytes(of: second, as: Vector.self)
  }
}
