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
        row.cost.parameters.grouped,
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

  /// The layers whose weights are not in the count, those in nested models as `inner/layer`.
  private var uncounted: [String] { Self.uncounted(in: model.analysis) }

  private static func uncounted(in analysis: ModelAnalysis) -> [String] {
    var seen: Set<LayerID> = []
    return analysis.callsByLayer.flatMap { call -> [String] in
      let layer = analysis.graph[analysis.graph[call].layer]
      guard seen.insert(analysis.graph[call].layer).inserted else { return [] }
      guard case .model(let inner) = layer.operation else {
        return analysis.cost(of: call).isPartial ? [layer.name] : []
      }
      let names = uncounted(in: inner.analysis).map { "\(layer.name)/\($0)" }
      return names.isEmpty && analysis.cost(of: call).isPartial ? [layer.name] : names
    }
  }

  private var uncountedLine: String {
    let names = uncounted
    guard !names.isEmpty else { return "" }
    let rest = names.count > 8 ? " and \(names.count - 8) more" : ""
    return "Not counted, as the class or the input's shape is not known: "
      + names.prefix(8).joined(separator: ", ") + rest + "\n"
  }

  private var totals: String {
    let totals = model.analysis.totals
    var lines = [
      ("Total params", totals.parameters.grouped),
      ("Trainable params", totals.trainableParameters.grouped),
      ("Non-trainable params", totals.nonTrainableParameters.grouped),
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
        let cells = [
          row.name, row.className, row.shapes.map { "?x\($0)" }.joined(separator: ","),
          String(row.cost.parameters),
          String(row.cost.trainableParameters),
          row.cost.multiplyAccumulates.map(String.init) ?? "?", row.inputs.joined(separator: ","),
        ]
        return (cells + (costs?.tsv(of: row.id) ?? [])).joined(separator: "\t") + "\n"
      }.joined()
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
    let uncounted = uncounted
    if !uncounted.isEmpty { json["not_counted"] = .array(uncounted.map(JSONValue.string)) }
    return json
  }

  private func json(_ row: Row) -> JSONValue {
    var json: JSONValue = [
      "name": .string(row.name),
      "class": .string(row.className),
      "output_shape": Self.json(row.shapes[0]),
      "params": .integer(row.cost.parameters),
      "trainable_params": .integer(row.cost.trainableParameters),
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
