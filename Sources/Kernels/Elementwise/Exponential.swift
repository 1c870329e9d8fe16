// Exponentials in vectors, correct to about two units in the last place. The reduction and the
// polynomial are those of Cephes (Moshier, expf.c): exp(x) = 2^n exp(r), |r| <= log(2) / 2.

/// 32-bit integers, one a float of a vector.
typealias Integers = Vector.MaskStorage

/// A number of this size has a unit of 1 in its last place: adding it rounds to an integer.
private let roundingOffset: Float = 12_582_912

/// `x` as `n log(2) + r`, and `exp(r) - 1`.
@inline(__always)
private func reduce(_ x: Vector) -> (n: Integers, power: Vector) {
  let offset = Vector(repeating: roundingOffset)
  let shifted = multiplyAdd(offset, x, Vector(repeating: 1.442_695_04))
  let rounded = shifted - offset
  let n = unsafeBitCast(shifted, to: Integers.self) &- unsafeBitCast(offset, to: Integers.self)
  var r = multiplyAdd(x, rounded, Vector(repeating: -0.693_359_375))
  r = multiplyAdd(r, rounded, Vector(repeating: 2.121_944_4e-4))
  var p = Vector(repeating: 1.987_569_15e-4)
  p = multiplyAdd(Vector(repeating: 1.398_199_950_7e-3), p, r)
  p = multiplyAdd(Vector(repeating: 8.333_451_907_3e-3), p, r)
  p = multiplyAdd(Vector(repeating: 4.166_579_589_4e-2), p, r)
  p = multiplyAdd(Vector(repeating: 1.666_666_545_9e-1), p, r)
  p = multiplyAdd(Vector(repeating: 5.000_000_120_1e-1), p, r)
  return (n, multiplyAdd(r, p * r, r))
}

/// 2^n for n from -126 to 127.
@inline(__always)
private func powerOfTwo(_ n: Integers) -> Vector {
  unsafeBitCast((n &+ Integers(repeating: 127)) &<< Integers(repeating: 23), to: Vector.self)
}

/// `exp(x)`; infinity above 88.7, and 0 below -104.
@inline(__always)
func exponential(_ x: Vector) -> Vector {
  let low = Vector(repeating: -104)
  let high = Vector(repeating: 89)
  let clamped = x.replacing(with: low, where: x .< low).replacing(with: high, where: x .> high)
  let (n, power) = reduce(clamped)
  // In two steps, since 2^n itself may be out of range.
  let half = n &>> Integers(repeating: 1)
  return (power + 1) * powerOfTwo(half) * powerOfTwo(n &- half)
}

/// `exp(x) - 1` for x that is not positive, without loss of digits near 0.
@inline(__always)
func exponentialMinusOne(_ x: Vector) -> Vector {
  let low = Vector(repeating: -30)
  let (n, power) = reduce(x.replacing(with: low, where: x .< low))
  let scale = powerOfTwo(n)
  return multiplyAdd(scale - 1, power, scale)
}

/// The absolute values.
@inline(__always)
func magnitude(_ x: Vector) -> Vector {
  unsafeBitCast(
    unsafeBitCast(x, to: Integers.self) & Integers(repeating: 0x7FFF_FFFF), to: Vector.self)
}

/// The hyperbolic tangent.
@inline(__always)
func hyperbolicTangent(_ x: Vector) -> Vector {
  let e = exponentialMinusOne(magnitude(x) * -2)
  let result = -e / (e + 2)
  return result.replacing(with: -result, where: x .< 0)
}

/// `1 / (1 + exp(-x))`.
@inline(__always)
func logistic(_ x: Vector) -> Vector { 1 / (exponential(-x) + 1) }

/// `log(1 + exp(x))`.
@inline(__always)
func softplus(_ x: Vector) -> Vector {
  // log(1 + t) = 2 artanh(t / (2 + t)), whose series ends soon for t up to 1.
  let t = exponential(-magnitude(x))
  let s = t / (t + 2)
  let z = s * s
  var p = Vector(repeating: 1 / 15)
  p = multiplyAdd(Vector(repeating: 1 / 13), p, z)
  p = multiplyAdd(Vector(repeating: 1 / 11), p, z)
  p = multiplyAdd(Vector(repeating: 1 / 9), p, z)
  p = multiplyAdd(Vector(repeating: 1 / 7), p, z)
  p = multiplyAdd(Vector(repeating: 1 / 5), p, z)
  p = multiplyAdd(Vector(repeating: 1 / 3), p, z)
  p = multiplyAdd(Vector(repeating: 1), p, z)
  return multiplyAdd(rectified(x), p, s + s)
}

/// The share of the standard normal distribution that lies below x.
///
/// By the approximation of the complementary error function in Press et al., "Numerical Recipes",
/// section 6.2 (erfcc), which is off by 1.2e-7 of its value at most.
@inline(__always)
func normalShare(_ x: Vector) -> Vector {
  let z = magnitude(x) * 0.707_106_781
  let t = 1 / multiplyAdd(Vector(repeating: 1), z, Vector(repeating: 0.5))
  var p = Vector(repeating: 0.170_872_77)
  p = multiplyAdd(Vector(repeating: -0.822_152_23), p, t)
  p = multiplyAdd(Vector(repeating: 1.488_515_87), p, t)
  p = multiplyAdd(Vector(repeating: -1.135_203_98), p, t)
  p = multiplyAdd(Vector(repeating: 0.278_868_07), p, t)
  p = multiplyAdd(Vector(repeating: -0.186_288_06), p, t)
  p = multiplyAdd(Vector(repeating: 0.096_784_18), p, t)
  p = multiplyAdd(Vector(repeating: 0.374_091_96), p, t)
  p = multiplyAdd(Vector(repeating: 1.000_023_68), p, t)
  p = multiplyAdd(Vector(repeating: -1.265_512_23), p, t)
  let tail = t * exponential(multiplyAdd(p, -z, z)) * 0.5
  return tail.replacing(with: 1 - tail, where: x .> 0)
}

/// The natural logarithm of a positive, finite number.
///
/// log(x) = e log(2) + 2 artanh((m - 1) / (m + 1)) for x = 2^e m, m from sqrt(1/2) to sqrt(2).
@inline(__always)
func logarithm(_ x: Double) -> Double {
  let bits = x.bitPattern
  var exponent = Int(bits >> 52) - 1023
  var m = Double(bitPattern: bits & 0xF_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
  if m > 1.414_213_562_373_095 {
    m *= 0.5
    exponent += 1
  }
  let s = (m - 1) / (m + 1)
  let z = s * s
  var p = 1.0 / 19
  var divisor = 17.0
  while divisor > 0 {
    p = p * z + 1 / divisor
    divisor -= 2
  }
  return Double(exponent) * 0.693_147_180_559_945_3 + 2 * s * p
}
