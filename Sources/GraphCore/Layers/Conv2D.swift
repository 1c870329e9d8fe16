/// A two-dimensional convolution, channels last.
public struct Conv2D: Hashable, Sendable {
  /// The number of output channels.
  public var filters: Int
  /// The window's height and width.
  public var kernelSize: Size2D
  /// The step of the window.
  public var strides: Size2D
  /// How the border is treated.
  public var padding: Padding
  /// The distance between the window's taps.
  public var dilationRate: Size2D
  /// The number of groups that the channels are split into.
  public var groups: Int
  /// What is applied to the sum.
  public var activation: Activation
  /// Whether a bias is added for each output channel.
  public var useBias: Bool

  /// A convolution with Keras' defaults.
  public init(
    filters: Int, kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid,
    dilationRate: Size2D = 1, groups: Int = 1, activation: Activation = .linear,
    useBias: Bool = true
  ) {
    self.filters = filters
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.dilationRate = dilationRate
    self.groups = groups
    self.activation = activation
    self.useBias = useBias
  }
}

extension Conv2D: LayerRules {
  public static var className: String { "Conv2D" }

  public static var fields: [Field<Conv2D>] {
    [
      .integer("filters", \.filters),
      .size("kernel_size", \.kernelSize),
      .size("strides", \.strides),
      .choice("padding", \.padding),
      .size("dilation_rate", \.dilationRate),
      .integer("groups", \.groups),
      .activation(\.activation),
      .boolean("use_bias", \.useBias),
    ]
  }

  public func validate() throws(RuleViolation) {
    try LayerChecks.positive("filters", filters)
    try LayerChecks.positive("kernel_size", kernelSize)
    try LayerChecks.positive("strides", strides)
    try LayerChecks.positive("dilation_rate", dilationRate)
    try LayerChecks.positive("groups", groups)
    guard filters.isMultiple(of: groups) else {
      throw .invalid("filters (\(filters)) must be a multiple of groups (\(groups))")
    }
    try LayerChecks.notBothAboveOne(strides: strides, dilationRate: dilationRate)
  }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let input = try singleMap(inputs)
    if let channels = input.channels.value, !channels.isMultiple(of: groups) {
      throw .invalid("its input has \(channels) channels, no multiple of groups (\(groups))")
    }
    return Shape(
      try WindowShape.outputSize(
        input: input.dimensions[0], window: kernelSize.height, stride: strides.height,
        dilation: dilationRate.height, padding: padding),
      try WindowShape.outputSize(
        input: input.dimensions[1], window: kernelSize.width, stride: strides.width,
        dilation: dilationRate.width, padding: padding),
      .fixed(filters))
  }

  public var hasWeights: Bool { true }

  public func weights(_ inputs: [Shape]) throws(RuleViolation) -> [WeightSpecification] {
    let channels = try knownChannels(single(inputs))
    var weights = [
      WeightSpecification(
        "kernel", [kernelSize.height, kernelSize.width, channels / groups, filters])
    ]
    if useBias { weights.append(WeightSpecification("bias", [filters])) }
    return weights
  }

  public func multiplyAccumulates(
    _ inputs: [Shape], output: Shape
  ) throws(RuleViolation) -> Int? {
    let channels = try knownChannels(single(inputs))
    let positions = try Checked.product(Array(output.dimensions.dropLast()))
    guard let positions else { return nil }
    return try Checked.product(
      positions, kernelSize.height, kernelSize.width, channels / groups, filters)
  }
}
