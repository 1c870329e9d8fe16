import GraphCore
import ModelFiles

/// A model's layers as a table, as tab-separated values, or as JSON.
struct SummaryReport {
  private let model: LoadedModel
  private let costs: CostReport?

  /// A report on a model, with all costs when they are given.
  init(_ model: LoadedModel, costs: CostReport? = nil) {
    self.model = model
    self.costs = costs
  }

  private struct Row {
    var id: NodeID
    var name: String
    var className: String
    var shapes: [Shape]
    var cost: LayerCost
    var inputs: [String]
  }

  /// A row for each call, the layers in the order in which Keras has them.
  private var rows: [Row] {
    let analysis = model.analysis
    return analysis.callsByLayer.map { id in
      Row(
        id: id, name: analysis.graph.name(of: id),
        className: analysis.graph.operation(of: id).className,
        shapes: analysis.outputShapes(of: id), cost: analysis.cost(of: id),
        inputs: analysis.graph[id].inputs.map { analysis.graph.label(of: $0) })
    }
  }

  /// The table that Keras' `summary()` prints, with multiply-accumulates, and the totals.
  var table: String {
    var columns: [TextTable.Column] = [
      .left("Layer"), .left("Class"), .left("Output shape"), .right("Params"), .right("MACs"),
    ]
    if costs != nil { columns += CostReport.columns + [.left("Channels")] }
    var table = TextTable(columns + [.left("Connected to")])
    for row in rows {
      var cells = [
        row.name, row.className, row.shapes.map(Self.kerasText).joined(separator: ", "),
        row.cost.inWords(row.cost.parameters),
        Self.text(row.cost.multiplyAccumulates),
      ]
      if let costs {
        cells += costs.cells(of: [row.id], output: row.id) + [costs.markText(of: row.id)]
      }
      table.add(cells + [row.inputs.joined(separator: ", ")])
    }
    guard let costs else { return table.text + "\n" + totals + uncountedLine }
    return table.text + "\n" + costs.groupLines + totals + uncountedLine + "\n" + costs.footnotes
  }

  private var uncountedLine: String {
    let names = model.analysis.uncountedLayers
    guard !names.isEmpty else { return "" }
    let rest = names.count > 8 ? " and \(names.count - 8) more" : ""
    return "Not counted, as the class or the input's shape is not known: "
      + names.prefix(8).joined(separator: ", ") + rest + "\n"
  }

  private var totals: String {
    let totals = model.analysis.totals
    var lines = [
      ("Total params", totals.inWords(totals.parameters)),
      ("Trainable params", totals.inWords(totals.trainableParameters)),
      ("Non-trainable params", totals.inWords(totals.nonTrainableParameters)),
      ("MACs", Self.text(totals.multiplyAccumulates)),
    ]
    lines += costs?.totals.map { ($0.label, $0.value) } ?? []
    let width = lines.map(\.1.count).max() ?? 0
    return lines.map { label, value in
      let gap = String(repeating: " ", count: 22 - label.count + width - value.count)
      return label + gap + value + "\n"
    }.joined()
  }

  /// Tab-separated values with a header line; several inputs are joined by commas.
  var tsv: String {
    let header = [
      "name", "class", "output_shape", "params", "trainable_params", "macs", "inputs",
    ]
    return (header + (costs == nil ? [] : CostReport.tsvColumns)).joined(separator: "\t") + "\n"
      + rows.map { row in
        (cells(of: row) + (costs?.tsv(of: row.id) ?? [])).joined(separator: "\t") + "\n"
      }.joined()
  }

  private func cells(of row: Row) -> [String] {
    let cost = row.cost
    let counts = [cost.knownParameters, cost.knownTrainableParameters, cost.multiplyAccumulates]
    return [row.name, row.className, row.shapes.map { "?x\($0)" }.joined(separator: ",")]
      + counts.map { $0.map(String.init) ?? "?" } + [row.inputs.joined(separator: ",")]
  }

  /// The JSON document.
  var json: JSONValue {
    let totals = model.analysis.totals
    var json: JSONValue = [
      "model": .string(model.name),
      "layers": .array(rows.map(json)),
      "total_params": .integer(totals.parameters),
      "trainable_params": .integer(totals.trainableParameters),
      "non_trainable_params": .integer(totals.nonTrainableParameters),
      "macs": JSONValue(totals.multiplyAccumulates),
    ]
    costs?.addTotals(to: &json)
    json.addUncounted(model.analysis.uncountedLayers)
    return json
  }

  private func json(_ row: Row) -> JSONValue {
    var json: JSONValue = [
      "name": .string(row.name),
      "class": .string(row.className),
      "output_shape": Self.json(row.shapes[0]),
      "params": JSONValue(row.cost.knownParameters),
      "trainable_params": JSONValue(row.cost.knownTrainableParameters),
      "macs": JSONValue(row.cost.multiplyAccumulates),
      "inputs": .array(row.inputs.map(JSONValue.string)),
    ]
    if row.shapes.count > 1 { json["output_shapes"] = .array(row.shapes.map(Self.json)) }
    costs?.add(to: &json, of: [row.id], output: row.id)
    costs?.addMark(to: &json, of: row.id)
    return json
  }

  private static func json(_ shape: Shape) -> JSONValue {
    .array([.null] + shape.dimensions.map { JSONValue($0.value) })
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

extension ModelAnalysis {
  /// The layers whose weights are not counted, in Keras' order.
  var uncountedLayers: [String] {
    totals.uncountedLayers == 0 ? [] : uncountedLayers(of: callsByLayer)
  }
}

extension JSONValue {
  /// Adds the layers that a number of parameters lacks, if there are any.
  mutating func addUncounted(_ names: [String]) {
    if !names.isEmpty { self["not_counted"] = .array(names.map(JSONValue.string)) }
  }
}
