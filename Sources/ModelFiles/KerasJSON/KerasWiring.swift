import GraphCore

/// The layers of a document and which calls read which, before there is a graph.
struct KerasWiring {
  /// An output of a call of a layer, by the layer's position in the document and the call's among its
  /// calls.
  struct Reference: Hashable {
    var layer: Int
    var call: Int
    var output = 0
  }

  /// A call of a layer.
  struct Call {
    /// The outputs that are its arguments, in order.
    var inputs: [Reference] = []
    /// The shapes that the document has for them; Keras ignores these, and they may be wrong.
    var recordedShapes: [JSONValue?] = []

    /// The recorded shape of the first argument, when it is one.
    var inputShapes: [Shape?] {
      recordedShapes.map { json in
        json.flatMap { try? KerasShape.read($0, at: JSONPath()) }
      }
    }
  }

  /// A layer of the document.
  struct Source {
    var name: String
    var entry: JSONValue
    var isInput: Bool
    /// Whether it is a nested model.
    var isModel: Bool
    /// Whether training changes its weights.
    var isTrainable: Bool { entry["config"]?["trainable"] != .bool(false) }
    var calls: [Call] = []
    /// The shapes of its outputs by number, as consumers have them.
    var recordedShapes: [Int: JSONValue] = [:]
    var operation: Operation?
    var nested: [KerasDocument] = []

    /// What the file tells of the outputs of a layer of an unknown class, the first one and the others.
    var recordedOutputs: (first: OpaqueLayer.Output, further: [Int: Shape]) {
      var shapes = recordedShapes.compactMapValues { try? KerasShape.read($0, at: JSONPath()) }
      let first = shapes.removeValue(forKey: 0)
      let inputs = calls.first?.inputShapes ?? []
      guard first != nil || !shapes.isEmpty, !inputs.contains(nil) else {
        return (.recorded(.unknown, inputs: []), [:])
      }
      return (.recorded(first ?? .unknown, inputs: inputs.compactMap(\.self)), shapes)
    }

    /// How many outputs it has; nil for a layer of an unknown class.
    var outputCount: Int? {
      switch operation {
      case .model(let model): model.analysis.graph.outputs.count
      case .opaque, nil: nil
      default: 1
      }
    }
  }

  /// Whether the model as a whole is trainable; if not, no layer is.
  var isTrainable = true
  var sources: [Source] = []
  private var positions: [String: Int] = [:]
}

// MARK: - Layers

extension KerasWiring {
  /// Adds a layer of the list.
  ///
  /// - Parameter isSequential: whether the list is of a Sequential model, where the name is in the
  ///   configuration only.
  mutating func add(
    _ entry: JSONValue, isSequential: Bool = false, at path: JSONPath
  ) throws(ModelFileError) {
    guard case .object = entry else {
      throw .invalid(path: path, reason: "expected the object of a layer, got \(entry.kind)")
    }
    guard case .string(let className)? = entry["class_name"] else {
      throw .invalid(path: path, reason: "the layer has no 'class_name'")
    }
    guard let config = entry["config"] else {
      throw .invalid(path: path, reason: "the layer has no 'config'")
    }
    let name: String
    switch isSequential ? entry["name"] ?? config["name"] : entry["name"] {
    case .string(let text)?: name = text
    case nil where isSequential && config.elements != nil:
      // The first versions of Keras had nothing but the list of layers for a Sequential model.
      name = "sequential"
    case nil, .null?: throw .invalid(path: path, reason: "the layer has no 'name'")
    case .some(let other):
      throw .invalid(path: path["name"], reason: "expected a string, got \(other.kind)")
    }
    guard !name.isEmpty, name.unicodeScalars.allSatisfy(\.isPrintable)
    else {
      throw .invalid(
        path: path["name"], reason: "a layer's name must not be empty or have control characters")
    }
    if let first = positions.updateValue(sources.count, forKey: name) {
      throw .invalid(
        path: path["name"],
        reason: "layers[\(first)] is named \(JSONPath.quoted(name)) too; every layer needs "
          + "a name of its own")
    }
    let isModel =
      ["Functional", "Sequential"].contains(className)
      || (className == "Model" && config["layers"] != nil)
      || (KerasClass.named(className) == nil && KerasReader.isFunctional(config))
    sources.append(
      Source(name: name, entry: entry, isInput: className == "InputLayer", isModel: isModel))
  }

  /// Puts an input before all others, for a Sequential model that has none in its list.
  mutating func insertInput(_ shape: Shape) {
    var name = "input_layer"
    while positions[name] != nil { name += "_" }
    var source = Source(name: name, entry: [:], isInput: true, isModel: false)
    source.operation = .inputLayer(InputLayer(shape: shape))
    source.calls = [Call()]
    sources.insert(source, at: 0)
  }

  /// Lets a layer read the one before it.
  mutating func chain(_ index: Int) {
    let recorded =
      sources[index].entry["build_config"]?["input_shape"]
      ?? sources[index].entry["config"]?["build_input_shape"]
    let call = Call(
      inputs: [Reference(layer: index - 1, call: 0)], recordedShapes: [recorded])
    sources[index].calls = [call]
    if let recorded { sources[index - 1].recordedShapes[0] = recorded }
    if index == 1 { sources[0].calls = [Call()] }
  }
}

// MARK: - Calls

