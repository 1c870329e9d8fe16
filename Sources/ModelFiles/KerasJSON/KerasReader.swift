import GraphCore

/// Reads a model from a document, and the models nested in it.
struct KerasReader {
  /// Configurations seen before: most layers of a model repeat one.
  var operations: [OperationKey: Operation] = [:]

  /// A class with the values of its fields, in the order of the class.
  struct OperationKey: Hashable {
    var className: String
    var values: [FieldValue?]
    var hasCustomActivation: Bool
  }

  /// Reads the object of a model.
  ///
  /// - Parameter inputShape: for a nested Sequential model that does not say it: the shape it is
  ///   called on.
  mutating func model(
    _ root: JSONValue, at path: JSONPath, inputShape: Shape? = nil
  ) throws(ModelFileError) -> KerasDocument {
    guard case .object = root else {
      throw .invalid(
        path: path, reason: "expected the object of a Keras model, got \(root.kind)")
    }
    let className = try text("class_name", of: root, at: path)
    guard let config = root["config"] else {
      throw .invalid(path: path, reason: "the model has no 'config'")
    }
    if className == "Sequential" {
      return try sequential(config, root: root, at: path["config"], inputShape: inputShape)
    }
    guard ["Functional", "Model"].contains(className) || Self.isFunctional(config) else {
      throw .invalid(
        path: path["class_name"],
        reason: "class \(JSONPath.quoted(className)) is no Functional or Sequential model; "
          + "only these say how their layers are connected")
    }
    return try functional(config, root: root, at: path["config"])
  }

  /// Whether the configuration has the keys of a Functional model, as a subclass of it has.
  static func isFunctional(_ config: JSONValue) -> Bool {
    config["layers"] != nil && config["input_layers"] != nil && config["output_layers"] != nil
  }

  private mutating func functional(
    _ config: JSONValue, root: JSONValue, at path: JSONPath
  ) throws(ModelFileError) -> KerasDocument {
    guard case .object = config else {
      throw .invalid(path: path, reason: "expected an object, got \(config.kind)")
    }
    guard let list = config["layers"]?.elements else {
      throw .invalid(path: path, reason: "the model has no list 'layers'")
    }
    var wiring = KerasWiring()
    wiring.isTrainable = config["trainable"] != .bool(false)
    for (index, entry) in list.enumerated() {
      try wiring.add(entry, at: path["layers"][index])
    }
    for index in list.indices {
      try wiring.addCalls(index, at: path["layers"][index])
    }
    let inputs = try wiring.references(
      "input_layers", of: config, at: path, areOutputs: false)
    let outputs = try wiring.references(
      "output_layers", of: config, at: path, areOutputs: true)
    for (index, source) in wiring.sources.enumerated() {
      try read(source.entry, into: &wiring, index, at: path["layers"][index])
    }
    let name = try optionalText("name", of: config, at: path) ?? "functional"
    let (graph, entries) = try wiring.graph(
      name: name, inputs: inputs, outputs: outputs, at: path)
    return KerasDocument(graph: graph, layout: .functional, root: root, entries: entries)
  }

  /// Reads what a layer does.
  private mutating func read(
    _ entry: JSONValue, into wiring: inout KerasWiring, _ index: Int, at path: JSONPath
  ) throws(ModelFileError) {
    let source = wiring.sources[index]
    if source.isModel {
      let shape = source.calls.first?.inputShapes.first ?? nil
      let document = try model(entry, at: path, inputShape: shape)
      wiring.sources[index].nested = [document]
      wiring.sources[index].operation = try nested(document, name: source.name, at: path)
    } else {
      wiring.sources[index].operation = try operation(
        entry, name: source.name, outputs: source.recordedOutputs, at: path)
    }
  }

  private func nested(
    _ document: KerasDocument, name: String, at path: JSONPath
  ) throws(ModelFileError) -> Operation {
    do throws(GraphError) {
      let analysis = try ModelAnalysis(document.graph)
      return .model(NestedModel(analysis, isSequential: document.layout == .sequential))
    } catch {
      guard case .invalid(let path, let reason) = document.fault(error, at: path) else {
        throw .invalid(path: path, reason: error.description)
      }
      throw .invalid(
        path: path, reason: "inside the nested model \(JSONPath.quoted(name)), \(reason)")
    }
  }
}

// MARK: - Sequential models

