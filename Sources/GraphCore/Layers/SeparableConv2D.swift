/// A depthwise convolution and a 1x1 convolution after it.
public struct SeparableConv2D: Hashable, Sendable {
  /// The number of output channels.
  public var filters: Int
  /// The depthwise part; its activation and bias are unused.
  public var depthwise: DepthwiseConv2D
  /// What is applied to the sum.
  public var activation: Activation
  /// Whether a bias is added for each output channel.
  public var useBias: Bool

  /// A separable convolution with Keras' defaults.
  public init(
    filters: Int, kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid,
    dilationRate: Size2D = 1, depthMultiplier: Int = 1, activation: Activation = .linear,
    useBias: Bool = true
  ) {
    self.filters = filters
    depthwise = DepthwiseConv2D(
      kernelSize: kernelSize, strides: strides, padding: padding,
      depthMultiplier: depthMultiplier, dilationRate: dilationRate, useBias: false)
    self.activation = activation
    self.useBias = useBias
  }
}

extension SeparableConv2D: LayerRules {
  public static var className: String { "SeparableConv2D" }

  public static var fields: [Field<SeparableConv2D>] {
    [
      .integer("filters", \.filters),
      .size("kernel_size", \.depthwise.kernelSize),
      .size("strides", \.depthwise.strides),
      .choice("padding", \.depthwise.padding),
      .size("dilation_rate", \.depthwise.dilationRate),
      .integer("depth_multiplier", \.depthwise.depthMultiplier),
      .activation(\.activation),
      .boolean("use_bias", \.useBias),
    ]
  }

  public func validate() throws(RuleViolation) {
    try LayerChecks.positive("filters", filters)
    try depthwise.validate()
  }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    var shape = try depthwise.outputShape(inputs)
    shape.dimensions[2] = .fixed(filters)
    return shape
  }

  public var hasWeights: Bool { true }

  public func weights(_ inputs: [Shape]) throws(RuleViolation) -> [WeightSpecification] {
    let channels = try knownChannels(single(inputs))
    let kernel = depthwise.kernelSize
    let multiplier = depthwise.depthMultiplier
    var weights = [
      WeightSpecification(
        "depthwise_kernel", [kernel.height, kernel.width, channels, multiplier], isDepthwise: true),
      WeightSpecification(
        "pointwise_kernel", [1, 1, try Checked.product(channels, multiplier), filters]),
    ]
    if useBias { weights.append(WeightSpecification("bias", [filters])) }
    return weights
  }

  /// Both parts at the output's positions.
  public func multiplyAccumulates(
    _ inputs: [Shape], output: Shape
  ) throws(RuleViolation) -> Int? {
    let channels = try knownChannels(single(inputs))
    guard let positions = try Checked.product(Array(output.dimensions.dropLast())) else {
      return nil
    }
    let middle = try Checked.product(channels, depthwise.depthMultiplier)
    let perPosition = try Checked.sum(
      Checked.product(depthwise.kernelSize.height, depthwise.kernelSize.width, middle),
      Checked.product(middle, filters))
    return try Checked.product(positions, perPosition)
  }
}
