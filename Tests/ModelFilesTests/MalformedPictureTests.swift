import ModelFiles
import Testing

/// Every way in which a picture can be broken, with what is said of it.
struct MalformedPictureTests {
  struct Case: Sendable, CustomStringConvertible {
    var description: String
    var words: String
    var bytes: @Sendable () throws -> [UInt8]

    init(
      _ description: String, _ words: String, _ bytes: @escaping @Sendable () throws -> [UInt8]
    ) {
      self.description = description
      self.words = words
      self.bytes = bytes
    }
  }

  /// A file of the fixtures with some bytes replaced.
  private static func file(
    _ name: String, at offset: Int = 0, _ new: [UInt8] = []
  ) throws -> [UInt8] {
    var bytes = try PictureFixture.bytes(name)
    bytes.replaceSubrange(offset..<(offset + new.count), with: new)
    return bytes
  }

  /// A PNG file with its first chunk changed and checked anew; the size stands at 0 and 4.
  private static func header(_ name: String, at offset: Int, _ new: [UInt8]) throws -> [UInt8] {
    var bytes = try file(name, at: 16 + offset, new)
    let check = crc32(bytes[12..<29])
    bytes.replaceSubrange(29..<33, with: (0..<4).map { UInt8(check >> (24 - $0 * 8) & 0xFF) })
    return bytes
  }

