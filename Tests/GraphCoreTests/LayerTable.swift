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
    /// The columns of the configuration, `-` where the class has no such field.
    var configuration: [String]
  }

  /// The columns of the configuration that every fixture has.
  static let columns: [(index: Int, fields: [String])] = [
    (7, ["kernel_size", "pool_size"]), (8, ["strides"]), (9, ["padding"]), (10, ["use_bias"]),
    (11, ["activation"]), (12, ["filters", "units"]), (13, ["dilation_rate"]), (14, ["groups"]),
    (15, ["depth_multiplier"]),
  ]

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
        inbound: cells[6], multiplyAccumulates: Int(cells[16]),
        configuration: Self.columns.map { cells[$0.index].lowercased() }
          + (cells[17] == "-" ? [] : cells[17].lowercased().split(separator: ";").map(String.init)))
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
        multiplyAccumulates: cost.multiplyAccumulates,
        configuration: Self.configuration(of: analysis.graph.operation(of: id)))
    }
  }

  private static func configuration(of operation: GraphCore.Operation) -> [String] {
    let values = columns.map { column in
      column.fields.lazy.compactMap { operation.value(of: $0)?.description }.first ?? "-"
    }
    let extra: [String] =
      switch operation {
      case .batchNormalization: ["epsilon", "center", "scale", "axis"]
      case .concatenate: ["axis"]
      case .globalAveragePooling2D: ["keepdims"]
      case .customScale: ["scale"]
      default: []
      }
    return values + extra.map { "\($0)=\(operation.value(of: $0)?.description ?? "-")" }
  }
}
