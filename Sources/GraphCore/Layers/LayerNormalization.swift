/// Normalizes each position over its innermost axis.
public struct LayerNormalization: Hashable, Sendable {
  /// The axis that is normalized over, the batch axis being 0; negative ones count from the end.
  public var axis: Int
  /// What is added to the variance.
  public var epsilon: Double
  /// Whether an offset `beta` is learned.
  public var center: Bool
  /// Whether a factor `gamma` is learned.
  public var scale: Bool

  /// A normalization with Keras' defaults.
  public init(axis: Int = -1, epsilon: Double = 0.001, center: Bool = true, scale: Bool = true) {
    self.axis = axis
    self.epsilon = epsilon
    self.center = center
    self.scale = scale
  }
}

extension LayerNormalization: LayerRules {
  public static var className: String { "LayerNormalization" }

  public static var fields: [Field<LayerNormalization>] {
    [
      Field(
        name: "axis", get: { .integer($0.axis) },
        set: { (layer, value) throws(RuleViolation) in
          switch value {
          case .integer(let axis): layer.axis = axis
          case .integers(let axes) where axes.count == 1: layer.axis = axes[0] ?? -1
          default: throw .invalid("axis takes one axis such as -1, got '\(value)'")
          }
        }),
      .number("epsilon", \.epsilon),
      .boolean("center", \.center),
      .boolean("scale", \.scale),
    ]
  }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let input = try single(inputs)
    guard try LayerChecks.sampleAxis(axis, of: input) == input.rank - 1 else {
      throw .invalid("normalizes over the last axis only, got axis \(axis)")
    }
    return input
  }

  public func weights(_ inputs: [Shape]) throws(RuleViolation) -> [WeightSpecification] {
    let channels = try knownChannels(single(inputs))
    var weights: [WeightSpecification] = []
    if scale { weights.append(WeightSpecification("gamma", [channels])) }
    if center { weights.append(WeightSpecification("beta", [channels])) }
    return weights
  }
}
