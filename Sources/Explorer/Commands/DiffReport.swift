import GraphCore
import ModelFiles

/// The differences between two models as a table or as JSON.
struct DiffReport {
  private let old: LoadedModel
  private let new: LoadedModel
  private let changes: [LayerChange]
  private let outputs: (old: [String], new: [String])

  /// The differences between two models.
  ///
  /// - Parameter isEdited: whether the new one was made from the old one by edits, so that a layer is the
  ///   same one under another name; else layers are matched by name and order.
  init(old: LoadedModel, new: LoadedModel, isEdited: Bool = false) {
    self.old = old
    self.new = new
    let (before, after) = (old.analysis, new.analysis)
    changes = isEdited ? LayerChange.after(before, after) : LayerChange.between(before, after)
    let labels = isEdited ? [:] : LayerMatching(before, after).labels(of: before, in: after)
    outputs = (
      before.graph.outputs.map {
        isEdited && after.graph.contains($0)
          ? after.graph.label(of: $0) : labels[$0] ?? before.graph.label(of: $0)
      },
      after.graph.outputs.map { after.graph.label(of: $0) }
    )
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
    let isComparable = after.parameterDifference(from: before) != nil
    for (label, old, new) in [
      ("Params", before.parameters, after.parameters),
      ("Trainable", before.trainableParameters, after.trainableParameters),
    ] {
      table.add(
        [label, before.inWords(old), after.inWords(new)]
          + Self.difference(
            isComparable ? new - old : nil, of: before.uncountedLayers > 0 ? nil : old)
      )
    }
    let (old, new) = (before.multiplyAccumulates, after.multiplyAccumulates)
    table.add(
      ["MACs", old?.grouped ?? "unknown", new?.grouped ?? "unknown"]
        + Self.difference(old.flatMap { old in new.map { $0 - old } }, of: old))
    return table.text + uncounted
  }

  private static func difference(_ difference: Int?, of old: Int?) -> [String] {
    guard let old, let difference, old != 0 else { return [signed(difference), ""] }
    let percent = 100 * Double(difference) / Double(old)
    let share = "\(difference > 0 ? "+" : "")\(percent.rounded(toDigits: 1)) %"
    return [signed(difference), share]
  }

  /// How many layers the numbers of parameters lack.
  private var uncounted: String {
    let counts = [old, new].map(\.analysis.totals.uncountedLayers)
    guard counts != [0, 0] else { return "" }
    return "Layers whose parameters are unknown: \(counts[0].grouped) in the old model, "
      + "\(counts[1].grouped) in the new one\n"
  }

  private static func sign(of change: LayerChange) -> String {
    change.old == nil ? "+" : change.new == nil ? "-" : "~"
  }

  private static func signed(_ number: Int?) -> String {
    guard let number else { return "unknown" }
    return number > 0 ? "+\(number.grouped)" : number.grouped
  }

  /// The difference of a layer's parameters; nil when some are not known.
  private static func parameters(of change: LayerChange) -> Int? {
    let old = change.old.map(\.cost.knownParameters) ?? 0
    let new = change.new.map(\.cost.knownParameters) ?? 0
    return old.flatMap { old in new.map { $0 - old } }
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
      return ["\(shapes(new))\(inputs)"]
    }
    guard let new = change.new else { return [shapes(old)] }
    var words = change.oldName.map { ["renamed from \($0)"] } ?? []
    words += fields(old.operation, new.operation).map { "\($0.name) \($0.old) -> \($0.new)" }
    if shapes(old) != shapes(new) { words.append("\(shapes(old)) -> \(shapes(new))") }
    if old.inputs != new.inputs {
      words.append(
        "inputs \(old.inputs.joined(separator: ", ")) -> \(new.inputs.joined(separator: ", "))")
    }
    guard words.isEmpty else { return words }
    if case .model = new.operation { return ["changed inside"] }
    return ["other input"]
  }

  /// The shape of each call, or the one that all have.
  private static func shapes(_ side: LayerChange.Side) -> String {
    let shapes = side.calls.map(\.shape.description)
    return Set(shapes).count == 1 ? shapes[0] : shapes.joined(separator: ", ")
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
    var json: JSONValue = [
      "model": .string(model.name), "params": .integer(totals.parameters),
      "trainable_params": .integer(totals.trainableParameters),
      "macs": JSONValue(totals.multiplyAccumulates),
    ]
    json.addUncounted(model.analysis.uncountedLayers)
    return json
  }

  private static func json(_ change: LayerChange) -> JSONValue {
    var json: JSONValue = [
      "name": .string(change.name),
      "class": .string((change.new ?? change.old)?.operation.className ?? ""),
      "params_difference": JSONValue(parameters(of: change)),
      "macs_difference": JSONValue(work(of: change)),
    ]
    if let name = change.oldName { json["old_name"] = .string(name) }
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
      "params": JSONValue(side.cost.knownParameters),
      "macs": JSONValue(side.cost.multiplyAccumulates),
      "inputs": .array(side.inputs.map(JSONValue.string)),
    ]
  }
}
