/// The configuration of a pooling layer with a window, channels last.
public struct Pooling2D: Hashable, Sendable {
  /// The window's height and width.
  public var poolSize: Size2D
  /// The step of the window.
  public var strides: Size2D
  /// How the border is treated; positions outside the map take no part.
  public var padding: Padding

  /// A window with Keras' defaults; without strides it steps by its own size.
  public init(poolSize: Size2D = 2, strides: Size2D? = nil, padding: Padding = .valid) {
    self.poolSize = poolSize
    self.strides = strides ?? poolSize
    self.padding = padding
  }

  func validate() throws(RuleViolation) {
    try LayerChecks.positive("pool_size", poolSize)
    try LayerChecks.positive("strides", strides)
  }

  func outputShape(of input: Shape) throws(RuleViolation) -> Shape {
    Shape(
      try WindowShape.outputSize(
        input: input.dimensions[0], window: poolSize.height, stride: strides.height,
        padding: padding),
      try WindowShape.outputSize(
        input: input.dimensions[1], window: poolSize.width, stride: strides.width,
        padding: padding),
      input.channels)
  }
}

/// The largest value in each window, channel by channel.
public struct MaxPooling2D: Hashable, Sendable {
  /// The window.
  public var window: Pooling2D

  /// A pooling layer with that window.
  public init(_ window: Pooling2D) {
    self.window = window
  }
}

/// The mean of each window, channel by channel, padding left out of the count.
public struct AveragePooling2D: Hashable, Sendable {
  /// The window.
  public var window: Pooling2D

  /// A pooling layer with that window.
  public init(_ window: Pooling2D) {
    self.window = window
  }
}

extension MaxPooling2D: WindowPooling {
  public static var className: String { "MaxPooling2D" }
}

extension AveragePooling2D: WindowPooling {
  public static var className: String { "AveragePooling2D" }
}

/// A layer that makes one number of each window.
public protocol WindowPooling: LayerRules {
  /// The window.
  var window: Pooling2D { get set }
}

extension WindowPooling {
  public static var fields: [Field<Self>] {
    [
      .size("pool_size", \.window.poolSize),
      .choice("padding", \.window.padding),
      .size("strides", \.window.strides),
    ]
  }

  public func validate() throws(RuleViolation) { try window.validate() }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    try window.outputShape(of: singleMap(inputs))
  }
}
