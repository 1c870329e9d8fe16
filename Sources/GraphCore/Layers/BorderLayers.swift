/// Numbers of rows and columns on the four sides of a map.
public struct Border2D: Hashable, Sendable {
  /// Rows above.
  public var top: Int
  /// Rows below.
  public var bottom: Int
  /// Columns on the left.
  public var left: Int
  /// Columns on the right.
  public var right: Int

  /// The given widths.
  public init(top: Int, bottom: Int, left: Int, right: Int) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
  }

  /// Reads Keras' three ways to write a border: one number, two, or two pairs.
  init(_ name: String, _ value: FieldValue) throws(RuleViolation) {
    switch value {
    case .integer(let side):
      self.init(top: side, bottom: side, left: side, right: side)
    case .integers(let sides):
      let known = sides.compactMap(\.self)
      if known.count == 2, sides.count == 2 {
        self.init(top: known[0], bottom: known[0], left: known[1], right: known[1])
      } else if known.count == 4, sides.count == 4 {
        self.init(top: known[0], bottom: known[1], left: known[2], right: known[3])
      } else {
        throw Self.violation(name, value)
      }
    default:
      throw Self.violation(name, value)
    }
  }

  private static func violation(_ name: String, _ value: FieldValue) -> RuleViolation {
    .invalid(
      "\(name) takes one width, height x width, or top x bottom x left x right, got \(value.inWords)"
    )
  }

  var value: FieldValue { .integers([top, bottom, left, right]) }

  func validate(_ name: String) throws(RuleViolation) {
    guard top >= 0, bottom >= 0, left >= 0, right >= 0 else {
      throw .invalid("\(name) must not be negative, got \(value)")
    }
  }
}

/// Puts zeros around a map.
public struct ZeroPadding2D: Hashable, Sendable {
  /// How much is added.
  public var padding: Border2D

  /// A layer with that border.
  public init(_ padding: Border2D) {
    self.padding = padding
  }
}

/// Cuts off the border of a map.
public struct Cropping2D: Hashable, Sendable {
  /// How much is cut off.
  public var cropping: Border2D

  /// A layer with that border.
  public init(_ cropping: Border2D) {
    self.cropping = cropping
  }
}

extension ZeroPadding2D: LayerRules {
  public static var className: String { "ZeroPadding2D" }

  public static var fields: [Field<ZeroPadding2D>] {
    [
      Field(
        name: "padding", get: { $0.padding.value },
        set: { (layer, value) throws(RuleViolation) in
          layer.padding = try Border2D("padding", value)
        })
    ]
  }

  public func validate() throws(RuleViolation) { try padding.validate("padding") }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    var shape = try singleMap(inputs)
    if let height = shape.dimensions[0].value {
      shape.dimensions[0] = .fixed(try Checked.sum(height, padding.top, padding.bottom))
    }
    if let width = shape.dimensions[1].value {
      shape.dimensions[1] = .fixed(try Checked.sum(width, padding.left, padding.right))
    }
    return shape
  }
}

extension Cropping2D: LayerRules {
  public static var className: String { "Cropping2D" }

  public static var fields: [Field<Cropping2D>] {
    [
      Field(
        name: "cropping", get: { $0.cropping.value },
        set: { (layer, value) throws(RuleViolation) in
          layer.cropping = try Border2D("cropping", value)
        })
    ]
  }

  public func validate() throws(RuleViolation) { try cropping.validate("cropping") }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    var shape = try singleMap(inputs)
    let cuts = [
      try Checked.sum(cropping.top, cropping.bottom),
      try Checked.sum(cropping.left, cropping.right),
    ]
    for (axis, cut) in cuts.enumerated() {
      guard let size = shape.dimensions[axis].value else { continue }
      guard size > cut else {
        throw .invalid("the output would be empty: \(cut) of \(size) are cut off")
      }
      shape.dimensions[axis] = .fixed(size - cut)
    }
    return shape
  }
}
