import GraphCore

extension KerasWriter {
  /// The calls of a layer, over those that the document has.
  func inboundNodes(of id: LayerID, _ recorded: JSONValue?) -> JSONValue {
    guard !graph[id].operation.isInput else { return [] }
    let recorded = recorded?.elements ?? []
    let positions = document?.entry(of: id)?.nodes ?? []
    return .array(
      (calls[id] ?? []).enumerated().map { index, node in
        guard let node else { return recorded.indices.contains(index) ? recorded[index] : [:] }
        if let position = positions.firstIndex(of: node), recorded.indices.contains(position) {
          return call(node, over: recorded[position])
        }
        return copiedCall(node, of: id) ?? newCall(node)
      })
  }

  /// The call of a copied layer, with the other arguments that the first one is called with.
  private func copiedCall(_ node: NodeID, of id: LayerID) -> JSONValue? {
    guard let source = source(of: id), source != id, let entry = document?.entry(of: source),
      let recorded = entry.json["inbound_nodes"]?.elements?.first
    else { return nil }
    var rest = graph[node].inputs[...]
    let result = replacingTensors(recorded, by: &rest)
    return rest.isEmpty ? result : nil
  }

  /// A call of the document with the names and shapes of now.
  private func call(_ node: NodeID, over json: JSONValue) -> JSONValue {
    let inputs = graph[node].inputs
    if inputs == document?.graph[node].inputs, inputs.allSatisfy(isAsRead) { return json }
    var rest = inputs[...]
    // Where it is not known what an unknown class makes of new shapes, the recorded ones stay, so that
    // they go on telling which inputs the recorded output belongs to.
    let keepsShapes = graph.operation(of: node).isOpaque && !analysis.shape(of: node).hasKnownRank
    let result = replacingTensors(json, by: &rest, keepsShapes: keepsShapes)
    guard let result, rest.isEmpty else { return newCall(node) }
    return result
  }

  /// Whether everything that a consumer has written down of a call is still true.
  private func isAsRead(_ node: NodeID) -> Bool {
    guard let document, let original, document.graph.contains(node) else { return false }
    let call = graph.call(of: node)
    return document.graph.name(of: node) == graph.name(of: node)
      && original.shape(of: node) == analysis.shape(of: node)
      && document.entry(of: graph[node].layer)?.nodes.firstIndex(of: call) == callIndex[call]
  }

  /// The arguments of a call with each tensor replaced by the next input; nil when there are more
  /// tensors than inputs.
  private func replacingTensors(
    _ json: JSONValue, by inputs: inout ArraySlice<NodeID>, keepsShapes: Bool = false
  ) -> JSONValue? {
    switch json {
    case .array(var elements):
      if case .string(let name)? = elements.first, elements.count >= 3,
        case .integer = elements[1], document?.graph.layer(named: name) != nil
      {
        // The layout of Keras 2.
        guard let input = inputs.popFirst() else { return nil }
        elements.replaceSubrange(0..<3, with: reference(input, isOld: true))
        for index in elements.indices.dropFirst(3) {
          guard let new = replacingTensors(elements[index], by: &inputs, keepsShapes: keepsShapes)
          else { return nil }
          elements[index] = new
        }
        return .array(elements)
      }
      for index in elements.indices {
        guard let new = replacingTensors(elements[index], by: &inputs, keepsShapes: keepsShapes)
        else { return nil }
        elements[index] = new
      }
      return .array(elements)
    case .object(var members):
      if json["class_name"] == .string("__keras_tensor__") {
        guard let input = inputs.popFirst() else { return nil }
        return tensor(input, over: json, keepsShape: keepsShapes)
      }
      for index in members.flatteningOrder {
        guard
          let new = replacingTensors(members[index].value, by: &inputs, keepsShapes: keepsShapes)
        else { return nil }
        members[index].value = new
      }
      return .object(members)
    default: return json
    }
  }

  private func tensor(
    _ node: NodeID, over json: JSONValue, keepsShape: Bool
  ) -> JSONValue {
    guard !isAsRead(node) || json["config"]?["keras_history"] != .array(reference(node)) else {
      return json
    }
    var json = json
    var config = json["config"] ?? [:]
    let shape = analysis.shape(of: node)
    let batch = config["shape"]?.elements?.first ?? self.batch
    if shape.hasKnownRank, !keepsShape { config["shape"] = KerasShape.json(shape, batch: batch) }
    config["keras_history"] = .array(reference(node))
    json["config"] = config
    return json
  }

  private func newCall(_ node: NodeID) -> JSONValue {
    let tensors = graph[node].inputs.map { input -> JSONValue in
      [
        "class_name": .string("__keras_tensor__"),
        "config": [
          "shape": KerasShape.json(analysis.shape(of: input), batch: batch),
          "dtype": .string("float32"), "keras_history": .array(reference(input)),
        ],
      ]
    }
    let operation = graph.operation(of: node)
    var known = KerasClass.named(operation.className)
    // A class of the user's own may have the name of one of Keras'.
    if case .opaque = operation { known = nil }
    var arguments: JSONValue = known?.callArguments ?? [:]
    if case .model = operation { arguments = ["mask": .null] }
    let takesList = known?.takesList ?? (tensors.count > 1)
    return ["args": .array(takesList ? [.array(tensors)] : tensors), "kwargs": arguments]
  }
}
