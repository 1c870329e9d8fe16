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

  @Test(arguments: [
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", "not float32"),
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
