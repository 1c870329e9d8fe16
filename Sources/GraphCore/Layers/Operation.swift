/// What a layer does: one case a Keras layer class, with that class' configuration.
public enum Operation: Hashable, Sendable {
  case inputLayer(InputLayer)
  case conv2D(Conv2D)
  case depthwiseConv2D(DepthwiseConv2D)
  case separableConv2D(SeparableConv2D)
  case conv2DTranspose(Conv2DTranspose)
  case dense(Dense)
  case batchNormalization(BatchNormalization)
  case layerNormalization(LayerNormalization)
  case groupNormalization(GroupNormalization)
  case activation(ActivationLayer)
  case relu(ReLU)
  case leakyReLU(LeakyReLU)
  case prelu(PReLU)
  case elu(ELU)
  case softmax(Softmax)
  case maxPooling2D(MaxPooling2D)
  case averagePooling2D(AveragePooling2D)
  case globalAveragePooling2D(GlobalAveragePooling2D)
  case globalMaxPooling2D(GlobalMaxPooling2D)
  case concatenate(Concatenate)
  case merge(Merge)
  case customScale(CustomScaleLayer)
  case layerScale(LayerScale)
  case zeroPadding2D(ZeroPadding2D)
  case cropping2D(Cropping2D)
  case upSampling2D(UpSampling2D)
  case flatten(Flatten)
  case reshape(Reshape)
  case permute(Permute)
  case identity(IdentityLayer)
  case rescaling(Rescaling)
  case normalization(Normalization)
  case model(NestedModel)
  case opaque(OpaqueLayer)
}

extension Operation {
  /// The configuration with its rules.
  public var rules: any LayerRules {
    switch self {
    case .inputLayer(let layer): layer
    case .conv2D(let layer): layer
    case .depthwiseConv2D(let layer): layer
    case .separableConv2D(let layer): layer
    case .conv2DTranspose(let layer): layer
    case .dense(let layer): layer
    case .batchNormalization(let layer): layer
    case .layerNormalization(let layer): layer
    case .groupNormalization(let layer): layer
    case .activation(let layer): layer
    case .relu(let layer): layer
    case .leakyReLU(let layer): layer
    case .prelu(let layer): layer
    case .elu(let layer): layer
    case .softmax(let layer): layer
    case .maxPooling2D(let layer): layer
    case .averagePooling2D(let layer): layer
    case .globalAveragePooling2D(let layer): layer
    case .globalMaxPooling2D(let layer): layer
    case .concatenate(let layer): layer
    case .merge(let layer): layer
    case .customScale(let layer): layer
    case .layerScale(let layer): layer
    case .zeroPadding2D(let layer): layer
    case .cropping2D(let layer): layer
    case .upSampling2D(let layer): layer
    case .flatten(let layer): layer
    case .reshape(let layer): layer
    case .permute(let layer): layer
    case .identity(let layer): layer
    case .rescaling(let layer): layer
    case .normalization(let layer): layer
    case .model(let layer): layer
    case .opaque(let layer): layer
    }
  }

  /// The operation of a configuration.
  public init(_ rules: some LayerRules) {
    switch rules {
    case let layer as InputLayer: self = .inputLayer(layer)
    case let layer as Conv2D: self = .conv2D(layer)
    case let layer as DepthwiseConv2D: self = .depthwiseConv2D(layer)
    case let layer as SeparableConv2D: self = .separableConv2D(layer)
    case let layer as Conv2DTranspose: self = .conv2DTranspose(layer)
    case let layer as Dense: self = .dense(layer)
    case let layer as BatchNormalization: self = .batchNormalization(layer)
    case let layer as LayerNormalization: self = .layerNormalization(layer)
    case let layer as GroupNormalization: self = .groupNormalization(layer)
    case let layer as ActivationLayer: self = .activation(layer)
    case let layer as ReLU: self = .relu(layer)
    case let layer as LeakyReLU: self = .leakyReLU(layer)
    case let layer as PReLU: self = .prelu(layer)
    case let layer as ELU: self = .elu(layer)
    case let layer as Softmax: self = .softmax(layer)
    case let layer as MaxPooling2D: self = .maxPooling2D(layer)
    case let layer as AveragePooling2D: self = .averagePooling2D(layer)
    case let layer as GlobalAveragePooling2D: self = .globalAveragePooling2D(layer)
    case let layer as GlobalMaxPooling2D: self = .globalMaxPooling2D(layer)
    case let layer as Concatenate: self = .concatenate(layer)
    case let layer as Merge: self = .merge(layer)
    case let layer as CustomScaleLayer: self = .customScale(layer)
    case let layer as LayerScale: self = .layerScale(layer)
    case let layer as ZeroPadding2D: self = .zeroPadding2D(layer)
    case let layer as Cropping2D: self = .cropping2D(layer)
    case let layer as UpSampling2D: self = .upSampling2D(layer)
    case let layer as Flatten: self = .flatten(layer)
    case let layer as Reshape: self = .reshape(layer)
    case let layer as Permute: self = .permute(layer)
    case let layer as IdentityLayer: self = .identity(layer)
    case let layer as Rescaling: self = .rescaling(layer)
    case let layer as Normalization: self = .normalization(layer)
    case let layer as NestedModel: self = .model(layer)
    case let layer as OpaqueLayer: self = .opaque(layer)
    default: preconditionFailure("\(type(of: rules)) has no case in Operation")
    }
  }

  /// The class name in Keras.
  public var className: String {
    switch self {
    case .merge(let merge): merge.function.rawValue
    case .identity(let layer): layer.kind.rawValue
    case .opaque(let layer): layer.kerasClass
    case .model(let model): model.isSequential ? "Sequential" : "Functional"
    default: type(of: rules).className
    }
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
