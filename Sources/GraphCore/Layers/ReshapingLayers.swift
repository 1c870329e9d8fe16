/// Makes one axis of all.
public struct Flatten: Hashable, Sendable {
  /// A layer that flattens its input.
  public init() {}
}

/// Gives the elements another shape, in the same order.
public struct Reshape: Hashable, Sendable {
  /// The sizes of one sample; one of them may be -1, which takes what is left.
  public var targetShape: [Int]

  /// A layer with that target.
  public init(targetShape: [Int]) {
    self.targetShape = targetShape
  }
}

/// Puts the axes in another order.
public struct Permute: Hashable, Sendable {
  /// The axes in their new order, the first after the batch axis being 1.
  public var dims: [Int]

  /// A layer with that order.
  public init(dims: [Int]) {
    self.dims = dims
  }
}

extension Flatten: LayerRules {
  public static var className: String { "Flatten" }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let count = try Checked.product(single(inputs).dimensions)
    return Shape(count.map(Dimension.fixed) ?? .unknown)
  }
}

extension Reshape: LayerRules {
  public static var className: String { "Reshape" }

  public static var fields: [Field<Reshape>] {
    [
      Field(
        name: "target_shape", get: { .integers($0.targetShape) },
        set: { (layer, value) throws(RuleViolation) in
          switch value {
          case .integer(let size): layer.targetShape = [size]
          case .integers(let sizes): layer.targetShape = sizes.map { $0 ?? -1 }
          default: throw .invalid("target_shape takes sizes such as 7x7x64, got \(value.inWords)")
          }
        })
    ]
  }

  public func validate() throws(RuleViolation) {
    guard targetShape.allSatisfy({ $0 > 0 || $0 == -1 }),
      targetShape.count(where: { $0 == -1 }) <= 1
    else {
      throw .invalid("target_shape needs sizes of 1 or more and at most one -1, got \(targetShape)")
    }
  }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let known = try Checked.product(targetShape.filter { $0 != -1 })
    guard let count = try Checked.product(single(inputs).dimensions) else {
      return Shape(targetShape.map { $0 == -1 ? .unknown : .fixed($0) })
    }
    guard targetShape.contains(-1) ? count.isMultiple(of: known) : count == known else {
      throw .invalid("\(count) elements do not fit into target_shape \(targetShape)")
    }
    return Shape(targetShape.map { .fixed($0 == -1 ? count / known : $0) })
  }
}

extension Permute: LayerRules {
  public static var className: String { "Permute" }

  public static var fields: [Field<Permute>] {
    [
      Field(
        name: "dims", get: { .integers($0.dims) },
        set: { (layer, value) throws(RuleViolation) in
          switch value {
          case .integer(let axis): layer.dims = [axis]
          case .integers(let axes): layer.dims = axes.map { $0 ?? 0 }
          default: throw .invalid("dims takes axes such as 2x1x3, got \(value.inWords)")
          }
        })
    ]
  }

  public func validate() throws(RuleViolation) {
    guard dims.sorted() == Array(1..<(dims.count + 1)) else {
      throw .invalid("dims must hold each of 1 to \(dims.count) once, got \(dims)")
    }
  }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let input = try single(inputs)
    guard input.rank == dims.count else {
      throw .invalid("dims \(dims) do not fit an input of \(input)")
    }
    return Shape(dims.map { input.dimensions[$0 - 1] })
  }
}
