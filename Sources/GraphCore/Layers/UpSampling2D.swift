/// Enlarges a map by whole factors.
public struct UpSampling2D: Hashable, Sendable {
  /// How new positions get their values.
  public enum Interpolation: String, Hashable, Sendable, CaseIterable {
    case nearest
    case bilinear
    case bicubic
    case lanczos3
    case lanczos5
  }

  /// The factors for height and width.
  public var size: Size2D
  /// How new positions get their values.
  public var interpolation: Interpolation

  /// A layer with Keras' defaults.
  public init(size: Size2D = 2, interpolation: Interpolation = .nearest) {
    self.size = size
    self.interpolation = interpolation
  }
}

extension UpSampling2D: LayerRules {
  public static var className: String { "UpSampling2D" }

  public static var fields: [Field<UpSampling2D>] {
    [.size("size", \.size), .choice("interpolation", \.interpolation)]
  }

  public func validate() throws(RuleViolation) { try LayerChecks.positive("size", size) }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    var shape = try singleMap(inputs)
    if let height = shape.dimensions[0].value {
      shape.dimensions[0] = .fixed(try Checked.product(height, size.height))
    }
    if let width = shape.dimensions[1].value {
      shape.dimensions[1] = .fixed(try Checked.product(width, size.width))
    }
    return shape
  }
}