  /// The check of a PNG chunk, as the specification's annex D computes it.
  private static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(UInt32.max) { check, byte in
      (0..<8).reduce(check ^ UInt32(byte)) { value, _ in
        value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
      }
    }
  }

  /// Where a JPEG marker stands.
  private static func marker(_ code: UInt8, in bytes: [UInt8]) throws -> Int {
    try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == code })
  }

  private static func jpeg(
    _ name: String, marker code: UInt8, at offset: Int, _ new: [UInt8]
  ) throws -> [UInt8] {
    let start = try marker(code, in: PictureFixture.bytes(name))
    return try file(name, at: start + offset, new)
  }

  /// A JPEG file without one of its segments.
  private static func jpeg(_ name: String, without code: UInt8) throws -> [UInt8] {
    var bytes = try PictureFixture.bytes(name)
    while let start = bytes.indices.dropLast().first(where: {
      bytes[$0] == 0xFF && bytes[$0 + 1] == code
    }) {
      let length = Int(bytes[start + 2]) << 8 | Int(bytes[start + 3])
      bytes.removeSubrange(start..<(start + 2 + length))
    }
    return bytes
  }

  /// A progressive JPEG file whose first scan is repeated.
  private static func scans(_ count: Int) throws -> [UInt8] {
    let bytes = try PictureFixture.bytes("gray-progressive.jpg")
    let first = try marker(0xDA, in: bytes)
    // A zero follows each 255 that is no marker.
    let end = try #require(
      bytes.indices.dropLast().first {
        $0 > first + 1 && bytes[$0] == 0xFF && bytes[$0 + 1] != 0
      })
    let scans = (0..<count).flatMap { _ in bytes[first..<end] }
    return Array(bytes[..<end]) + scans + bytes[end...]
  }

  static let cases = [
    Case("empty", "neither a PNG, JPEG or WebP picture") { [] },
    Case("text", "neither a PNG, JPEG or WebP picture") { Array("a picture".utf8) },
    Case("GIF", "a GIF cannot be read; PNG, JPEG and WebP can") { try file("picture.gif") },
    Case("BMP", "a BMP cannot") { Array("BM".utf8) + [0, 0, 0, 0] },
    Case("TIFF", "a TIFF cannot") { [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0] },
    Case("HEIF", "an HEIF or AVIF cannot") { [0, 0, 0, 24] + Array("ftypheic".utf8) },

    Case("PNG: signature alone", "broken PNG: read beyond end of data") {
      Array(try file("palette.png").prefix(8))
    },
    Case("PNG: cut off in its pixels", "broken PNG: read beyond end of data") {
      Array(try file("alpha.png").dropLast(25))
    },
    Case("PNG: signature damaged in transfer", "broken PNG") {
      try file("palette.png", at: 4, [0x0A, 0x1A, 0x0A])
    },
    Case("PNG: wrong check of the header", "IHDR: CRC error") {
      try file("palette.png", at: 29, [1, 2, 3, 4])
    },
    Case("PNG: a million by a million", "more than 100 million") {
      try header("palette.png", at: 0, [0, 0x0F, 0x42, 0x40, 0, 0x0F, 0x42, 0x40])
    },
    Case("PNG: 9000 by 9000 in a few bytes", "9000 x 9000 pixels cannot be in a file of") {
      try header("palette.png", at: 0, [0, 0, 0x23, 0x28, 0, 0, 0x23, 0x28])
    },
    Case("PNG: no width", "Invalid IHDR data") {
      try header("palette.png", at: 0, [0, 0, 0, 0])
    },
    Case("PNG: more rows than data", "broken PNG") {
      try header("palette.png", at: 4, [0, 0, 0x10, 0])
    },
    Case("PNG: a depth that no colour type has", "Invalid IHDR data") {
      try header("palette.png", at: 8, [7])
    },
    Case("PNG: a palette that is not there", "PLTE") {
      try header("alpha.png", at: 9, [3])
    },
    Case("PNG: damaged compression", "broken PNG") {
      let bytes = try file("alpha.png")
      let start = bytes.indices.first { bytes[$0...].starts(with: Array("IDAT".utf8)) } ?? 0
      return try file("alpha.png", at: start + 4, [0, 0, 0, 0])
    },

    Case("JPEG: start alone", "broken JPEG: JPEG datastream contains no image") {
      [0xFF, 0xD8, 0xFF, 0xD9]
    },
    Case("JPEG: cut off in its header", "broken JPEG") {
      Array(try file("color-444.jpg").prefix(200))
    },
    Case("JPEG: cut off in its pixels", "broken JPEG: Premature end of JPEG file") {
      Array(try file("color-444.jpg").dropLast(20))
    },
    Case("JPEG: cut off in a later scan", "broken JPEG: Premature end of JPEG file") {
      Array(try file("progressive.jpg").dropLast(30))
    },
    Case("JPEG: 65500 by 65500", "more than 100 million") {
      try jpeg("color-444.jpg", marker: 0xC0, at: 5, [0xFF, 0xDC, 0xFF, 0xDC])
    },
    Case("JPEG: 9000 by 9000 in a few bytes", "9000 x 9000 pixels cannot be in a file of") {
      try jpeg("color-444.jpg", marker: 0xC0, at: 5, [0x23, 0x28, 0x23, 0x28])
    },
    Case("JPEG: no height", "broken JPEG: Empty JPEG image") {
      try jpeg("color-444.jpg", marker: 0xC0, at: 5, [0, 0])
    },
    Case("JPEG: 12 bits", "Unsupported JPEG data precision 12") {
      try jpeg("color-444.jpg", marker: 0xC0, at: 4, [12])
    },
    Case("JPEG: lossless", "Unsupported JPEG process") {
      try jpeg("color-444.jpg", marker: 0xC0, at: 1, [0xC3])
    },
    Case("JPEG: a segment that lies about its length", "broken JPEG") {
      try jpeg("color-444.jpg", marker: 0xC0, at: 2, [0, 3])
    },
    Case("JPEG: no quantization table", "Quantization table") {
      try jpeg("color-444.jpg", without: 0xDB)
    },
    Case("JPEG: a Huffman table that is not there", "Huffman table 0x03 was not defined") {
      try jpeg("color-444.jpg", marker: 0xDA, at: 6, [0x33])
    },
    Case("JPEG: an impossible Huffman table", "Bogus Huffman table") {
      try jpeg("color-444.jpg", marker: 0xC4, at: 5, Array(repeating: 255, count: 16))
    },
    Case("JPEG: a sampling factor of 15", "sampling factors") {
      try jpeg("color-444.jpg", marker: 0xC0, at: 11, [0xFF])
    },
    Case("JPEG: a thousand scans", "more than 500 scans") { try scans(1000) },

    Case("WebP: header alone", "broken WebP: the file ends too early") {
      Array(try file("lossless.webp").prefix(16))
    },
    Case("WebP: cut off in its pixels", "broken WebP: the file ends too early") {
      Array(try file("lossy.webp").dropLast(30))
    },
    Case("WebP: animated", "an animated WebP; save one frame") { try file("animated.webp") },
    Case("WebP: another container", "neither a PNG, JPEG or WebP picture") {
      try file("lossy.webp", at: 8, [0x41])
    },
    Case("WebP: a chunk longer than the file", "broken WebP") {
      try file("lossy.webp", at: 16, [0xFF, 0xFF, 0xFF, 0x7F])
    },
    Case("WebP: damaged frame", "broken WebP: its data are damaged") {
      try file("lossy.webp", at: 23, [1, 2, 3])
    },
    Case("WebP: 16384 by 16384", "more than 100 million") {
      try file("lossless.webp", at: 21, [0xFF, 0xFF, 0xFF, 0x0F])
    },
  ]

  @Test(arguments: cases)
  func isRefusedInOneLine(example: Case) throws {
    let bytes = try example.bytes()
    let error = #expect(throws: FileError.self, "\(example)") {
      try Picture(fileBytes: bytes, path: "a.png")
    }
    let message = try #require(error).description
    #expect(message.hasPrefix("'a.png': ") && message.contains(example.words), "\(message)")
    #expect(!message.contains("\n"))
  }

  /// No prefix of a file is a picture, and no changed byte ends the process.
  @Test(arguments: [
    "alpha.png", "palette.png", "color-420.jpg", "progressive.jpg", "cmyk.jpg",
    "turned-6.jpg", "turned-6.png", "turned-6.webp", "lossy.webp",
  ])
  func everyCutAndEveryDamageIsSurvived(name: String) throws {
    let whole = try PictureFixture.bytes(name)
    // The end marker of each format may be missing without harm.
    for length in 0..<(whole.count - 12) {
      #expect(throws: FileError.self, "\(name) cut to \(length)") {
        try Picture(fileBytes: Array(whole.prefix(length)), path: name)
      }
    }
    for index in whole.indices {
      for flip: UInt8 in [0x01, 0x55, 0xFF] {
        var bytes = whole
        bytes[index] ^= flip
        // Some damage does no harm; none may end the process.
        _ = try? Picture(fileBytes: bytes, path: name)
      }
    }
  }
}
