import KernelABI

/// A counter-based random stream that depends on a seed and a name alone.
///
/// Word `i` is SplitMix64 with random access: the state `seed XOR fnv1a(name)` plus `i + 1` times the
/// golden ratio, mixed. Any other program can rebuild it, in any order.
public struct RandomStream: Sendable {
  /// The seed combined with the hash of the name.
  public let state: UInt64

  /// The stream of a name, such as `conv2d_1/kernel`.
  public init(seed: UInt64, name: String) {
    state = seed ^ Self.fnv1a(name)
  }

  /// The 64-bit FNV-1a hash of a name's UTF-8 bytes.
  public static func fnv1a(_ name: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }

  /// Word `index` of the stream.
  public func word(_ index: Int) -> UInt64 {
    var z = state &+ UInt64(truncatingIfNeeded: index &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The uniform number of word `index`, in [-1, 1) with 24 bits.
  public func uniform(_ index: Int) -> Double {
    Double(word(index) >> 40) / 8_388_608 - 1
  }

  /// The first `count` elements `offset + scale * uniform`, rounded to float once.
  package func elements(count: Int, scale: Double = 1, offset: Double = 0) -> [Float] {
    var fill = RandomFill(state: state, scale: scale, offset: offset)
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let base = buffer.baseAddress {
        InstructionSet.best.kernels.fill(&fill, 0, count, base)
      }
      initialized = count
    }
  }
}
