/// A convolution of each channel by itself.
public struct DepthwiseConv2D: Hashable, Sendable {
  /// The window's height and width.
  public var kernelSize: Size2D
  /// The step of the window.
  public var strides: Size2D
  /// How the border is treated.
  public var padding: Padding
  /// The number of output channels for each input channel.
  public var depthMultiplier: Int
  /// The distance between the window's taps.
  public var dilationRate: Size2D
  /// What is applied to the sum.
  public var activation: Activation
  /// Whether a bias is added for each output channel.
  public var useBias: Bool

  /// A depthwise convolution with Keras' defaults.
  public init(
    kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid, depthMultiplier: Int = 1,
    dilationRate: Size2D = 1, activation: Activation = .linear, useBias: Bool = true
  ) {
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.depthMultiplier = depthMultiplier
    self.dilationRate = dilationRate
    self.activation = activation
    self.useBias = useBias
  }

  /// The convolution of the windows alone, which has the same output positions.
  private var window: Conv2D {
    Conv2D(
      filters: 1, kernelSize: kernelSize, strides: strides, padding: padding,
      dilationRate: dilationRate)
  }
}

extension DepthwiseConv2D: LayerRules {
  public static var className: String { "DepthwiseConv2D" }

  public static var fields: [Field<DepthwiseConv2D>] {
    [
      .size("kernel_size", \.kernelSize),
      .size("strides", \.strides),
      .choice("padding", \.padding),
      .integer("depth_multiplier", \.depthMultiplier),
      .size("dilation_rate", \.dilationRate),
      .activation(\.activation),
      .boolean("use_bias", \.useBias),
    ]
  }

  public func validate() throws(RuleViolation) {
    try LayerChecks.positive("depth_multiplier", depthMultiplier)
    try window.validate()
  }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let channels = try knownChannels(singleMap(inputs))
    var shape = try window.outputShape(inputs)
    shape.dimensions[2] = .fixed(try Checked.product(channels, depthMultiplier))
    return shape
  }

  public var hasWeights: Bool { true }

  public func weights(_ inputs: [Shape]) throws(RuleViolation) -> [WeightSpecification] {
    let channels = try knownChannels(single(inputs))
    var weights = [
      WeightSpecification(
        "kernel", [kernelSize.height, kernelSize.width, channels, depthMultiplier],
        isDepthwise: true)
    ]
    if useBias {
      weights.append(
        WeightSpecification("bias", [try Checked.product(channels, depthMultiplier)]))
    }
    return weights
  }

  public func multiplyAccumulates(
    _ inputs: [Shape], output: Shape
  ) throws(RuleViolation) -> Int? {
    guard let elements = try Checked.product(output.dimensions) else { return nil }
    return try Checked.product(elements, kernelSize.height, kernelSize.width)
  }
}
