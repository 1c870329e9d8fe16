import GraphCore
import ModelFiles

/// A model's layers as a table, as tab-separated values, or as JSON.
struct SummaryReport {
  private let model: LoadedModel

  /// A report on a model.
  init(_ model: LoadedModel) {
    self.model = model
  }

  private struct Row {
    var name: String
    var className: String
    var shape: Shape
    var cost: LayerCost
    var inputs: [String]
  }

  private var rows: [Row] {
    let analysis = model.analysis
    return analysis.order.map { id in
      Row(
        name: analysis.graph.name(of: id), className: analysis.graph.operation(of: id).className,
        shape: analysis.shape(of: id), cost: analysis.cost(of: id),
        inputs: analysis.graph[id].inputs.map { analysis.graph.name(of: $0) })
    }
  }

  /// The table that Keras' `summary()` prints, with multiply-accumulates, and the totals.
  var table: String {
    var table = TextTable([
      .left("Layer"), .left("Class"), .left("Output shape"), .right("Params"), .right("MACs"),
      .left("Connected to"),
    ])
    for row in rows {
      table.add([
        row.name, row.className, Self.kerasText(row.shape), row.cost.parameters.grouped,
        Self.text(row.cost.multiplyAccumulates), row.inputs.joined(separator: ", "),
      ])
    }
    return table.text + "\n" + totals
  }

  private var totals: String {
    let totals = model.analysis.totals
    let lines = [
      ("Total params", totals.parameters.grouped),
      ("Trainable params", totals.trainableParameters.grouped),
      ("Non-trainable params", totals.nonTrainableParameters.grouped),
      ("MACs", Self.text(totals.multiplyAccumulates)),
    ]
    let width = lines.map(\.1.count).max() ?? 0
    return lines.map { label, value in
      let gap = String(repeating: " ", count: 22 - label.count + width - value.count)
      return label + gap + value + "\n"
    }.joined()
  }

  /// Tab-separated values with a header line; several inputs are joined by commas.
  var tsv: String {
    let header = "name\tclass\toutput_shape\tparams\ttrainable_params\tmacs\tinputs\n"
    return header
      + rows.map { row in
        [
          row.name, row.className, "?x\(row.shape)", String(row.cost.parameters),
          String(row.cost.trainableParameters),
          row.cost.multiplyAccumulates.map(String.init) ?? "?", row.inputs.joined(separator: ","),
        ].joined(separator: "\t") + "\n"
      }.joined()
  }

  /// The JSON document.
  var json: JSONValue {
    let totals = model.analysis.totals
    return [
      "model": .string(model.name),
      "layers": .array(rows.map(Self.json)),
      "total_params": .integer(totals.parameters),
      "trainable_params": .integer(totals.trainableParameters),
      "non_trainable_params": .integer(totals.nonTrainableParameters),
      "macs": JSONValue(totals.multiplyAccumulates),
    ]
  }

  private static func json(_ row: Row) -> JSONValue {
    [
      "name": .string(row.name),
      "class": .string(row.className),
      "output_shape": .array([.null] + row.shape.dimensions.map { JSONValue($0.value) }),
      "params": .integer(row.cost.parameters),
      "trainable_params": .integer(row.cost.trainableParameters),
      "macs": JSONValue(row.cost.multiplyAccumulates),
      "inputs": .array(row.inputs.map(JSONValue.string)),
    ]
  }

  /// A shape as Keras prints it: `(None, 224, 224, 96)`.
  static func kerasText(_ shape: Shape) -> String {
    let sizes = shape.dimensions.map { $0.value.map(String.init) ?? "None" }
    return "(\((["None"] + sizes).joined(separator: ", ")))"
  }

  private static func text(_ count: Int?) -> String {
    count?.grouped ?? "unknown"
  }
}
