import GraphCore
import ModelFiles

/// A model's tree as a table or as JSON.
struct OutlineReport {
  private let model: LoadedModel
  private let depth: Int?
  private let costs: CostReport?
  private let items: [OutlineItem]

  /// The rows of a model down to a depth, nil for all, with all costs when they are given.
  init(_ model: LoadedModel, depth: Int?, costs: CostReport?) {
    self.model = model
    self.depth = depth
    self.costs = costs
    items = Outline(model.analysis).items
  }

  /// What a row costs by itself: its calls, in the nested model that they belong to.
  private struct Facts {
    var shape: Shape
    var cost: LayerCost
  }

  private func facts(of item: OutlineItem) -> Facts {
    let (analysis, node) = model.analysis.source(of: item)
    return Facts(
      shape: analysis.shape(of: node), cost: analysis.cost(of: item.inner?.nodes ?? item.nodes))
  }
}

// MARK: - Words

extension OutlineReport {
  /// A row a line, what is inside indented.
  var table: String {
    var columns: [TextTable.Column] = [
      .left("Row"), .left("Kind"), .left("Output shape"), .right("Params"), .right("MACs"),
    ]
    if costs != nil { columns += CostReport.columns }
    var table = TextTable(columns + [.left("Path"), .left("Numbers")])
    func add(_ items: [OutlineItem], _ level: Int) {
      for item in items {
        let facts = facts(of: item)
        var cells = [
          String(repeating: "  ", count: level) + item.title, Self.kind(of: item),
          SummaryReport.kerasText(facts.shape), facts.cost.inWords(facts.cost.parameters),
          facts.cost.multiplyAccumulates?.grouped ?? "unknown",
        ]
        if let costs {
          cells +=
            item.inner == nil
            ? costs.cells(of: item.nodes, output: item.node)
            : CostReport.columns.map { _ in "" }
        }
        table.add(cells + [item.path, Self.numbers(of: item)])
        if depth.map({ level + 1 < $0 }) ?? true { add(item.children, level + 1) }
      }
    }
    add(items, 0)
    return table.text
  }

  /// The kind of a block, and the part that a row plays in its block; for a layer, its class.
  private static func kind(of item: OutlineItem) -> String {
    switch item.kind {
    case .run(let count): "\(count) equal blocks"
    case .block(let kind): kind.title
    case .branch: item.role ?? "branch"
    case .unit, .layer: item.role ?? (item.kind == .unit ? "unit" : "layer")
    }
  }

  private static func numbers(of item: OutlineItem) -> String {
    let dials = item.blocks.first?.dials ?? []
    return dials.map { "\($0.parameter)=\($0.value)" }.joined(separator: " ")
  }
}

// MARK: - JSON

extension OutlineReport {
  /// The JSON document: rows within rows.
  var json: JSONValue {
    var json: JSONValue = [
      "model": .string(model.name), "rows": .array(items.map { row($0, level: 0) }),
    ]
    costs?.addTotals(to: &json)
    return json
  }

  private func row(_ item: OutlineItem, level: Int) -> JSONValue {
    let facts = facts(of: item)
    let (analysis, _) = model.analysis.source(of: item)
    let calls = item.inner?.nodes ?? item.nodes
    var json: JSONValue = [
      "path": .string(item.path), "title": .string(item.title),
      "kind": .string(Self.word(for: item.kind)),
      "role": item.role.map(JSONValue.string) ?? .null,
      "output_shape": .array([.null] + facts.shape.dimensions.map { JSONValue($0.value) }),
      "params": JSONValue(facts.cost.knownParameters),
      "trainable_params": JSONValue(facts.cost.knownTrainableParameters),
      "macs": JSONValue(facts.cost.multiplyAccumulates),
      "layers": .array(calls.map { .string(analysis.graph.name(of: $0)) }),
    ]
    if case .run(let count) = item.kind { json["count"] = .integer(count) }
    if item.inner == nil {
      costs?.add(to: &json, of: item.nodes, output: item.node)
      if item.kind == .layer { costs?.addMark(to: &json, of: item.node) }
    }
    json["numbers"] = .array(
      (item.blocks.first?.dials ?? []).map { dial in
        [
          "name": .string(dial.parameter), "layer": .string(dial.layer),
          "field": .string(dial.field), "value": .integer(dial.value),
        ]
      })
    if depth.map({ level + 1 < $0 }) ?? true {
      json["rows"] = .array(item.children.map { row($0, level: level + 1) })
    }
    return json
  }

  private static func word(for kind: OutlineItem.Kind) -> String {
    switch kind {
    case .run: "run"
    case .block(let kind): kind.rawValue
    case .branch: "branch"
    case .unit: "unit"
    case .layer: "layer"
    }
  }
}
