import GraphCore

extension KerasWriter {
  /// The entry of a layer in the list.
  func layer(_ id: LayerID, isSequential: Bool) -> JSONValue {
    let new = graph[id]
    guard let document, let source = source(of: id), let entry = document.entry(of: source),
      !entry.json.isEmptyObject, new.operation.hasClass(of: document.graph[source].operation)
    else { return newLayer(id, isSequential: isSequential) }
    var json = Self.keepingSeveralAxes(entry.json)
    let old = document.graph[source]
    if new.operation != old.operation {
      update(&json, from: old.operation, to: new.operation, nested: entry.nested.first)
    }
    if new.name != old.name {
      if json["name"] != nil { json["name"] = .string(new.name) }
      json.set("name", .string(new.name), in: "config")
    }
    updateBuildConfiguration(of: &json, id)
    guard !isSequential else { return json }
    if json["name"] == nil { json["name"] = .string(new.name) }
    json["inbound_nodes"] = inboundNodes(of: id, json["inbound_nodes"])
    return json
  }

  /// The layer of the document that a layer is, or is a copy of.
  func source(of id: LayerID) -> LayerID? {
    [id, graph.origin(of: id)].compactMap(\.self).first { document?.entry(of: $0) != nil }
  }

  /// Sets what differs between two configurations of one class.
  private func update(
    _ json: inout JSONValue, from old: Operation, to new: Operation, nested: KerasDocument?
  ) {
    switch new {
    case .model(let model):
      let inner = KerasWriter(model.analysis, keeping: nested)
      json["config"] = inner.model()["config"]
    case .inputLayer(let input):
      let key = json["config"]?["batch_input_shape"] != nil ? "batch_input_shape" : "batch_shape"
      let batch = json["config"]?[key]?.elements?.first ?? .null
      json.set(key, KerasShape.json(input.shape, batch: batch), in: "config")
    default:
      for field in new.fieldNames {
        guard let value = new.value(of: field), value != old.value(of: field) else { continue }
        var text = new.json(of: field, value)
        // Some versions of Keras have a list of one axis, some the axis.
        if field == "axis", case .array(let axes) = text, axes.count == 1,
          json["config"]?[field]?.elements == nil
        {
          text = axes[0]
        }
        json.set(field, text, in: "config")
      }
    }
  }

  /// The shapes that Keras builds a layer with before it connects anything must be those that the
  /// layer gets.
  private func updateBuildConfiguration(of json: inout JSONValue, _ id: LayerID) {
    guard let build = json["build_config"], build != .null,
      let node = calls[id]?.lazy.compactMap(\.self).first
    else { return }
    let inputs = graph[node].inputs
    let shapes = inputs.map { analysis.shape(of: $0) }
    if let original, document?.graph.contains(node) == true {
      let oldInputs = original.graph[node].inputs
      guard shapes != oldInputs.map({ original.shape(of: $0) }) else { return }
    }
    // A nested Functional model has null there, and other classes have other forms, which Keras can
    // do without.
    guard let recorded = build["input_shape"] else {
      json["build_config"] = nil
      return
    }
    guard recorded != .null, shapes.allSatisfy(\.hasKnownRank), let first = shapes.first else {
      return
    }
    let isList = recorded.elements?.first?.elements != nil
    let batch = (isList ? recorded.elements?.first : recorded)?.elements?.first ?? .null
    json.set(
      "input_shape",
      isList
        ? .array(shapes.map { KerasShape.json($0, batch: batch) })
        : KerasShape.json(first, batch: batch),
      in: "build_config")
  }
}

// MARK: - New layers

extension KerasWriter {
  private func newLayer(_ id: LayerID, isSequential: Bool) -> JSONValue {
    let layer = graph[id]
    var json: JSONValue
    switch layer.operation {
    case .model(let model):
      json = KerasWriter(model.analysis, keeping: nil).newModel(isSequential: model.isSequential)
      json.set("name", .string(layer.name), in: "config")
    case .opaque(let opaque):
      json = copy(of: opaque, name: layer.name)
    default:
      json = newLayer(layer, id)
    }
    guard !isSequential else { return json }
    json["name"] = .string(layer.name)
    json["inbound_nodes"] = inboundNodes(of: id, nil)
    return json
  }

