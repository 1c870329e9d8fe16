/// A transposed convolution, which spreads each input position over a window of the output.
public struct Conv2DTranspose: Hashable, Sendable {
  /// The number of output channels.
  public var filters: Int
  /// The window's height and width.
  public var kernelSize: Size2D
  /// The distance in the output between neighbouring input positions.
  public var strides: Size2D
  /// How the border is treated.
  public var padding: Padding
  /// The distance between the window's taps.
  public var dilationRate: Size2D
  /// What is added to the output's size; nil leaves the size to the other fields.
  public var outputPadding: Size2D?
  /// What is applied to the sum.
  public var activation: Activation
  /// Whether a bias is added for each output channel.
  public var useBias: Bool

  /// A transposed convolution with Keras' defaults.
  public init(
    filters: Int, kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid,
    dilationRate: Size2D = 1, outputPadding: Size2D? = nil, activation: Activation = .linear,
    useBias: Bool = true
  ) {
    self.filters = filters
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.dilationRate = dilationRate
    self.outputPadding = outputPadding
    self.activation = activation
    self.useBias = useBias
  }

  /// The size of the output along one axis.
  ///
  /// With the extent `e = dilation * (window - 1) + 1`: 'valid' gives
  /// `size * stride + max(e - stride, 0)`, 'same' gives `size * stride`; with an output padding `o`
  /// both give `(size - 1) * stride + e - 2p + o`, `p` being 0 or `e / 2`.
  /// Source: keras/src/backend/common/backend_utils.py, _get_output_shape_given_tf_padding.
  private func outputSize(
    _ input: Dimension, window: Int, stride: Int, dilation: Int, outputPadding: Int?
  ) throws(RuleViolation) -> Dimension {
    guard let size = input.value else { return .unknown }
    let extent = try Checked.sum(Checked.product(dilation, window - 1), 1)
    let result: Int
    if let outputPadding {
      let border = padding == .same ? extent / 2 : 0
      result = try Checked.sum(
        Checked.product(size - 1, stride), extent, -2 * border, outputPadding)
    } else {
      let overhang = padding == .valid ? max(extent - stride, 0) : 0
      result = try Checked.sum(Checked.product(size, stride), overhang)
    }
    guard result > 0 else { throw .invalid("the output would be empty") }
    return .fixed(result)
  }
}

extension Conv2DTranspose: LayerRules {
  public static var className: String { "Conv2DTranspose" }

  public static var fields: [Field<Conv2DTranspose>] {
    [
      .integer("filters", \.filters),
      .size("kernel_size", \.kernelSize),
      .size("strides", \.strides),
      .choice("padding", \.padding),
      .size("dilation_rate", \.dilationRate),
      Field(
        name: "output_padding",
        get: { $0.outputPadding.map { .integers([$0.height, $0.width]) } ?? .none },
        set: { (layer, value) throws(RuleViolation) in
          switch value {
          case .none: layer.outputPadding = nil
          case .integer(let side): layer.outputPadding = Size2D(side, side)
          case .integers(let sides) where sides.count == 2:
            layer.outputPadding = Size2D(sides[0] ?? 0, sides[1] ?? 0)
          default:
            throw .invalid("output_padding takes a size such as 1, or none, got \(value.inWords)")
          }
        }),
      .activation(\.activation),
      .boolean("use_bias", \.useBias),
    ]
  }

  public func validate() throws(RuleViolation) {
    try LayerChecks.positive("filters", filters)
    try LayerChecks.positive("kernel_size", kernelSize)
    try LayerChecks.positive("strides", strides)
    try LayerChecks.positive("dilation_rate", dilationRate)
    try LayerChecks.notBothAboveOne(strides: strides, dilationRate: dilationRate)
    if let outputPadding {
      guard outputPadding.height >= 0, outputPadding.width >= 0,
        outputPadding.height < strides.height, outputPadding.width < strides.width
      else {
        throw .invalid("output_padding (\(outputPadding)) must be below strides (\(strides))")
      }
    }
  }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let input = try singleMap(inputs)
    return Shape(
      try outputSize(
        input.dimensions[0], window: kernelSize.height, stride: strides.height,
        dilation: dilationRate.height, outputPadding: outputPadding?.height),
      try outputSize(
        input.dimensions[1], window: kernelSize.width, stride: strides.width,
        dilation: dilationRate.width, outputPadding: outputPadding?.width),
      .fixed(filters))
  }

  public var hasWeights: Bool { true }

  public func weights(_ inputs: [Shape]) throws(RuleViolation) -> [WeightSpecification] {
    let channels = try knownChannels(single(inputs))
    var weights = [
      WeightSpecification("kernel", [kernelSize.height, kernelSize.width, filters, channels])
    ]
    if useBias { weights.append(WeightSpecification("bias", [filters])) }
    return weights
  }

  /// Every input position meets every tap of the window once; what falls off the border counts too.
  public func multiplyAccumulates(
    _ inputs: [Shape], output: Shape
  ) throws(RuleViolation) -> Int? {
    let input = try single(inputs)
    guard let elements = try Checked.product(input.dimensions) else { return nil }
    return try Checked.product(elements, kernelSize.height, kernelSize.width, filters)
  }
}
