import Foundation
import TestSupport
import Testing

/// The tables from Keras that the tests of the graph use as well.
enum KerasTable {
  /// The rows of a tab-separated file, without its header.
  static func rows(_ name: String) throws -> [[String]] {
    let url = BuiltProgram.package.appending(path: "Tests/GraphCoreTests/Fixtures/\(name).tsv")
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst().map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }
}

/// A JSON object, read by another reader than our own.
struct JSONFile {
  private let object: [String: Any]

  /// Reads the text of an object.
  init(_ text: String) throws {
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    object = try #require(value as? [String: Any])
  }

  /// The value under a key.
  subscript(key: String) -> Any? { object[key] }

  /// The list of objects under a key.
  func objects(_ key: String) throws -> [[String: Any]] {
    try #require(object[key] as? [[String: Any]])
  }
}
