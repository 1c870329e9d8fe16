extension NumpyArray {
  /// The bytes of a `.npy` file, format version 1.0, little-endian.
  ///
  ///     93 'NUMPY' 01 00 | header length, 2 bytes | header, spaces, line feed | elements
  ///     \________________ a multiple of 64 bytes ______________________________/
  public var fileBytes: [UInt8] {
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': \(Self.tuple(shape)), }"
    let unpadded = Self.magic.count + 4 + header.utf8.count + 1
    header += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"

    var bytes = Self.magic + [1, 0]
    bytes.reserveCapacity(unpadded + 64 + elements.count * 4)
    let length = UInt16(header.utf8.count)
    bytes += [UInt8(length & 0xFF), UInt8(length >> 8)]
    bytes += header.utf8
    for element in elements {
      withUnsafeBytes(of: element.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// The first bytes of every `.npy` file.
  package static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// A tuple as Python writes it: one element keeps its comma.
  private static func tuple(_ shape: [Int]) -> String {
    let list = shape.map(String.init).joined(separator: ", ")
    return shape.count == 1 ? "(\(list),)" : "(\(list))"
  }
}
