import Foundation
import GraphCore
import ModelFiles
import Testing

/// One model whose weights Keras wrote in every container.
struct WeightFileTests {
  /// The bytes of a file of `Fixtures/weights`.
  static func bytes(_ name: String) throws -> [UInt8] {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/weights", withExtension: nil))
    return Array(try Data(contentsOf: url.appending(path: name)))
  }

  /// The model without weights.
  static func model() throws -> ModelAnalysis {
    try ModelAnalysis(KerasDocument(reading: bytes("model.json")).graph)
  }

  /// What Keras says the weights are: layer, name, count, first, last and sum.
  static func table() throws -> [String: [Double]] {
    var table: [String: [Double]] = [:]
    for line in String(decoding: try bytes("weights.tsv"), as: UTF8.self).split(separator: "\n") {
      let fields = line.split(separator: "\t").map(String.init)
      table["\(fields[0]) \(fields[1])"] = fields[2...].compactMap(Double.init)
    }
    return table
  }

  private static func summary(
    _ weights: [StoredWeight], _ analysis: ModelAnalysis
  ) -> [String: [Double]] {
    var table: [String: [Double]] = [:]
    for weight in weights {
      let elements = weight.elements.map(Double.init)
      table["\(analysis.graph[weight.layer].name) \(weight.name)"] = [
        Double(elements.count), elements.first ?? 0, elements.last ?? 0, elements.reduce(0, +),
      ]
    }
    return table
  }

  @Test(arguments: [
    "model.keras", "model.weights.h5", "whole.h5", "legacy.h5", "legacy_fixed.h5",
    "chunked64.weights.h5", "half.weights.h5",
  ])
  func everyContainerHasKerasWeights(_ name: String) throws {
    let analysis = try Self.model()
    let weights = try DirectReader().weights(in: Self.bytes(name), for: analysis).weights
    #expect(Self.summary(weights, analysis) == (try Self.table()))
  }

  @Test(arguments: ["model.keras", "whole.h5"])
  func wholeModelsBringTheirWeights(_ name: String) throws {
    let file = try ModelFile(reading: Self.bytes(name))
    #expect(file.analysis.totals == (try Self.model()).totals)
    let weights = try #require(file.weights).weights
    #expect(Self.summary(weights, file.analysis) == (try Self.table()))
  }

  @Test func jsonHasNoWeights() throws {
    #expect(try ModelFile(reading: Self.bytes("model.json")).weights == nil)
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let file = try ModelFile(reading: Self.bytes("model.keras"))
    var given: [String: [Float]] = [:]
    for weight in try #require(file.weights).weights {
      given["\(weight.layer.rawValue) \(weight.name)"] = weight.elements
    }
    let elements = { (layer: LayerID, weight: WeightSpecification) in
      try #require(given["\(layer.rawValue) \(weight.name)"])
    }
    let archive = try KerasArchive.bytes(
      of: file.analysis, keeping: file.document, elements: elements)
    let again = try ModelFile(reading: archive)
    #expect(again.analysis.graph == file.analysis.graph)
    #expect(again.weights == file.weights)
    let alone = try WeightFile.bytes(of: file.analysis, elements: elements)
    #expect(try DirectReader().weights(in: alone, for: file.analysis) == file.weights)
  }
}
