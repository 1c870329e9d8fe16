/// A fully connected layer on the innermost axis.
public struct Dense: Hashable, Sendable {
  /// The number of outputs.
  public var units: Int
  /// What is applied to the sum.
  public var activation: Activation
  /// Whether a bias is added for each output.
  public var useBias: Bool

  /// A dense layer with Keras' defaults.
  public init(units: Int, activation: Activation = .linear, useBias: Bool = true) {
    self.units = units
    self.activation = activation
    self.useBias = useBias
  }
}

extension Dense: LayerRules {
  public static var className: String { "Dense" }

  public static var fields: [Field<Dense>] {
    [
      .integer("units", \.units),
      .activation(\.activation),
      .boolean("use_bias", \.useBias),
    ]
  }

  public func validate() throws(RuleViolation) {
    try LayerChecks.positive("units", units)
  }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let input = try single(inputs)
    guard input.rank >= 1 else { throw .invalid("takes an input of one axis or more") }
    return Shape(input.dimensions.dropLast() + [.fixed(units)])
  }

  public var hasWeights: Bool { true }

  public func weights(_ inputs: [Shape]) throws(RuleViolation) -> [WeightSpecification] {
    let channels = try knownChannels(single(inputs))
    var weights = [WeightSpecification("kernel", [channels, units])]
    if useBias { weights.append(WeightSpecification("bias", [units])) }
    return weights
  }

  public func multiplyAccumulates(
    _ inputs: [Shape], output: Shape
  ) throws(RuleViolation) -> Int? {
    let channels = try knownChannels(single(inputs))
    guard let positions = try Checked.product(Array(output.dimensions.dropLast())) else {
      return nil
    }
    return try Checked.product(positions, channels, units)
  }
}
