import ModelFiles
import Testing

struct NumpyArrayTests {
  @Test(arguments: [[1, 2, 3, 4], [24], [], [2, 0, 3]])
  func roundTrip(shape: [Int]) throws {
    let count = shape.reduce(1, *)
    let array = NumpyArray(shape: shape, elements: (0..<count).map { Float($0) / 3 - 1 })
    #expect(try NumpyArray(fileBytes: array.fileBytes, path: "a.npy") == array)
  }

  @Test func bytesAreThoseOfNumpy() {
    // numpy 2.4.6: numpy.save('a.npy', numpy.array([1, -2], 'float32'))
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
    var expected: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8)
    expected += Array(repeating: UInt8(ascii: " "), count: 117 - header.utf8.count) + [0x0A]
    expected += [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]
    #expect(NumpyArray(shape: [2], elements: [1, -2]).fileBytes == expected)
  }

  @Test func notANumberAndInfinitySurvive() throws {
    let array = NumpyArray(shape: [3], elements: [.nan, .infinity, -0.0])
    let back = try NumpyArray(fileBytes: array.fileBytes, path: "a.npy")
    #expect(back.elements.map(\.bitPattern) == array.elements.map(\.bitPattern))
  }

  @Test func bigEndianVersionTwoIsRead() throws {
    let bytes = Self.file("{'shape': (1,), 'fortran_order': False, 'descr': \">f4\"}", version: 2)
    let array = try NumpyArray(fileBytes: bytes + [0x3F, 0x80, 0, 0], path: "a.npy")
    #expect(array == NumpyArray(shape: [1], elements: [1]))
  }

  /// What numpy.array([1, -2, 0.1]).astype(type).tobytes() gives, and for unsigned ones [1, 254, 0].
  @Test(
    arguments: [
      (
        "<f8",
        [
          0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0, 0x9A, 0x99, 0x99, 0x99, 0x99,
          0x99, 0xB9, 0x3F,
        ], [1, -2, 0.1]
      ),
      ("<f2", [0x00, 0x3C, 0x00, 0xC0, 0x66, 0x2E], [1, -2, 0.0999755859375]),
      (">f2", [0x3C, 0x00, 0xFC, 0x00, 0x00, 0x01], [1, -.infinity, 0x1p-24]),
      ("|u1", [1, 254, 0], [1, 254, 0]),
      ("|i1", [1, 254, 0], [1, -2, 0]),
      ("|b1", [1, 1, 0], [1, 1, 0]),
      (">i2", [0, 1, 0xFF, 0xFE, 0, 0], [1, -2, 0]),
      ("<i4", [1, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0], [1, -2, 0]),
      (
        "<u8", [1, 0, 0, 0, 0, 0, 0, 0, 254, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [1, 254, 0]
      ),
    ] as [(String, [UInt8], [Float])])
  func everyTypeOfNumberIsRead(type: String, data: [UInt8], values: [Float]) throws {
    let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (3,), }"
    let bytes = Self.file(header, version: 1) + data
    let array = try NumpyArray(fileBytes: bytes, path: "a.npy")
    #expect(array == NumpyArray(shape: [3], elements: values))
  }

  @Test(arguments: [
    ("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", "no real numbers"),
    ("{'descr': '<U1', 'fortran_order': False, 'shape': (1,), }", "no real numbers"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", "takes 8 bytes"),
    ("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", "Fortran"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "takes 8 bytes"),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 9), }",
      "exceeds 64 bits"
    ),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "header"),
    ("{'descr': '<f4', 'fortran_order': False, }", "header"),
    ("{'descr': '<f4', 'descr': '<f4', 'shape': (1,), }", "header"),
    ("{'descr", "header"),
    ("", "header"),
  ])
  func aWrongHeaderIsNamed(header: String, reason: String) {
    let bytes = Self.file(header, version: 1) + [0, 0, 0, 0]
    let error = #expect(throws: FileError.self) {
      try NumpyArray(fileBytes: bytes, path: "a.npy")
    }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }

  /// Found by fuzzing: what the file calls its type is quoted, but may not break the line.
  @Test(arguments: ["<f4\n", "<\u{1B}[2J", "\u{9B}31m", "\u{2028}<f4", "\u{202E}4f<"])
  func aMessageIsOneLineThatATerminalPrints(type: String) throws {
    let bytes = Self.file(
      "{'descr': '\(type)', 'fortran_order': False, 'shape': (1,), }", version: 1)
    let error = try #require(throws: FileError.self) {
      try NumpyArray(fileBytes: bytes, path: "a\n.npy")
    }
    let odd = type.unicodeScalars.filter { !("!"..."~").contains($0) }
    #expect(!error.description.unicodeScalars.contains { odd.contains($0) || $0 == "\n" })
    #expect(error.description.hasPrefix("'a?.npy': its elements are '"))
  }

  @Test func everyPrefixIsRefusedInWords() {
    let bytes = NumpyArray(shape: [2], elements: [1, 2]).fileBytes
    for length in 0..<bytes.count {
      #expect(throws: FileError.self) {
        try NumpyArray(fileBytes: Array(bytes.prefix(length)), path: "a.npy")
      }
    }
  }

  private static func file(_ header: String, version: UInt8) -> [UInt8] {
    let length: [UInt8] = version == 1 ? [0, 0] : [0, 0, 0, 0]
    var bytes = [0x93] + Array("NUMPY".utf8) + [version, 0] + length + Array(header.utf8)
    bytes[8] = UInt8(header.utf8.count)
    return bytes
  }
}
