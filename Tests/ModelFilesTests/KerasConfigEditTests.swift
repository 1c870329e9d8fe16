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

  /// The layer at which Keras gave up, or to which it ascribed the shapes in its message, and what it
  /// got there.
  static let refusals: [String: [String]] = [
    "J1": ["Add 'add' ", " 224x224x256", " 224x224x224"],
    "J2": ["Add 'add_1' ", " 224x224x224", " 224x224x256"],
    "J8": ["Concatenate 'concatenate' ", " 224x224x64", " 222x222x128", " 224x224x32"],
    "J9": ["Concatenate 'concatenate' ", " 224x224x128", " 112x112x32"],
    "J13": ["'conv2d_2'", "filters", "got 0"],
    "J14": ["'conv2d_2'", "filters", "got -4"],
    "J15": ["'conv2d_2'", "filters", "96.5"],
    "J17": ["'conv2d_2'", "groups", "5"],
    "J19": ["'conv2d_9'", "strides", "dilation_rate"],
    "J21": ["'conv2d_9'", "activation", "nosuch"],
    "I10": ["Conv2D 'conv2d_71'", "window of 3", "into 2"],
    "I11": ["Conv2D 'conv2d_26'", "window of 3", "into 2"],
    "I12": ["Conv2D 'conv2d'", "window of 3", "into 2"],
    "I13": ["Concatenate 'mixed3' ", " 33x33x384", " 17x17x96", " 17x17x288"],
    "I14": ["MaxPooling2D 'max_pooling2d_1'", "window of 3", "into 2"],
    "R1": ["CustomScaleLayer 'custom_scale_layer' ", " 35x35x320", " 35x35x256"],
    "R6": ["CustomScaleLayer 'custom_scale_layer' ", " 35x35x288", " 35x35x320"],
    "R7": ["CustomScaleLayer 'custom_scale_layer_10' ", " 17x17x1056", " 17x17x1088"],
    "R12": ["Conv2D 'conv2d_157'", "window of 3", "into 2"],
    "R13": ["CustomScaleLayer 'custom_scale_layer_29' ", " 17x17x1088", " 17x17x1087"],
    "R14": ["CustomScaleLayer 'custom_scale_layer_39' ", " 8x8x2080", " 8x8x2048"],
  ]

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
      let message = try #require(error).description
      for words in try #require(Self.refusals[item.id]) {
        #expect(message.contains(words), "\(message)")
      }
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
