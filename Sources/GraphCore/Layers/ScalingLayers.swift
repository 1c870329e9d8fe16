/// `x * scale + offset`.
public struct Rescaling: Hashable, Sendable {
  /// The factor.
  public var scale: Double
  /// What is added.
  public var offset: Double

  /// A layer with that factor and offset.
  public init(scale: Double, offset: Double = 0) {
    self.scale = scale
    self.offset = offset
  }
}

/// `(x - mean) / sqrt(variance)` along the channels.
public struct Normalization: Hashable, Sendable {
  /// The axis with its own mean and variance, the batch axis being 0; negative ones count from the
  /// end; nil for one mean and variance of all.
  public var axis: Int?
  /// The mean for each channel, when the configuration gives it; else the layer has weights.
  public var mean: [Double]?
  /// The variance for each channel, when the configuration gives it.
  public var variance: [Double]?

  /// A layer with weights, or with the given numbers.
  public init(axis: Int? = -1, mean: [Double]? = nil, variance: [Double]? = nil) {
    self.axis = axis
    self.mean = mean
    self.variance = variance
  }
}

/// `x + scale * residual`, the residual sum of Keras' InceptionResNetV2.
///
/// Source: keras/src/applications/inception_resnet_v2.py.
public struct CustomScaleLayer: Hashable, Sendable {
  /// The factor of the second input.
  public var scale: Double

  /// A layer with that factor.
  public init(scale: Double) {
    self.scale = scale
  }
}

/// A learned factor for each channel, of Keras' ConvNeXt.
///
/// Source: keras/src/applications/convnext.py.
public struct LayerScale: Hashable, Sendable {
  /// What the factors start from.
  public var initValues: Double
  /// The number of channels.
  public var projectionDim: Int

  /// A layer for that many channels.
  public init(initValues: Double, projectionDim: Int) {
    self.initValues = initValues
    self.projectionDim = projectionDim
  }
}

extension Rescaling: LayerRules {
  public static var className: String { "Rescaling" }
  public static var fields: [Field<Rescaling>] {
    [.number("scale", \.scale), .number("offset", \.offset)]
  }
  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape { try single(inputs) }
}

extension Normalization: LayerRules {
  public static var className: String { "Normalization" }

  public static var fields: [Field<Normalization>] {
    [
      Field(
        name: "axis", get: { $0.axis.map(FieldValue.integer) ?? .none },
        set: { (layer, value) throws(RuleViolation) in
          switch value {
          // Keras writes no axis as null or as an empty list.
          case .none, .integers([]): layer.axis = nil
          case .integer(let axis): layer.axis = axis
          case .integers(let axes) where axes.count == 1: layer.axis = axes[0]
          default: throw .invalid("axis takes one axis such as -1, or none, got \(value.inWords)")
          }
        })
    ]
  }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let input = try single(inputs)
    if let axis { _ = try LayerChecks.sampleAxis(axis, of: input) }
    return input
  }

  public var hasWeights: Bool { mean == nil && variance == nil }

  /// Mean and variance along the axis and a count, unless the configuration gives the numbers.
  public func weights(_ inputs: [Shape]) throws(RuleViolation) -> [WeightSpecification] {
    guard hasWeights else { return [] }
    var sizes: [Int] = []
    if let axis {
      let input = try single(inputs)
      let index = try LayerChecks.sampleAxis(axis, of: input)
      sizes = [try knownChannels(Shape(input.dimensions[index]))]
    }
    return [
      WeightSpecification("mean", sizes, isTrainable: false),
      WeightSpecification("variance", sizes, isTrainable: false),
      WeightSpecification("count", [], isTrainable: false),
    ]
  }
}

extension LayerScale: LayerRules {
  public static var className: String { "LayerScale" }
  public static var fields: [Field<LayerScale>] {
    [.number("init_values", \.initValues), .integer("projection_dim", \.projectionDim)]
  }

  public func validate() throws(RuleViolation) {
    try LayerChecks.positive("projection_dim", projectionDim)
  }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let input = try single(inputs)
    if let channels = input.channels.value, channels != projectionDim {
      throw .invalid(
        "has factors for \(projectionDim) channels (projection_dim), got an input of \(input)")
    }
    return input
  }

  public var hasWeights: Bool { true }

  public func weights(_ inputs: [Shape]) throws(RuleViolation) -> [WeightSpecification] {
    [WeightSpecification("gamma", [projectionDim])]
  }
}

extension CustomScaleLayer: LayerRules {
  public static var className: String { "CustomScaleLayer" }
  public static var fields: [Field<CustomScaleLayer>] { [.number("scale", \.scale)] }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    guard inputs.count == 2 else { throw .invalid("takes two inputs, got \(inputs.count)") }
    return try Broadcast.shape(inputs)
  }
}