extension KerasWiring {
  /// Adds the calls of a layer from its `inbound_nodes`.
  mutating func addCalls(_ index: Int, at path: JSONPath) throws(ModelFileError) {
    let path = path["inbound_nodes"]
    guard let nodes = sources[index].entry["inbound_nodes"]?.elements else {
      throw .invalid(
        path: path,
        reason: "expected the list of calls of layer \(JSONPath.quoted(sources[index].name))")
    }
    guard !sources[index].isInput else {
      guard nodes.isEmpty else {
        throw .invalid(
          path: path,
          reason: "the input layer \(JSONPath.quoted(sources[index].name)) reads something")
      }
      sources[index].calls = [Call()]
      return
    }
    for (position, node) in nodes.enumerated() {
      var call = Call()
      switch node {
      case .object:
        try collect(node["args"] ?? [], into: &call, at: path[position]["args"])
        try collect(node["kwargs"] ?? [:], into: &call, at: path[position]["kwargs"])
      case .array(let references):
        try collectOld(references, into: &call, at: path[position])
      default:
        throw .invalid(
          path: path[position], reason: "expected the object of a call, got \(node.kind)")
      }
      sources[index].calls.append(call)
    }
  }

  /// Collects the tensors among the arguments of a call.
  private mutating func collect(
    _ json: JSONValue, into call: inout Call, at path: JSONPath
  ) throws(ModelFileError) {
    switch json {
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        try collect(element, into: &call, at: path[index])
      }
    case .object(let members):
      guard json["class_name"] == .string("__keras_tensor__") else {
        for index in members.flatteningOrder {
          try collect(members[index].value, into: &call, at: path[members[index].key])
        }
        return
      }
      let path = path["config"]
      guard let history = json["config"]?["keras_history"]?.elements else {
        throw .invalid(path: path, reason: "the tensor has no 'keras_history'")
      }
      let reference = try self.reference(history, at: path["keras_history"])
      let shape = json["config"]?["shape"]
      call.inputs.append(reference)
      call.recordedShapes.append(shape)
      if let shape { sources[reference.layer].recordedShapes[reference.output] = shape }
    default: break
    }
  }

  /// Collects the arguments of a call in the layout of Keras 2: `["name", 0, 0, {}]`, or a list of
  /// those.
  private mutating func collectOld(
    _ list: [JSONValue], into call: inout Call, at path: JSONPath
  ) throws(ModelFileError) {
    guard case .string(let name)? = list.first else {
      for (index, element) in list.enumerated() {
        guard let inner = element.elements else {
          throw .invalid(
            path: path[index],
            reason: "expected a call such as [\"conv2d\", 0, 0, {}], got \(element.kind)")
        }
        try collectOld(inner, into: &call, at: path[index])
      }
      return
    }
    if name != "_CONSTANT_VALUE" {
      call.inputs.append(try builtInOffset(reference(list, at: path)))
      call.recordedShapes.append(nil)
    }
    guard list.count > 3, case .object(let members) = list[3] else { return }
    for member in members {
      if let inner = member.value.elements, case .string(let name)? = inner.first,
        inner.count >= 3, positions[name] != nil, case .integer = inner[1]
      {
        call.inputs.append(try builtInOffset(reference(inner, at: path[3][member.key])))
        call.recordedShapes.append(nil)
      }
    }
  }

  /// Reads `["name", call, output]`.
  private func reference(
    _ list: [JSONValue], at path: JSONPath
  ) throws(ModelFileError) -> Reference {
    guard list.count >= 3, case .string(let name) = list[0], case .integer(let call) = list[1],
      case .integer(let output) = list[2]
    else {
      throw .invalid(
        path: path, reason: "expected a layer's name and two numbers, as [\"conv2d\", 0, 0]")
    }
    guard let layer = positions[name] else {
      throw .invalid(path: path, reason: "there is no layer \(JSONPath.quoted(name))")
    }
    guard output >= 0 else {
      throw .invalid(path: path, reason: "there is no output \(output); they count from 0")
    }
    return Reference(layer: layer, call: call, output: output)
  }

  /// The call without the one that a nested model starts out with, which some places count.
  private func builtInOffset(_ reference: Reference) -> Reference {
    guard sources[reference.layer].isModel else { return reference }
    var reference = reference
    reference.call = max(reference.call - 1, 0)
    return reference
  }

  /// The calls under `input_layers` or `output_layers`: one, a list, or an object.
  func references(
    _ key: String, of config: JSONValue, at path: JSONPath, areOutputs: Bool
  ) throws(ModelFileError) -> [Reference] {
    guard let json = config[key] else {
      throw .invalid(path: path, reason: "the model has no '\(key)'")
    }
    var result: [Reference] = []
    try collectReferences(json, into: &result, areOutputs: areOutputs, at: path[key])
    guard !result.isEmpty || !areOutputs else {
      throw .invalid(path: path[key], reason: "the model has no output")
    }
    return result
  }

  private func collectReferences(
    _ json: JSONValue, into result: inout [Reference], areOutputs: Bool, at path: JSONPath
  ) throws(ModelFileError) {
    switch json {
    case .array(let list):
      if case .string? = list.first {
        var reference = try reference(list, at: path)
        let source = sources[reference.layer]
        // Functional models start out with a call of their own, which Keras counts here.
        if areOutputs, source.entry["class_name"]?.string != "Sequential" {
          reference = builtInOffset(reference)
        }
        if !areOutputs, !source.isInput {
          throw .invalid(
            path: path,
            reason: "layer \(JSONPath.quoted(source.name)) is no InputLayer, so it cannot be an "
              + "input of the model")
        }
        result.append(reference)
      } else {
        for (index, element) in list.enumerated() {
          try collectReferences(element, into: &result, areOutputs: areOutputs, at: path[index])
        }
      }
    case .object(let members):
      for index in members.flatteningOrder {
        try collectReferences(
          members[index].value, into: &result, areOutputs: areOutputs, at: path[members[index].key])
      }
    default:
      throw .invalid(
        path: path, reason: "expected a call such as [\"dense\", 0, 0], got \(json.kind)")
    }
  }
}