  private func newLayer(_ layer: Layer, _ id: LayerID) -> JSONValue {
    guard let known = KerasClass.named(layer.operation.className) else { return [:] }
    var json: JSONValue = [
      "module": .string(known.module), "class_name": .string(known.name),
      "config": configuration(of: layer, known), "registered_name": known.registeredName,
    ]
    if known.hasBuildConfig, let node = graph.calls(of: id).first {
      let shapes = graph[node].inputs.map { KerasShape.json(analysis.shape(of: $0), batch: batch) }
      if let first = shapes.first {
        json["build_config"] = ["input_shape": known.takesList ? .array(shapes) : first]
      }
    }
    return json
  }

  private func configuration(of layer: Layer, _ known: KerasClass) -> JSONValue {
    .object(
      known.keys.map { key in
        switch key {
        case .name: JSONValue.Member("name", .string(layer.name))
        case .constant(let key, let value): JSONValue.Member(key, value)
        case .batchShape:
          JSONValue.Member("batch_shape", inputShape(layer.operation))
        case .field(let field):
          JSONValue.Member(
            field, layer.operation.json(of: field, layer.operation.value(of: field) ?? .none))
        }
      })
  }

  private func inputShape(_ operation: Operation) -> JSONValue {
    guard case .inputLayer(let input) = operation else { return .null }
    return KerasShape.json(input.shape, batch: batch)
  }

  /// A layer of a class that we do not know, without a document of its own.
  private func copy(of layer: OpaqueLayer, name: String) -> JSONValue {
    let model = document?.entries.first { $0.json["class_name"] == .string(layer.kerasClass) }
    var json = model?.json ?? ["class_name": .string(layer.kerasClass), "config": [:]]
    json["build_config"] = nil
    json["inbound_nodes"] = nil
    json.set("name", .string(name), in: "config")
    return json
  }
}

extension Operation {
  /// Whether both are of one Keras class.
  fileprivate func hasClass(of other: Operation) -> Bool {
    className == other.className
  }

  /// A field's value in the form that Keras writes.
  func json(of field: String, _ value: FieldValue) -> JSONValue {
    switch (self, value) {
    case (.normalization(let layer), _) where field == "mean":
      return layer.mean.map { .array($0.map(JSONValue.number)) } ?? .null
    case (.normalization(let layer), _) where field == "variance":
      return layer.variance.map { .array($0.map(JSONValue.number)) } ?? .null
    case (.normalization, .integer(let axis)), (.layerNormalization, .integer(let axis)):
      return [.integer(axis)]
    case (.layerNormalization, .integers(let axes)): return .array(axes.map { JSONValue($0) })
    case (.zeroPadding2D, .integers(let sides)), (.cropping2D, .integers(let sides)):
      let numbers = sides.map { JSONValue($0) }
      return [.array(Array(numbers.prefix(2))), .array(Array(numbers.dropFirst(2)))]
    default:
      return JSONValue(value)
    }
  }
}

extension JSONValue {
  /// A field's value.
  init(_ value: FieldValue) {
    switch value {
    case .integer(let number): self = .integer(number)
    case .number(let number): self = .number(number)
    case .boolean(let flag): self = .bool(flag)
    case .text(let word): self = .string(word)
    case .integers(let numbers): self = .array(numbers.map { JSONValue($0) })
    case .none: self = .null
    }
  }

  /// Sets a key of an object inside this object.
  mutating func set(_ key: String, _ value: JSONValue, in outer: String) {
    guard var inner = self[outer] else { return }
    inner[key] = value
    self[outer] = inner
  }

  fileprivate var isEmptyObject: Bool { self == .object([]) }
}
