import Foundation
import GraphCore
import Testing

/// A table of layers as Keras lists them.
struct LayerTable {
  struct Row: Equatable {
    var name: String
    var className: String
    var shape: String
    var parameters: Int
    var trainable: Int
    var inbound: String
    var multiplyAccumulates: Int?
  }

  var rows: [Row]

  /// Reads a fixture that was written from Keras.
  init(fixture: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: "Fixtures/layers/\(fixture)", withExtension: "tsv"))
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
    rows = try lines.dropFirst().map { line in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return Row(
        name: cells[1], className: cells[2], shape: cells[3],
        parameters: try #require(Int(cells[4])), trainable: try #require(Int(cells[5])),
        inbound: cells[6], multiplyAccumulates: Int(cells[16]))
    }
  }

  /// What we say of a model, in the same form.
  init(_ analysis: ModelAnalysis) {
    rows = analysis.order.map { id in
      let cost = analysis.cost(of: id)
      let inbound = analysis.graph[id].inputs.map { analysis.graph.name(of: $0) }
      let sizes = analysis.shape(of: id).dimensions.map { $0.value.map(String.init) ?? "N" }
      return Row(
        name: analysis.graph.name(of: id), className: analysis.graph.operation(of: id).className,
        shape: (["N"] + sizes).joined(separator: "x"), parameters: cost.parameters,
        trainable: cost.trainableParameters,
        inbound: inbound.isEmpty ? "-" : inbound.joined(separator: ","),
        multiplyAccumulates: cost.multiplyAccumulates)
    }
  }
}
