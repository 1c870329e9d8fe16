/// Normalizes each channel by a mean and a variance that training collected.
public struct BatchNormalization: Hashable, Sendable {
  /// The axis with the channels, the batch axis being 0; negative ones count from the end.
  public var axis: Int
  /// How much of the old statistics a training step keeps.
  public var momentum: Double
  /// What is added to the variance.
  public var epsilon: Double
  /// Whether an offset `beta` is learned.
  public var center: Bool
  /// Whether a factor `gamma` is learned.
  public var scale: Bool

  /// A normalization with Keras' defaults.
  public init(
    axis: Int = -1, momentum: Double = 0.99, epsilon: Double = 0.001, center: Bool = true,
    scale: Bool = true
  ) {
    self.axis = axis
    self.momentum = momentum
    self.epsilon = epsilon
    self.center = center
    self.scale = scale
  }
}

extension BatchNormalization: LayerRules {
  public static var className: String { "BatchNormalization" }

  public static var fields: [Field<BatchNormalization>] {
    [
      .integer("axis", \.axis),
      .number("momentum", \.momentum),
      .number("epsilon", \.epsilon),
      .boolean("center", \.center),
      .boolean("scale", \.scale),
    ]
  }

  public func validate() throws(RuleViolation) {
    guard epsilon >= 0 else { throw .invalid("epsilon must not be negative, got \(epsilon)") }
  }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let input = try single(inputs)
    _ = try LayerChecks.sampleAxis(axis, of: input)
    return input
  }

  public var hasWeights: Bool { true }

  public func weights(_ inputs: [Shape]) throws(RuleViolation) -> [WeightSpecification] {
    let input = try single(inputs)
    let axis = try LayerChecks.sampleAxis(axis, of: input)
    let channels = try knownChannels(Shape(input.dimensions[axis]))
    var weights: [WeightSpecification] = []
    if scale { weights.append(WeightSpecification("gamma", [channels])) }
    if center { weights.append(WeightSpecification("beta", [channels])) }
    weights.append(WeightSpecification("moving_mean", [channels], isTrainable: false))
    weights.append(WeightSpecification("moving_variance", [channels], isTrainable: false))
    return weights
  }
}
