import GraphCore

extension KerasReader {
  /// Reads what a layer does from its class and configuration.
  ///
  /// - Parameter outputs: what the file tells of the outputs, for classes that we do not know.
  mutating func operation(
    _ entry: JSONValue, name: String,
    outputs: @autoclosure () -> (first: OpaqueLayer.Output, further: [Int: Shape]),
    at path: JSONPath
  ) throws(ModelFileError) -> Operation {
    let className = try text("class_name", of: entry, at: path)
    let module = try optionalText("module", of: entry, at: path)
    let registered = try optionalText("registered_name", of: entry, at: path)
    func opaque() -> Operation {
      let outputs = outputs()
      return .opaque(
        OpaqueLayer(
          kerasClass: className, module: module, configuration: entry["config"] ?? .null,
          calls: entry["inbound_nodes"], recorded: outputs.first, further: outputs.further))
    }
    guard let known = KerasClass.named(className),
      known.isMeant(module: module, registeredName: registered)
    else { return opaque() }
    let config = entry["config"] ?? .null
    guard case .object = config else {
      throw .invalid(path: path["config"], reason: "expected an object, got \(config.kind)")
    }
    let label = "\(className) \(JSONPath.quoted(name))"
    if case .string(let format)? = config["data_format"], format != "channels_last" {
      throw .invalid(
        path: path["config"]["data_format"],
        reason: "\(label) has \(JSONPath.quoted(format)); only channels_last can be read, "
          + "so save the model with that format")
    }
    if case .inputLayer = known.prototype {
      return .inputLayer(InputLayer(shape: try inputShape(config, label, at: path["config"])))
    }
    let place = Place(label: label, path: path["config"])
    guard let values = try values(of: known, in: config, place) else { return opaque() }
    let isCustom = Self.isForeignFunction(config["activation"])
    let key = OperationKey(className: className, values: values, hasCustomActivation: isCustom)
    if let seen = operations[key] { return seen }
    var operation = try operation(of: known, values, config, place)
    if isCustom {
      // Without a kernel, a function of the user's own is all that the layer is.
      guard let custom = operation.withCustomActivation else { return opaque() }
      operation = custom
    }
    // A normalization has numbers beside its fields.
    if case .normalization = operation { return operation }
    operations[key] = operation
    return operation
  }

  private func inputShape(
    _ config: JSONValue, _ label: String, at path: JSONPath
  ) throws(ModelFileError) -> Shape {
    for key in ["batch_shape", "batch_input_shape"] {
      if let shape = config[key] { return try KerasShape.read(shape, at: path[key]) }
    }
    throw .invalid(path: path, reason: "\(label) has no 'batch_shape'")
  }

  /// A layer's configuration in messages.
  private struct Place {
    var label: String
    var path: JSONPath
  }

  /// The values of a class' fields, nil where the configuration has none, or nil when it has a form
  /// that our fields cannot hold, such as an activation function of the user's own.
  private func values(
    of known: KerasClass, in config: JSONValue, _ place: Place
  ) throws(ModelFileError) -> [FieldValue?]? {
    guard !Self.hasForeignForm(known, config) else { return nil }
    var values: [FieldValue?] = []
    values.reserveCapacity(known.fieldNames.count)
    for field in known.fieldNames {
      guard let json = config[field] ?? Self.oldName(field, known).flatMap({ config[$0] }) else {
        guard !known.required.contains(field) else {
          throw .invalid(path: place.path, reason: "\(place.label) has no '\(field)'")
        }
        values.append(nil)
        continue
      }
      guard let value = Self.value(json, field) else {
        throw .invalid(
          path: place.path[field],
          reason: "\(place.label): expected a number, a word or a list of whole numbers, "
            + "got \(json.kind)")
      }
      values.append(value)
    }
    return values
  }

