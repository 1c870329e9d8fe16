/// The mean of each channel over the whole map.
public struct GlobalAveragePooling2D: Hashable, Sendable {
  /// Whether height and width stay as axes of size 1.
  public var keepDims: Bool

  /// A layer with Keras' default.
  public init(keepDims: Bool = false) {
    self.keepDims = keepDims
  }
}

/// The largest value of each channel over the whole map.
public struct GlobalMaxPooling2D: Hashable, Sendable {
  /// Whether height and width stay as axes of size 1.
  public var keepDims: Bool

  /// A layer with Keras' default.
  public init(keepDims: Bool = false) {
    self.keepDims = keepDims
  }
}

extension GlobalAveragePooling2D: LayerRules {
  public static var className: String { "GlobalAveragePooling2D" }
  public static var fields: [Field<GlobalAveragePooling2D>] { [.boolean("keepdims", \.keepDims)] }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let channels = try singleMap(inputs).channels
    return keepDims ? Shape(1, 1, channels) : Shape(channels)
  }
}

extension GlobalMaxPooling2D: LayerRules {
  public static var className: String { "GlobalMaxPooling2D" }
  public static var fields: [Field<GlobalMaxPooling2D>] { [.boolean("keepdims", \.keepDims)] }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let channels = try singleMap(inputs).channels
    return keepDims ? Shape(1, 1, channels) : Shape(channels)
  }
}
