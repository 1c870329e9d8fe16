/// What a layer does: one case a Keras layer class, with that class' configuration.
public enum Operation: Hashable, Sendable {
  case inputLayer(InputLayer)
  case conv2D(Conv2D)
  case dense(Dense)
  case maxPooling2D(MaxPooling2D)
  case averagePooling2D(AveragePooling2D)
  case globalAveragePooling2D(GlobalAveragePooling2D)
  case globalMaxPooling2D(GlobalMaxPooling2D)
  case concatenate(Concatenate)
  case merge(Merge)
}

extension Operation {
  /// The configuration with its rules.
  public var rules: any LayerRules {
    switch self {
    case .inputLayer(let layer): layer
    case .conv2D(let layer): layer
    case .dense(let layer): layer
    case .maxPooling2D(let layer): layer
    case .averagePooling2D(let layer): layer
    case .globalAveragePooling2D(let layer): layer
    case .globalMaxPooling2D(let layer): layer
    case .concatenate(let layer): layer
    case .merge(let layer): layer
    }
  }

  /// The operation of a configuration.
  init(_ rules: some LayerRules) {
    switch rules {
    case let layer as InputLayer: self = .inputLayer(layer)
    case let layer as Conv2D: self = .conv2D(layer)
    case let layer as Dense: self = .dense(layer)
    case let layer as MaxPooling2D: self = .maxPooling2D(layer)
    case let layer as AveragePooling2D: self = .averagePooling2D(layer)
    case let layer as GlobalAveragePooling2D: self = .globalAveragePooling2D(layer)
    case let layer as GlobalMaxPooling2D: self = .globalMaxPooling2D(layer)
    case let layer as Concatenate: self = .concatenate(layer)
    case let layer as Merge: self = .merge(layer)
    default: preconditionFailure("\(type(of: rules)) has no case in Operation")
    }
  }

  /// The class name in Keras.
  public var className: String {
    if case .merge(let merge) = self { return merge.function.rawValue }
    return type(of: rules).className
  }

  /// Whether it is an entry of the model.
  public var isInput: Bool {
    if case .inputLayer = self { return true }
    return false
  }

  /// The names of the fields that can be set.
  public var fieldNames: [String] { Self.names(of: rules) }

  /// The value of a field by its Keras name; nil when the class has no such field.
  public func value(of field: String) -> FieldValue? { Self.read(field, of: rules) }

  /// The operation with one field set.
  ///
  /// - Throws: `RuleViolation.invalid` for a field the class lacks or a value the field does not take.
  public func setting(
    _ field: String, to value: FieldValue
  ) throws(RuleViolation) -> Operation {
    try Self.write(field, value, to: rules, className: className)
  }

  private static func names<Rules: LayerRules>(of rules: Rules) -> [String] {
    Rules.fields.map(\.name)
  }

  private static func read<Rules: LayerRules>(_ name: String, of rules: Rules) -> FieldValue? {
    Rules.fields.first { $0.name == name }?.get(rules)
  }

  private static func write<Rules: LayerRules>(
    _ name: String, _ value: FieldValue, to rules: Rules, className: String
  ) throws(RuleViolation) -> Operation {
    guard let field = Rules.fields.first(where: { $0.name == name }) else {
      let names = Rules.fields.map(\.name).joined(separator: ", ")
      throw .invalid(
        names.isEmpty
          ? "\(className) has no field that can be set"
          : "\(className) has no field '\(name)'; it has \(names)")
    }
    var copy = rules
    try field.set(&copy, value)
    return Operation(copy)
  }
}
