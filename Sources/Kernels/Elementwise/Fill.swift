import KernelABI

/// Word `index` of the stream `state`: SplitMix64 with random access.
@inline(__always)
private func word(_ state: UInt64, _ index: Int) -> UInt64 {
  var z = state &+ UInt64(truncatingIfNeeded: index &+ 1) &* 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}

/// Fills `count` floats of a random stream, beginning with element `start`.
///
/// The uniform number has 24 bits; the product and the sum are computed in double and rounded to
/// float once.
func fillRandom(
  _ fill: UnsafePointer<RandomFill>, _ start: Int, _ count: Int,
  _ target: UnsafeMutablePointer<Float>
) {
  let state = fill.pointee.state
  let scale = fill.pointee.scale
  let offset = fill.pointee.offset
  for index in 0..<count {
    let bits = Int64(truncatingIfNeeded: word(state, start + index) >> 40)
    let uniform = Double(bits) / 8_388_608 - 1
    target[index] = Float(offset + scale * uniform)
  }
}
