import GraphCore
import ModelFiles

/// The differences between two models as a table or as JSON.
struct DiffReport {
  private let old: LoadedModel
  private let new: LoadedModel
  private let changes: [LayerChange]
  private let outputs: (old: [String], new: [String])

  /// The differences between two models.
  init(old: LoadedModel, new: LoadedModel) {
    self.old = old
    self.new = new
    changes = LayerChange.between(old.analysis, new.analysis)
    outputs = (Self.outputs(of: old), Self.outputs(of: new))
  }

  private static func outputs(of model: LoadedModel) -> [String] {
    model.analysis.graph.outputs.map { model.analysis.graph.name(of: $0) }
  }

  /// Whether the models are the same.
  var isEmpty: Bool { changes.isEmpty && outputs.old == outputs.new }
}

// MARK: - Words

extension DiffReport {
  /// A row a layer, of which `+` is added, `-` removed and `~` changed, then the totals.
  var table: String {
    guard !isEmpty else { return "no difference\n" }
    var table = TextTable([
      .left(""), .left("Layer"), .left("Class"), .right("Params"), .right("MACs"), .left("Change"),
    ])
    for change in changes {
      table.add([
        Self.sign(of: change), change.name, (change.new ?? change.old)?.operation.className ?? "",
        Self.signed(Self.parameters(of: change)), Self.signed(Self.work(of: change)),
        Self.words(about: change).joined(separator: "; "),
      ])
    }
    var text = changes.isEmpty ? "" : table.text + "\n"
    if outputs.old != outputs.new {
      text +=
        "Outputs  \(outputs.old.joined(separator: ", ")) -> "
        + "\(outputs.new.joined(separator: ", "))\n"
    }
    return text + totals
  }

  private var totals: String {
    let before = old.analysis.totals
    let after = new.analysis.totals
    var table = TextTable([
      .left(""), .right("Old"), .right("New"), .right("Difference"), .right("Share"),
    ])
    table.add(
      Self.row("Params", before.parameters, after.parameters))
    table.add(
      Self.row("Trainable", before.trainableParameters, after.trainableParameters))
    table.add(Self.row("MACs", before.multiplyAccumulates, after.multiplyAccumulates))
    return table.text
  }

  private static func row(_ label: String, _ old: Int?, _ new: Int?) -> [String] {
    let difference = old.flatMap { old in new.map { $0 - old } }
    var share = ""
    if let old, let difference, old != 0 {
      let percent = 100 * Double(difference) / Double(old)
      share = "\(difference > 0 ? "+" : "")\(percent.rounded(toDigits: 1)) %"
    }
    return [
      label, old?.grouped ?? "unknown", new?.grouped ?? "unknown", signed(difference), share,
    ]
  }

  private static func sign(of change: LayerChange) -> String {
    change.old == nil ? "+" : change.new == nil ? "-" : "~"
  }

  private static func signed(_ number: Int?) -> String {
    guard let number else { return "unknown" }
    return number > 0 ? "+\(number.grouped)" : number.grouped
  }

  /// The difference of a layer's parameters.
  private static func parameters(of change: LayerChange) -> Int {
    (change.new?.cost.parameters ?? 0) - (change.old?.cost.parameters ?? 0)
  }

  /// The difference of a layer's multiply-accumulates; nil when a size is unknown.
  private static func work(of change: LayerChange) -> Int? {
    let old = change.old.map(\.cost.multiplyAccumulates) ?? 0
    let new = change.new.map(\.cost.multiplyAccumulates) ?? 0
    return old.flatMap { old in new.map { $0 - old } }
  }

  /// What is different about a layer, in clauses.
  private static func words(about change: LayerChange) -> [String] {
    guard let old = change.old else {
      guard let new = change.new else { return [] }
      let inputs = new.inputs.isEmpty ? "" : " after \(new.inputs.joined(separator: ", "))"
      return ["\(new.shape)\(inputs)"]
    }
    guard let new = change.new else { return ["\(old.shape)"] }
    var words = fields(old.operation, new.operation).map { "\($0.name) \($0.old) -> \($0.new)" }
    if old.shape != new.shape { words.append("\(old.shape) -> \(new.shape)") }
    if old.inputs != new.inputs {
      words.append(
        "inputs \(old.inputs.joined(separator: ", ")) -> \(new.inputs.joined(separator: ", "))")
    }
    guard words.isEmpty else { return words }
    if case .model = new.operation { return ["changed inside"] }
    return ["other input"]
  }

  private struct FieldChange {
    var name: String
    var old: String
    var new: String
  }

  private static func fields(_ old: Operation, _ new: Operation) -> [FieldChange] {
    guard old.className == new.className else {
      return [FieldChange(name: "class", old: old.className, new: new.className)]
    }
    return new.fieldNames.compactMap { name in
      guard let before = old.value(of: name), let after = new.value(of: name), before != after,
        name != "shape", name != "size" || !new.isInput
      else { return nil }
      return FieldChange(name: name, old: before.description, new: after.description)
    }
  }
}

// MARK: - JSON

extension DiffReport {
  /// The JSON document: the layers in three lists, and the totals.
  var json: JSONValue {
    [
      "old": Self.json(old), "new": Self.json(new), "same": .bool(isEmpty),
      "added": .array(changes.filter { $0.old == nil }.map(Self.json)),
      "removed": .array(changes.filter { $0.new == nil }.map(Self.json)),
      "changed": .array(changes.filter { $0.old != nil && $0.new != nil }.map(Self.json)),
      "outputs": [
        "old": .array(outputs.old.map(JSONValue.string)),
        "new": .array(outputs.new.map(JSONValue.string)),
      ],
    ]
  }

  private static func json(_ model: LoadedModel) -> JSONValue {
    let totals = model.analysis.totals
    return [
      "model": .string(model.name), "params": .integer(totals.parameters),
      "trainable_params": .integer(totals.trainableParameters),
      "macs": JSONValue(totals.multiplyAccumulates),
    ]
  }

  private static func json(_ change: LayerChange) -> JSONValue {
    var json: JSONValue = [
      "name": .string(change.name),
      "class": .string((change.new ?? change.old)?.operation.className ?? ""),
      "params_difference": .integer(parameters(of: change)),
      "macs_difference": JSONValue(work(of: change)),
    ]
    if let old = change.old { json["old"] = Self.json(old) }
    if let new = change.new { json["new"] = Self.json(new) }
    if let old = change.old, let new = change.new {
      json["fields"] = .array(
        fields(old.operation, new.operation).map {
          ["field": .string($0.name), "old": .string($0.old), "new": .string($0.new)]
        })
    }
    return json
  }

  private static func json(_ side: LayerChange.Side) -> JSONValue {
    [
      "output_shape": .array([.null] + side.shape.dimensions.map { JSONValue($0.value) }),
      "params": .integer(side.cost.parameters), "macs": JSONValue(side.cost.multiplyAccumulates),
      "inputs": .array(side.inputs.map(JSONValue.string)),
    ]
  }
}
