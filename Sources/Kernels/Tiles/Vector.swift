// The one place where an instruction set's numbers are. Everything else in this folder is written
// in terms of these names, and is compiled once for each instruction set.

#if KERNELS_AVX512
  /// The floats of one vector register.
  typealias Vector = SIMD16<Float>
  /// The greatest number of rows of a register tile: 12 x 2 accumulators of 32 registers.
  typealias FullTile<R: TileRow> = Tile12<R>
#elseif KERNELS_AVX2
  /// The floats of one vector register.
  typealias Vector = SIMD8<Float>
  /// The greatest number of rows of a register tile: 6 x 2 accumulators of 16 registers.
  typealias FullTile<R: TileRow> = Tile6<R>
#elseif arch(arm64)
  /// The floats of one vector register.
  typealias Vector = SIMD4<Float>
  /// The greatest number of rows of a register tile: 12 x 2 accumulators of 32 registers.
  typealias FullTile<R: TileRow> = Tile12<R>
#else
  /// The floats of one vector register.
  typealias Vector = SIMD4<Float>
  /// The greatest number of rows of a register tile: 4 x 2 accumulators of 16 registers, since
  /// without fused instructions each product needs a register of its own.
  typealias FullTile<R: TileRow> = Tile4<R>
#endif

/// The number of floats in a vector.
@inline(__always) var vectorWidth: Int { Vector.scalarCount }
/// The number of output channels of a full panel.
@inline(__always) var panelWidth: Int { 2 * vectorWidth }
/// The greatest number of output pixels in a tile.
@inline(__always) var tileRows: Int { FullTile<RowOfTwo>.rows }

/// Reads a vector from any address.
@inline(__always)
func load(_ source: UnsafePointer<Float>) -> Vector {
  UnsafeRawPointer(source).loadUnaligned(as: Vector.self)
}

/// Writes a vector to any address.
@inline(__always)
func store(_ vector: Vector, _ target: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(target).storeBytes(of: vector, as: Vector.self)
}

/// The sum of `sum` and the product of `a` and `b`, rounded once where the processor can do so.
@inline(__always)
func multiplyAdd(_ sum: Vector, _ a: Vector, _ b: Vector) -> Vector {
  #if KERNELS_AVX512 || KERNELS_AVX2 || arch(arm64)
    sum.addingProduct(a, b)
  #else
    sum + a * b
  #endif
}

/// The vector with its negative elements replaced by zero; NaN stays NaN.
@inline(__always)
func rectified(_ vector: Vector) -> Vector {
  vector.replacing(with: Vector.zero, where: vector .< Vector.zero)
}

/// The greater one of each two elements; NaN where either is NaN.
@inline(__always)
func greater(_ a: Vector, _ b: Vector) -> Vector {
  b.replacing(with: a, where: (a .> b) .| (a .!= a))
}

/// The greater one of two elements; NaN when either is NaN.
@inline(__always)
func greater(_ a: Float, _ b: Float) -> Float { a > b || a != a ? a : b }
