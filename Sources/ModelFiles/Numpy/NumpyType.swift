/// The type of the elements of a `.npy` file, as its header writes it: `<f4`, `|u1`, `>i8`.
struct NumpyType {
  /// How many bytes an element takes.
  let size: Int
  private let kind: Character
  private let isBigEndian: Bool

  /// The type of that name; nil for anything but real numbers and booleans.
  init?(_ name: String) {
    let parts = Array(name)
    guard parts.count == 3, "<>|=".contains(parts[0]), let size = parts[2].wholeNumberValue else {
      return nil
    }
    let sizes: [Character: Set<Int>] = [
      "f": [2, 4, 8], "i": [1, 2, 4, 8], "u": [1, 2, 4, 8], "b": [1],
    ]
    guard sizes[parts[1]]?.contains(size) == true else { return nil }
    self.size = size
    kind = parts[1]
    isBigEndian = parts[0] == ">"
  }

  /// The elements as 32-bit floats, rounded to the nearest.
  func floats(_ data: ArraySlice<UInt8>) -> [Float] {
    data.withUnsafeBytes { buffer in
      (0..<(buffer.count / size)).map { index in
        let start = index * size
        switch size {
        case 1: return float(buffer.load(fromByteOffset: start, as: UInt8.self), Int8.self)
        case 2: return float(load(buffer, start, UInt16.self), Int16.self)
        case 4: return float(load(buffer, start, UInt32.self), Int32.self)
        default: return float(load(buffer, start, UInt64.self), Int64.self)
        }
      }
    }
  }

  private func load<Bits: FixedWidthInteger & UnsignedInteger>(
    _ buffer: UnsafeRawBufferPointer, _ start: Int, _ type: Bits.Type
  ) -> Bits {
    let bits = buffer.loadUnaligned(fromByteOffset: start, as: type)
    return isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits)
  }

  private func float<Bits: FixedWidthInteger & UnsignedInteger, Signed: FixedWidthInteger>(
    _ bits: Bits, _ signed: Signed.Type
  ) -> Float {
    switch kind {
    case "f":
      switch size {
      case 2: half(UInt16(truncatingIfNeeded: bits))
      case 4: Float(bitPattern: UInt32(truncatingIfNeeded: bits))
      default: Float(Double(bitPattern: UInt64(truncatingIfNeeded: bits)))
      }
    case "i": Float(Signed(truncatingIfNeeded: bits))
    default: Float(bits)
    }
  }

  /// A number of IEEE's binary16; not by `Float16`, which x86-64 Macs lack.
  private func half(_ bits: UInt16) -> Float {
    let sign: Float = bits >> 15 == 1 ? -1 : 1
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Float(bits & 0x3FF)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
    }
  }
}
