import GraphCore

/// An argument of a constructor or of a function, as one instance of a block has it.
struct PythonArgument: Hashable {
  /// What kind of value it is, which decides whether equal code may have different ones.
  enum Value: Hashable {
    /// The same text in all instances, or other code.
    case literal(String)
    /// Text that units of one function may differ in, and whether it is Keras' default.
    case option(String, isDefault: Bool)
    /// A number of filters or units, the part that it plays in its block, and an expression that
    /// gives the same number, such as `x.shape[-1]`.
    case number(Int, role: String?, node: NodeID?, expression: String?)
    /// A layer's name; nil when Keras gives it by itself.
    case name(String?)
    /// Several of them.
    case names([String?])
  }

  /// The keyword; nil for a positional argument.
  var keyword: String?
  /// The value.
  var value: Value
}

/// The constructor calls of a model's layers.
struct PythonArguments {
  let analysis: ModelAnalysis
  private let writer: KerasWriter

  init(_ analysis: ModelAnalysis, keeping document: KerasDocument?) {
    self.analysis = analysis
    writer = KerasWriter(analysis, keeping: document)
  }

  /// The document of a nested model, when the model came from a file.
  func document(ofNested layer: LayerID) -> KerasDocument? {
    writer.document?.entry(of: layer)?.nested.first
  }

  /// Keras' entry for a layer.
  func entry(of layer: LayerID) -> JSONValue {
    writer.layer(layer, isSequential: false)
  }

  /// What a layer's class is called, and the arguments that differ from Keras' defaults.
  ///
  /// - Parameters:
  ///   - name: the name to give; nil when Keras gives it by itself.
  ///   - withDefaults: whether options are there that have their default.
  func constructor(
    of node: NodeID, name: String?, withDefaults: Bool = false
  ) -> (callee: String, arguments: [PythonArgument]) {
    let operation = analysis.graph.operation(of: node)
    let entry = entry(of: analysis.graph[node].layer)
    guard let known = KerasClass.named(operation.className), !operation.isOpaque else {
      var kept = entry
      kept["build_config"] = nil
      kept["inbound_nodes"] = nil
      kept["name"] = nil
      return (
        "keras.saving.deserialize_keras_object",
        [PythonArgument(value: .literal(PythonText.lines(kept, indentation: 8)))]
      )
    }
    let config = entry["config"] ?? [:]
    let callee = known.module == "keras.layers" ? "layers.\(known.name)" : known.name
    var arguments =
      operation.isInput
      ? inputArguments(config)
      : arguments(of: known, config, node: node, withDefaults: withDefaults)
    arguments.append(PythonArgument(keyword: "name", value: .name(name)))
    return (operation.isInput ? "keras.Input" : callee, arguments)
  }

  private func inputArguments(_ config: JSONValue) -> [PythonArgument] {
    let shape = (config["batch_shape"] ?? config["batch_input_shape"])?.elements ?? []
    var arguments = [
      PythonArgument(
        keyword: "shape",
        value: .literal(PythonText.tuple(shape.dropFirst().map(PythonText.literal))))
    ]
    if let batch = shape.first, batch != .null {
      arguments.append(
        PythonArgument(keyword: "batch_size", value: .literal(PythonText.literal(batch))))
    }
    if let type = config["dtype"], let name = Self.policyName(type), name != "float32" {
      arguments.append(
        PythonArgument(keyword: "dtype", value: .literal(PythonText.quoted(name))))
    }
    for flag in ["sparse", "ragged", "optional"] where config[flag] == .bool(true) {
      arguments.append(PythonArgument(keyword: flag, value: .literal("True")))
    }
    return arguments
  }

  private func arguments(
    of known: KerasClass, _ config: JSONValue, node: NodeID, withDefaults: Bool
  ) -> [PythonArgument] {
    var positional: [PythonArgument] = []
    var keywords: [PythonArgument] = []
    for key in known.keys {
      let (field, standard): (String, JSONValue)
      switch key {
      case .name, .batchShape: continue
      case .constant(let key, let value): (field, standard) = (key, value)
      case .field(let key):
        (field, standard) = (
          key, known.prototype.json(of: key, known.prototype.value(of: key) ?? .none)
        )
      }
      guard let value = config[field] else { continue }
      // Keras has a default for the window of one pooling class but not of the other.
      let isRequired = known.required.contains(field) || field == "pool_size"
      let isLeading =
        isRequired
        || (["pool_size", "activation", "size"].contains(field) && known.fieldNames.first == field)
      // A pooling window steps by its own size unless it is told otherwise.
      let implied =
        field == "strides" && known.fieldNames.contains("pool_size")
        ? config["pool_size"] ?? standard : standard
      let isDefault = !isRequired && Self.isSame(value, implied, field)
      let isOption = ["kernel_size", "strides", "padding"].contains(field)
      guard !isDefault || (withDefaults && isOption) else { continue }
      let argument = PythonArgument(
        keyword: isLeading ? nil : field,
        value: self.value(value, field, node, isOption: isOption, isDefault: isDefault))
      if isLeading { positional.append(argument) } else { keywords.append(argument) }
    }
    return positional + keywords
  }

  private func value(
    _ json: JSONValue, _ field: String, _ node: NodeID, isOption: Bool, isDefault: Bool
  ) -> PythonArgument.Value {
    if field == "filters" || field == "units", case .integer(let number) = json {
      return .number(number, role: nil, node: node, expression: nil)
    }
    let text = Self.text(json, field)
    return isOption ? .option(text, isDefault: isDefault) : .literal(text)
  }
}

