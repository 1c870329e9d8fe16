/// Normalizes groups of neighbouring channels, each over the whole map of a sample.
public struct GroupNormalization: Hashable, Sendable {
  /// Into how many groups the channels are split; -1 for one of each channel.
  public var groups: Int
  /// The axis with the channels, the batch axis being 0; negative ones count from the end.
  public var axis: Int
  /// What is added to the variance.
  public var epsilon: Double
  /// Whether an offset `beta` is learned.
  public var center: Bool
  /// Whether a factor `gamma` is learned.
  public var scale: Bool

  /// A normalization with Keras' defaults.
  public init(
    groups: Int = 32, axis: Int = -1, epsilon: Double = 0.001, center: Bool = true,
    scale: Bool = true
  ) {
    self.groups = groups
    self.axis = axis
    self.epsilon = epsilon
    self.center = center
    self.scale = scale
  }
}

extension GroupNormalization: LayerRules {
  public static var className: String { "GroupNormalization" }

  public static var fields: [Field<GroupNormalization>] {
    [
      .integer("groups", \.groups),
      .integer("axis", \.axis),
      .number("epsilon", \.epsilon),
      .boolean("center", \.center),
      .boolean("scale", \.scale),
    ]
  }

  public func validate() throws(RuleViolation) {
    guard groups > 0 || groups == -1 else {
      throw .invalid("groups must be 1 or more, or -1 for each channel by itself, got \(groups)")
    }
    try LayerChecks.notNegative("epsilon", epsilon)
  }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let input = try single(inputs)
    let axis = try LayerChecks.sampleAxis(axis, of: input)
    if groups > 0, let channels = input.dimensions[axis].value, channels % groups != 0 {
      throw .invalid("\(channels) channels do not split into \(groups) groups")
    }
    return input
  }

  public var hasWeights: Bool { scale || center }

  public func weights(_ inputs: [Shape]) throws(RuleViolation) -> [WeightSpecification] {
    let input = try single(inputs)
    let axis = try LayerChecks.sampleAxis(axis, of: input)
    let channels = try knownChannels(Shape(input.dimensions[axis]))
    var weights: [WeightSpecification] = []
    if scale { weights.append(WeightSpecification("gamma", [channels])) }
    if center { weights.append(WeightSpecification("beta", [channels])) }
    return weights
  }
}
