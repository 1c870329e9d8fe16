import Foundation
import GraphCore
import Testing

/// Edits whose outcome Keras told, when the model's functions were called with the new numbers.
struct KerasEditTests {
  struct Totals: Equatable {
    var layers: Int
    var parameters: Int
    var multiplyAccumulates: Int
  }

  /// The edits of the example network, in our words.
  static let sourceEdits: [String: [String]] = [
    "S1": ["residual_inception_1.filters_3x3=96"],
    "S2": ["residual_inception_2.filters_3x3=96"],
    "S3": ["residual_inception_1.filters_3x3=96", "residual_inception_2.filters_3x3=96"],
    "S4": ["residual_inception_1.filters_1x1=80"],
    "S5": ["residual_inception_2.pool_proj=64"],
    "S6": ["residual_inception_1.filters_5x5_reduce=24"],
    "S7": [
      "residual_inception_1.filters_3x3_reduce=128", "residual_inception_2.filters_5x5_reduce=32",
    ],
    "S8": ["input_layer.size=299"],
    "S9": ["dense.units=10"],
    "S11": ["residual_inception_2.filters_5x5=1"],
  ]

  static func totals(of id: String) throws -> Totals {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/edits", withExtension: "tsv"))
    let rows = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    let row = try #require(rows.first { $0[0] == id && $0[5] == "ok" })
    return Totals(
      layers: try #require(Int(row[6])), parameters: try #require(Int(row[7])),
      multiplyAccumulates: try #require(Int(row[10])))
  }

  static func totals(of analysis: ModelAnalysis) -> Totals {
    Totals(
      layers: analysis.order.count, parameters: analysis.totals.parameters,
      multiplyAccumulates: analysis.totals.multiplyAccumulates ?? -1)
  }

  @Test(arguments: sourceEdits.keys.sorted())
  func sourceEditsGiveKerasTotals(id: String) throws {
    let original = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let edits = try #require(Self.sourceEdits[id]).map { try Edit(parsing: $0) }
    let together = try original.applying(.all(edits)).analysis
    #expect(try Self.totals(of: together) == Self.totals(of: id))
    var analysis = original
    for edit in edits { analysis = try analysis.applying(edit).analysis }
    #expect(try Self.totals(of: analysis) == Self.totals(of: id), "one after the other")
    #expect(try LayerTable(ModelAnalysis(together.graph)).rows == LayerTable(together).rows)
  }

  @Test(arguments: sourceEdits.keys.sorted())
  func sourceEditsChangeTheLayersThatKerasChanges(id: String) throws {
    let original = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let edits = try #require(Self.sourceEdits[id]).map { try Edit(parsing: $0) }
    let outcome = try original.applying(.all(edits))
    let url = try #require(
      Bundle.module.url(forResource: "Fixtures/edits/\(id)", withExtension: "tsv"))
    let keras = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst()
      .map { $0.split(separator: "\t").map(String.init) }
    var theirs: [String: [String]] = [:]
    for row in keras { theirs[row[0]] = [row[2], row[4], row[5]] }
    var ours: [String: [String]] = [:]
    for change in outcome.changes {
      if let cells = Self.cells(of: change) { ours[change.name] = cells }
    }
    #expect(ours == theirs)
  }

  /// A change as the fixtures have it: shape, parameters and inputs; nil when only inputs changed.
  private static func cells(of change: LayerChange) -> [String]? {
    guard let new = change.new,
      change.old?.shape != new.shape || change.old?.cost.parameters != new.cost.parameters
    else { return nil }
    let inputs = new.inputs.isEmpty ? "-" : new.inputs.joined(separator: ",")
    return ["Nx\(new.shape)", String(new.cost.parameters), inputs]
  }
}
