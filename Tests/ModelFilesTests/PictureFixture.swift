import Foundation
import ModelFiles
import Testing

/// A picture in the fixtures, and what Pillow reads from it.
struct PictureFixture: Sendable, CustomStringConvertible {
  var name: String
  var width: Int
  var height: Int
  var pixels: [UInt8]
  var description: String { name }

  /// The rows of `pictures.tsv`.
  static let all: [PictureFixture] = {
    guard let bytes = try? bytes("pictures.tsv") else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "\t")
      guard cells.count == 4, let width = Int(cells[1]), let height = Int(cells[2]) else {
        return nil
      }
      return PictureFixture(
        name: String(cells[0]), width: width, height: height, pixels: hex(cells[3]))
    }
  }()

  /// The bytes of a file in the folder.
  static func bytes(_ name: String) throws -> [UInt8] {
    let url = try #require(
      Bundle.module.url(forResource: "Fixtures/pictures/\(name)", withExtension: nil))
    return Array(try Data(contentsOf: url))
  }

  private static func hex(_ text: Substring) -> [UInt8] {
    let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
  }
}
