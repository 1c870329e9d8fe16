import Foundation
import GraphCore
import ModelFiles
import Testing

/// Edits of configurations in a file, and what Keras said of the edited file.
struct KerasConfigEditTests {
  /// A row of `edits.tsv`: an edit whose `build_config` was dropped, so that Keras computed all
  /// shapes anew.
  struct Case: Sendable, CustomStringConvertible {
    var id: String
    var fixture: KerasFixture
    /// The edits as the file has them: `[["conv2d", "filters", 48], ...]`.
    var edits: String
    /// Layers, parameters, trainable parameters and multiply-accumulates; nil when Keras refused.
    var totals: [Int?]?

    var description: String { id }
  }

  static let cases: [Case] = {
    guard
      let url = Bundle.module.url(forResource: "Fixtures/keras/edits", withExtension: "tsv"),
      let text = try? String(contentsOf: url, encoding: .utf8)
    else { return [] }
    return text.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard cells[2] == "config", cells[4] == "dropped",
        let fixture = KerasFixture(rawValue: cells[1])
      else { return nil }
      let totals = [cells[6], cells[7], cells[8], cells[10]].map(Int.init)
      return Case(
        id: cells[0], fixture: fixture, edits: cells[3], totals: cells[5] == "ok" ? totals : nil)
    }
  }()

  static func edit(_ text: String) throws -> Edit {
    let list = try #require(JSONValue(parsing: Array(text.utf8)).elements)
    return .all(
      try list.map { item in
        let parts = try #require(item.elements)
        let field = try #require(parts[1].string)
        return .set(
          target: try #require(parts[0].string), field: field == "batch_shape" ? "shape" : field,
          value: try value(parts[2], isBatchShape: field == "batch_shape"))
      })
  }

  private static func value(_ json: JSONValue, isBatchShape: Bool) throws -> FieldValue {
    switch json {
    case .integer(let value): return .integer(value)
    case .number(let value): return .number(value)
    case .bool(let flag): return .boolean(flag)
    case .string(let text): return .text(text)
    case .array(let elements):
      let sizes = elements.map { element -> Int? in
        guard case .integer(let size) = element else { return nil }
        return size
      }
      return .integers(isBatchShape ? Array(sizes.dropFirst()) : sizes)
    default: throw ModelFileError.invalid(path: JSONPath(), reason: "unexpected value in the table")
    }
  }

  @Test func theTableIsThere() {
    #expect(Self.cases.count == 52)
    #expect(Self.cases.count { $0.totals != nil } == 31)
  }

  @Test(arguments: cases)
  func editsEndAsInKeras(_ item: Case) throws {
    let original = try ModelAnalysis(item.fixture.document().graph)
    let edit = try Self.edit(item.edits)
    guard let totals = item.totals else {
      let error = #expect(throws: EditError.self) { try original.applying(edit, isStrict: true) }
      // The message names a layer, on one line.
      let message = try #require(error).description
      #expect(message.contains("'"), "\(message)")
      #expect(!message.contains("\n"))
      return
    }
    let edited = try original.applying(edit, isStrict: true).analysis
    #expect(
      [
        edited.order.count, edited.totals.parameters, edited.totals.trainableParameters,
        edited.totals.multiplyAccumulates,
      ] == totals)
  }
}