  /// The prototype of a class with the values set.
  private func operation(
    of known: KerasClass, _ values: [FieldValue?], _ config: JSONValue, _ place: Place
  ) throws(ModelFileError) -> Operation {
    var operation = known.prototype
    for (field, value) in zip(known.fieldNames, values) {
      // Null strides of a pooling layer, and missing ones, are its window's size.
      var value = value
      if field == "strides", value == nil || value == FieldValue.none {
        value = operation.value(of: "pool_size")
      }
      guard let value else { continue }
      do throws(RuleViolation) {
        operation = try operation.setting(field, to: value)
      } catch {
        throw .invalid(path: place.path[field], reason: "\(place.label): \(Self.reason(error))")
      }
    }
    if case .normalization(var layer) = operation {
      layer.mean = Self.numbers(config["mean"])
      layer.variance = Self.numbers(config["variance"])
      operation = .normalization(layer)
    }
    do throws(RuleViolation) {
      try operation.rules.validate()
    } catch {
      throw .invalid(path: place.path, reason: "\(place.label): \(Self.reason(error))")
    }
    return operation
  }

  private static func reason(_ violation: RuleViolation) -> String {
    switch violation {
    case .invalid(let reason): reason
    case .overflow: "its sizes exceed 64 bits"
    case .operandsDiffer: "its operands differ"
    }
  }

  /// Whether an activation is an object: a layer, or a function of the user's own.
  private static func isForeignFunction(_ json: JSONValue?) -> Bool {
    guard case .object? = json else { return false }
    return knownFunction(json ?? .null) == nil
  }

  /// The name in the form in which some versions of Keras write their own functions.
  private static func knownFunction(_ json: JSONValue) -> String? {
    guard json["class_name"]?.string == "function", let name = json["config"]?.string,
      Activation.named.contains(where: { $0.rawValue == name })
    else { return nil }
    return name
  }

  /// Whether the configuration is one that Keras takes and our fields cannot hold.
  private static func hasForeignForm(_ known: KerasClass, _ config: JSONValue) -> Bool {
    switch known.prototype {
    case .softmax: return config["axis"]?.elements != nil
    case .rescaling:
      return ["scale", "offset"].contains { config[$0]?.elements != nil }
    case .layerNormalization:
      return config["rms_scaling"] == .bool(true)
    case .normalization:
      return (config["axis"]?.elements?.count ?? 1) > 1
        || ["mean", "variance"].contains { key in
          config[key].map { $0 != .null && numbers($0) == nil } ?? false
        }
    default: return false
    }
  }

  /// What Keras 2 called a field.
  private static func oldName(_ field: String, _ known: KerasClass) -> String? {
    if case .leakyReLU = known.prototype, field == "negative_slope" { return "alpha" }
    return nil
  }

  private static func value(_ json: JSONValue, _ field: String) -> FieldValue? {
    switch json {
    case .null: return field == "activation" ? .text("linear") : FieldValue.none
    case .bool(let flag): return .boolean(flag)
    case .integer(let value): return .integer(value)
    case .number(let value): return .number(value)
    case .literal(let text): return Double(text).map(FieldValue.number)
    case .string(let text): return .text(text)
    case .object:
      guard field == "activation" else { return nil }
      return .text(knownFunction(json) ?? Activation.linear.rawValue)
    case .array(let elements):
      var sizes: [Int?] = []
      guard flatten(elements, into: &sizes) else { return nil }
      // Keras 2 has the axis of a normalization in a list.
      if field == "axis", sizes.count == 1, let axis = sizes[0] { return .integer(axis) }
      return .integers(sizes)
    }
  }

  private static func flatten(_ elements: [JSONValue], into sizes: inout [Int?]) -> Bool {
    // No field has more numbers than a shape has axes; this bounds the work on a hostile file.
    guard elements.count <= 64 else { return false }
    for element in elements {
      switch element {
      case .null: sizes.append(nil)
      case .integer(let size): sizes.append(size)
      case .array(let inner):
        guard sizes.count <= 64, flatten(inner, into: &sizes) else { return false }
      default: return false
      }
    }
    return sizes.count <= 64
  }

  /// One number or a list of them, however nested.
  private static func numbers(_ json: JSONValue?) -> [Double]? {
    switch json {
    case .integer(let value): return [Double(value)]
    case .number(let value): return [value]
    case .literal(let text): return Double(text).map { [$0] }
    case .array(let elements):
      var result: [Double] = []
      for element in elements {
        guard let inner = numbers(element) else { return nil }
        result += inner
      }
      return result
    default: return nil
    }
  }
}
