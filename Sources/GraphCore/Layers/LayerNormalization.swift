/// Normalizes over one or several axes, as a rule each position over its innermost one.
public struct LayerNormalization: Hashable, Sendable {
  /// The axes that are normalized over, the batch axis being 0; negative ones count from the end.
  public var axes: [Int]
  /// What is added to the variance.
  public var epsilon: Double
  /// Whether an offset `beta` is learned.
  public var center: Bool
  /// Whether a factor `gamma` is learned.
  public var scale: Bool

  /// A normalization with Keras' defaults.
  public init(
    axes: [Int] = [-1], epsilon: Double = 0.001, center: Bool = true, scale: Bool = true
  ) {
    self.axes = axes
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
        name: "axis",
        get: { $0.axes.count == 1 ? .integer($0.axes[0]) : .integers($0.axes) },
        set: { (layer, value) throws(RuleViolation) in
          switch value {
          case .integer(let axis): layer.axes = [axis]
          case .integers(let axes) where !axes.isEmpty && axes.allSatisfy({ $0 != nil }):
            layer.axes = axes.compactMap(\.self)
          default: throw .invalid("axis takes axes such as -1 or 1x2x3, got \(value.inWords)")
          }
        }),
      .number("epsilon", \.epsilon),
      .boolean("center", \.center),
      .boolean("scale", \.scale),
    ]
  }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let input = try single(inputs)
    _ = try sampleAxes(of: input)
    return input
  }

  public var hasWeights: Bool { scale || center }

  public func weights(_ inputs: [Shape]) throws(RuleViolation) -> [WeightSpecification] {
    let input = try single(inputs)
    var sizes: [Int] = []
    for axis in try sampleAxes(of: input) {
      guard let size = input.dimensions[axis].value else {
        throw .invalid("needs to know the sizes that it normalizes over, got an input of \(input)")
      }
      sizes.append(size)
    }
    var weights: [WeightSpecification] = []
    if scale { weights.append(WeightSpecification("gamma", sizes)) }
    if center { weights.append(WeightSpecification("beta", sizes)) }
    return weights
  }

  /// The axes within one sample's shape, outermost first, as Keras sorts them.
  package func sampleAxes(of shape: Shape) throws(RuleViolation) -> [Int] {
    var result: [Int] = []
    for axis in axes { result.append(try LayerChecks.sampleAxis(axis, of: shape)) }
    guard Set(result).count == result.count else {
      throw .invalid("an axis stands twice in axis \(axes)")
    }
    return result.sorted()
  }
}
