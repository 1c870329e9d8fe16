import GraphCore

extension JSONValue {
  /// A model as `model.to_json()` of Keras 3.15.1 writes it.
  ///
  /// - Parameters:
  ///   - analysis: the model.
  ///   - document: the document that the model was read from, when it was; what the model did not
  ///     change stays as it is there. A document of Keras 2, or one in which layers share a name, gets
  ///     what Keras 3 needs to load it.
  public init(keras analysis: ModelAnalysis, keeping document: KerasDocument? = nil) {
    self = KerasWriter(analysis, keeping: document).model().withUniqueNames()
  }
}

/// Writes a model into a new document or over an old one.
struct KerasWriter {
  let analysis: ModelAnalysis
  let document: KerasDocument?
  /// The model as the document has it; nil without a document, and when that model is not valid.
  let original: ModelAnalysis?
  /// Whether the same calls read the same calls as in the document.
  let isWiredAsRead: Bool
  /// The batch axis of new shapes.
  let batch: JSONValue
  /// The calls of each layer in the order in which they are written; nil for a call of the document
  /// that no output depends on.
  private(set) var calls: [LayerID: [NodeID?]] = [:]
  /// The place of each call among those of its layer.
  private(set) var callIndex: [NodeID: Int] = [:]

  var graph: ModelGraph { analysis.graph }

  init(_ analysis: ModelAnalysis, keeping document: KerasDocument?) {
    self.analysis = analysis
    self.document = document
    original = document.flatMap { try? ModelAnalysis($0.graph) }
    isWiredAsRead = document.map { Self.isWired(analysis.graph, like: $0.graph) } ?? false
    batch = Self.batch(of: document)
    let isNeeded = Set(analysis.order)
    for layer in analysis.graph.layerIDs {
      var nodes = document?.entry(of: layer)?.nodes ?? []
      if !isWiredAsRead {
        nodes = nodes.filter { $0.map(isNeeded.contains) ?? false }
        let known = Set(nodes)
        nodes += analysis.graph.calls(of: layer).filter {
          isNeeded.contains($0) && !known.contains($0)
        }
      }
      calls[layer] = nodes
      for (index, node) in nodes.enumerated() {
        if let node { callIndex[node] = index }
      }
    }
  }

  private static func isWired(_ graph: ModelGraph, like old: ModelGraph) -> Bool {
    graph.outputs == old.outputs && graph.nodeIDs == old.nodeIDs
      && graph.nodeIDs.allSatisfy { graph[$0] == old[$0] }
  }

  /// The batch axis of the first input that the document has.
  private static func batch(of document: KerasDocument?) -> JSONValue {
    for entry in document?.entries ?? [] where entry.json["class_name"] == .string("InputLayer") {
      let shape = entry.json["config"]?["batch_shape"] ?? entry.json["config"]?["batch_input_shape"]
      return shape?.elements?.first ?? .null
    }
    return .null
  }
}

// MARK: - Models

extension KerasWriter {
  /// The whole object.
  func model() -> JSONValue {
    guard let document else { return newModel(isSequential: false) }
    if document.graph == graph { return Self.loadable(document) }
    switch document.layout {
    case .functional: return functional(document)
    case .sequential: return isChain ? sequential(document) : newModel(isSequential: false)
    }
  }

  /// The document as it is, or with the module that Keras 3 asks for.
  private static func loadable(_ document: KerasDocument) -> JSONValue {
    guard document.root["module"] == nil else { return document.root }
    let isSequential = document.layout == .sequential
    var config = document.root["config"] ?? [:]
    if config.elements != nil {
      config = ["name": .string(document.graph.name), "layers": config]
    }
    if let layers = config["layers"]?.elements {
      config["layers"] = .array(layers.map(keepingSeveralAxes))
    }
    return [
      "module": .string(isSequential ? "keras" : "keras.src.models.functional"),
      "class_name": .string(isSequential ? "Sequential" : "Functional"), "config": config,
      "registered_name": isSequential ? .null : .string("Functional"),
    ]
  }

  /// A layer in the layout of Keras 2 with the module without which Keras 3 would drop several axes.
  ///
  /// Source: keras/src/legacy/saving/saving_utils.py, model_from_config.
  static func keepingSeveralAxes(_ layer: JSONValue) -> JSONValue {
    guard layer["module"] == nil, let axes = layer["config"]?["axis"]?.elements, axes.count > 1
    else { return layer }
    var layer = layer
    layer["module"] = .string("keras.layers")
    layer["registered_name"] = .null
    return layer
  }

