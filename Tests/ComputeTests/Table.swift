import Foundation
import Testing

/// A table of tab-separated values from the fixtures, its rows by column name.
struct Table {
  let rows: [[String: String]]

  init(_ name: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil))
    let lines = try String(contentsOf: url, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: true)
    let columns = try #require(lines.first).split(
      separator: "\t", omittingEmptySubsequences: false)
    rows = lines.dropFirst().map { line in
      let values = line.split(separator: "\t", omittingEmptySubsequences: false)
      return Dictionary(
        uniqueKeysWithValues: zip(columns.map(String.init), values.map(String.init)))
    }
  }
}

extension [String: String] {
  func number(_ column: String) throws -> Double {
    try #require(self[column].flatMap(Double.init), "column \(column) of \(self)")
  }
}