// MARK: - Values of a configuration

extension PythonArguments {
  /// A value as a person would write it.
  private static func text(_ json: JSONValue, _ field: String) -> String {
    if field == "dtype", let name = policyName(json) { return PythonText.quoted(name) }
    switch json {
    case .object: return object(json, field)
    case .array(let elements):
      if field == "axis" || elements.count == 2, Set(elements).count == 1,
        case .integer = elements[0]
      {
        return PythonText.literal(elements[0])
      }
      if ["mean", "variance"].contains(field) { return PythonText.literal(json) }
      return PythonText.tuple(elements.map { text($0, "") })
    default: return PythonText.literal(json)
    }
  }

  /// An initializer, a regularizer or a constraint.
  private static func object(_ json: JSONValue, _ field: String) -> String {
    let modules = ["initializer", "regularizer", "constraint"]
    guard let kind = modules.first(where: field.hasSuffix),
      let name = json["class_name"]?.string, PythonText.isPlainName(name),
      json["registered_name"]?.string == nil,
      json["module"].map({ $0 == .string("keras.\(kind)s") }) ?? true,
      case .object(let members)? = json["config"],
      members.allSatisfy({ PythonText.isPlainName($0.key) })
    else { return "keras.saving.deserialize_keras_object(\(PythonText.literal(json)))" }
    let arguments = members.filter { $0.value != .null }.map {
      "\($0.key)=\(PythonText.literal($0.value))"
    }
    return "keras.\(kind)s.\(name)(\(arguments.joined(separator: ", ")))"
  }

  /// The name in a policy of number formats.
  private static func policyName(_ json: JSONValue) -> String? {
    json.string ?? json["config"]?["name"]?.string
  }

  /// Whether two values of a field say the same.
  private static func isSame(_ left: JSONValue, _ right: JSONValue, _ field: String) -> Bool {
    if field == "dtype" { return policyName(left) == policyName(right) }
    switch (left, right) {
    case (.integer(let a), .number(let b)), (.number(let b), .integer(let a)):
      return Double(a) == b
    case (.integer, .array(let list)), (.array(let list), .integer):
      return list.allSatisfy { $0 == left || $0 == right }
    case (.object, .object):
      return left["class_name"] == right["class_name"]
        && withoutNulls(left["config"]) == withoutNulls(right["config"])
    default: return left == right
    }
  }

  private static func withoutNulls(_ json: JSONValue?) -> JSONValue {
    guard case .object(let members)? = json else { return json ?? .null }
    return .object(members.filter { $0.value != .null })
  }
}

extension PythonText {
  /// Whether a text is an identifier as it stands.
  static func isPlainName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
    return text.utf8.allSatisfy {
      (97...122).contains($0 | 0x20) || (48...57).contains($0) || $0 == 95
    }
  }
}

// MARK: - Calls

extension PythonArguments {
  /// What stands in the parentheses of a call.
  ///
  /// - Parameter variables: the inputs in order.
  func call(of node: NodeID, on variables: [String]) -> [String] {
    let operation = analysis.graph.operation(of: node)
    let known = operation.isOpaque ? nil : KerasClass.named(operation.className)
    let nodes = entry(of: analysis.graph[node].layer)["inbound_nodes"]?.elements ?? []
    let recorded = writer.callIndex[node].flatMap { nodes.indices.contains($0) ? nodes[$0] : nil }
    guard let recorded, let arguments = recorded["args"]?.elements else {
      let takesList = known?.takesList ?? (variables.count > 1)
      return takesList ? ["[\(variables.joined(separator: ", "))]"] : variables
    }
    var rest = variables[...]
    var result = arguments.map { text($0, &rest) }
    if case .object(let members)? = recorded["kwargs"] {
      for member in members.flatteningOrder.map({ members[$0] }) where member.value != .null {
        if let standard = known?.callArguments[member.key], standard == member.value { continue }
        result.append("\(member.key)=\(text(member.value, &rest))")
      }
    }
    return result
  }

  /// A recorded argument with each tensor replaced by the next input.
  private func text(_ json: JSONValue, _ inputs: inout ArraySlice<String>) -> String {
    switch json {
    case .object where json["class_name"] == .string("__keras_tensor__"):
      return inputs.popFirst() ?? "None"
    // An array of numbers, an ellipsis and the like.
    case .object where json["class_name"]?.string?.hasPrefix("__") == true:
      return "keras.saving.deserialize_keras_object(\(PythonText.literal(json)))"
    case .array(let elements):
      var texts: [String] = []
      for element in elements { texts.append(text(element, &inputs)) }
      return "[\(texts.joined(separator: ", "))]"
    case .object(let members):
      var texts = members.map { "\(PythonText.quoted($0.key)): " }
      for index in members.flatteningOrder { texts[index] += text(members[index].value, &inputs) }
      return "{\(texts.joined(separator: ", "))}"
    default: return PythonText.literal(json)
    }
  }
}

extension Operation {
  /// Whether it is a model with more than one output.
  var hasSeveralOutputs: Bool {
    if case .model(let model) = self { return model.analysis.graph.outputs.count > 1 }
    return false
  }

  /// Whether it is a model called like a layer.
  var isNestedModel: Bool {
    if case .model = self { return true }
    return false
  }
}