  /// A model from our templates alone.
  func newModel(isSequential: Bool) -> JSONValue {
    let name = JSONValue.string(graph.name)
    if isSequential, isChain, let input = graph.inputs.first {
      let shape = KerasShape.json(analysis.shape(of: input), batch: batch)
      return [
        "module": .string("keras"), "class_name": .string("Sequential"),
        "config": [
          "name": name, "trainable": .bool(true), "dtype": KerasClass.policy,
          "layers": .array(layersInKerasOrder.map { layer($0, isSequential: true) }),
          "build_input_shape": shape,
        ],
        "registered_name": .null, "build_config": ["input_shape": shape], "compile_config": [:],
      ]
    }
    return [
      "module": .string("keras.src.models.functional"), "class_name": .string("Functional"),
      "config": [
        "name": name, "trainable": .bool(true),
        "layers": .array(layersInKerasOrder.map { layer($0, isSequential: false) }),
        "input_layers": references(graph.inputs, as: nil, areOutputs: false),
        "output_layers": references(graph.outputs, as: nil, areOutputs: true),
      ],
      "registered_name": .string("Functional"), "build_config": ["input_shape": .null],
      "compile_config": [:],
    ]
  }

  private func functional(_ document: KerasDocument) -> JSONValue {
    var root = Self.loadable(document)
    var config = root["config"] ?? [:]
    if graph.name != document.graph.name { config["name"] = .string(graph.name) }
    if isWiredAsRead {
      config["layers"] = .array(
        document.entries.map { entry in
          entry.layer.map { layer($0, isSequential: false) } ?? entry.json
        })
    } else {
      config["layers"] = .array(layersInKerasOrder.map { layer($0, isSequential: false) })
    }
    for (key, nodes) in [("input_layers", graph.inputs), ("output_layers", graph.outputs)] {
      let areOutputs = key == "output_layers"
      config[key] =
        isWiredAsRead
        ? config[key].map(renamed) ?? .null
        : references(nodes, as: config[key], areOutputs: areOutputs)
    }
    root["config"] = config
    return root
  }

  private func sequential(_ document: KerasDocument) -> JSONValue {
    var root = Self.loadable(document)
    var config = root["config"] ?? [:]
    if graph.name != document.graph.name { config["name"] = .string(graph.name) }
    // An input that only we have put in front is not part of the list.
    let inputIsListed = document.entries.contains { $0.json["class_name"] == .string("InputLayer") }
    let layers = layersInKerasOrder.dropFirst(inputIsListed ? 0 : 1)
    config["layers"] = .array(layers.map { layer($0, isSequential: true) })
    if let input = graph.inputs.first, let old = original?.graph.inputs.first,
      analysis.shape(of: input) != original?.shape(of: old)
    {
      let shape = KerasShape.json(analysis.shape(of: input), batch: batch)
      if config["build_input_shape"] != nil { config["build_input_shape"] = shape }
      if root["build_config"]?["input_shape"] != nil {
        root["build_config"] = ["input_shape": shape]
      }
    }
    root["config"] = config
    return root
  }

  /// Whether every layer is called once and reads the one before it.
  private var isChain: Bool {
    let order = analysis.order
    guard graph.outputs.count == 1, order.first.map({ graph.operation(of: $0).isInput }) == true,
      layersInKerasOrder.count == order.count
    else { return false }
    return order.indices.dropFirst().allSatisfy { graph[order[$0]].inputs == [order[$0 - 1]] }
  }

  /// The layers in the order of `model.layers`; an analysis exists, so there is an order.
  private var layersInKerasOrder: [LayerID] { (try? graph.kerasLayerOrder()) ?? [] }
}

// MARK: - References

extension KerasWriter {
  /// The name and numbers under which an output of a call is referred to.
  func reference(_ node: NodeID, areOutputs: Bool = false, isOld: Bool = false) -> [JSONValue] {
    var index = callIndex[graph.call(of: node)] ?? 0
    // Nested Functional models start out with a call of their own, which Keras counts in the list of
    // outputs, and Keras 2 everywhere.
    if case .model(let model) = graph.operation(of: node),
      isOld || (areOutputs && !model.isSequential)
    {
      index += 1
    }
    return [.string(graph.name(of: node)), .integer(index), .integer(graph[node].output)]
  }

  /// The list of a model's inputs or outputs, in the form that the document has for it.
  private func references(
    _ nodes: [NodeID], as form: JSONValue?, areOutputs: Bool
  ) -> JSONValue {
    let list = nodes.map { JSONValue.array(reference($0, areOutputs: areOutputs)) }
    switch form {
    case .object(let members)? where members.count == list.count:
      var members = members
      for (index, reference) in zip(members.flatteningOrder, list) {
        members[index].value = reference
      }
      return .object(members)
    case .array(let elements)? where elements.first?.elements != nil:
      return .array(list)
    default:
      return list.count == 1 ? list[0] : .array(list)
    }
  }

  /// References of the document with the names that the layers have now.
  private func renamed(_ json: JSONValue) -> JSONValue {
    switch json {
    case .array(var list):
      if case .string(let name)? = list.first {
        if let layer = document?.graph.layer(named: name) { list[0] = .string(graph[layer].name) }
        return .array(list)
      }
      return .array(list.map(renamed))
    case .object(let members):
      return .object(members.map { JSONValue.Member($0.key, renamed($0.value)) })
    default: return json
    }
  }
}