extension KerasReader {
  private mutating func sequential(
    _ config: JSONValue, root: JSONValue, at path: JSONPath, inputShape: Shape?
  ) throws(ModelFileError) -> KerasDocument {
    // The first versions of Keras had the list itself there.
    let isList = config.elements != nil
    guard let list = config.elements ?? config["layers"]?.elements else {
      throw .invalid(path: path, reason: "the model has no list 'layers'")
    }
    let listPath = isList ? path : path["layers"]
    var wiring = KerasWiring()
    wiring.isTrainable = config["trainable"] != .bool(false)
    for (index, entry) in list.enumerated() {
      if let merge = entry["class_name"]?.string, KerasClass.named(merge)?.takesList == true {
        throw .invalid(
          path: listPath[index],
          reason: "\(merge) takes several inputs, and a Sequential model gives each layer the one "
            + "before it; class_name must be \"Functional\" where layers say what they read")
      }
      try wiring.add(entry, isSequential: true, at: listPath[index])
    }
    guard let first = wiring.sources.first else {
      throw .invalid(path: listPath, reason: "the model has no layers")
    }
    let hasInput = first.entry["class_name"]?.string == "InputLayer"
    if !hasInput {
      let shape = try shapeBeforeBuilding(list[0], config, at: path) ?? inputShape
      guard let shape else {
        throw .invalid(
          path: path,
          reason: "the Sequential model was saved before its input shape was known; "
            + "call build(input_shape) in Keras and save it again")
      }
      wiring.insertInput(shape)
    }
    for index in list.indices {
      let position = hasInput ? index : index + 1
      if position > 0 { wiring.chain(position) }
    }
    for index in list.indices {
      try read(list[index], into: &wiring, hasInput ? index : index + 1, at: listPath[index])
    }
    let name = isList ? nil : try optionalText("name", of: config, at: path)
    let last = wiring.sources.count - 1
    let (graph, entries) = try wiring.graph(
      name: name ?? "sequential", inputs: [.init(layer: 0, call: 0)],
      outputs: [.init(layer: last, call: 0)], at: path)
    return KerasDocument(
      graph: graph, layout: .sequential, root: root,
      entries: hasInput ? entries : Array(entries.dropFirst()))
  }

  /// The input shape as the model or its first layer gives it.
  private func shapeBeforeBuilding(
    _ first: JSONValue, _ config: JSONValue, at path: JSONPath
  ) throws(ModelFileError) -> Shape? {
    if let shape = config["build_input_shape"], shape != .null {
      return try KerasShape.read(shape, at: path["build_input_shape"])
    }
    for key in ["batch_input_shape", "batch_shape"] {
      if let shape = first["config"]?[key], shape != .null {
        return try KerasShape.read(shape, at: path["layers"][0]["config"][key])
      }
    }
    return nil
  }
}

// MARK: - Members

extension KerasReader {
  func text(
    _ key: String, of object: JSONValue, at path: JSONPath
  ) throws(ModelFileError) -> String {
    guard let text = try optionalText(key, of: object, at: path) else {
      throw .invalid(path: path, reason: "'\(key)' is missing")
    }
    return text
  }

  func optionalText(
    _ key: String, of object: JSONValue, at path: JSONPath
  ) throws(ModelFileError) -> String? {
    switch object[key] {
    case nil, .null: return nil
    case .string(let text): return text
    case .some(let other):
      throw .invalid(path: path[key], reason: "expected a string, got \(other.kind)")
    }
  }
}

/// Shapes as Keras writes them, with the batch axis in front.
enum KerasShape {
  /// Reads a list of sizes, of which null is unknown, and leaves the batch axis out.
  static func read(_ json: JSONValue, at path: JSONPath) throws(ModelFileError) -> Shape {
    // A model with several inputs has a list of lists there; the first one counts.
    if let first = json.elements?.first, first.elements != nil {
      return try read(first, at: path[0])
    }
    guard let sizes = json.elements, !sizes.isEmpty else {
      throw .invalid(
        path: path, reason: "expected a shape such as [null, 224, 224, 3], got \(json.kind)")
    }
    var dimensions: [Dimension] = []
    for (index, size) in sizes.enumerated() {
      switch size {
      case .null: dimensions.append(.unknown)
      case .integer(let size) where size > 0: dimensions.append(.fixed(size))
      default:
        throw .invalid(
          path: path[index], reason: "expected a size of 1 or more or null, got \(size.kind)")
      }
    }
    return Shape(Array(dimensions.dropFirst()))
  }

  /// Writes a shape.
  static func json(_ shape: Shape, batch: JSONValue) -> JSONValue {
    .array([batch] + shape.dimensions.map { JSONValue($0.value) })
  }
}
