/// An activation function as a layer of its own.
public struct ActivationLayer: Hashable, Sendable {
  /// The function.
  public var activation: Activation

  /// A layer that applies the function.
  public init(_ activation: Activation) {
    self.activation = activation
  }
}

/// `min(max(x, 0), max_value)`, with a slope below a threshold.
public struct ReLU: Hashable, Sendable {
  /// The largest output; nil for no bound.
  public var maxValue: Double?
  /// The slope below the threshold.
  public var negativeSlope: Double
  /// Where the function starts to pass its input.
  public var threshold: Double

  /// A layer with Keras' defaults.
  public init(maxValue: Double? = nil, negativeSlope: Double = 0, threshold: Double = 0) {
    self.maxValue = maxValue
    self.negativeSlope = negativeSlope
    self.threshold = threshold
  }
}

/// `x` above 0 and `negative_slope * x` below.
public struct LeakyReLU: Hashable, Sendable {
  /// The slope below 0.
  public var negativeSlope: Double

  /// A layer with Keras' default.
  public init(negativeSlope: Double = 0.3) {
    self.negativeSlope = negativeSlope
  }
}

/// A leaky relu whose slopes are learned.
public struct PReLU: Hashable, Sendable {
  /// The axes along which one slope is shared, the batch axis being 0.
  public var sharedAxes: [Int]

  /// A layer with a slope for each element.
  public init(sharedAxes: [Int] = []) {
    self.sharedAxes = sharedAxes
  }
}

/// `x` above 0 and `alpha * (exp(x) - 1)` below.
public struct ELU: Hashable, Sendable {
  /// The bound below.
  public var alpha: Double

  /// A layer with Keras' default.
  public init(alpha: Double = 1) {
    self.alpha = alpha
  }
}

/// Exponentials that sum to 1 along an axis.
public struct Softmax: Hashable, Sendable {
  /// The axis, the batch axis being 0; negative ones count from the end.
  public var axis: Int

  /// A layer with Keras' default.
  public init(axis: Int = -1) {
    self.axis = axis
  }
}

extension ActivationLayer: LayerRules {
  public static var className: String { "Activation" }
  public static var fields: [Field<ActivationLayer>] { [.activation(\.activation)] }
  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape { try single(inputs) }
}

extension ReLU: LayerRules {
  public static var className: String { "ReLU" }

  public static var fields: [Field<ReLU>] {
    [
      Field(
        name: "max_value", get: { $0.maxValue.map(FieldValue.number) ?? .none },
        set: { (layer, value) throws(RuleViolation) in
          switch value {
          case .none: layer.maxValue = nil
          case .integer(let number): layer.maxValue = Double(number)
          case .number(let number): layer.maxValue = number
          default: throw .invalid("max_value takes a number or none, got \(value.inWords)")
          }
        }),
      .number("negative_slope", \.negativeSlope),
      .number("threshold", \.threshold),
    ]
  }

  public func validate() throws(RuleViolation) {
    if let maxValue, maxValue < 0 {
      throw .invalid("max_value must not be negative, got \(maxValue)")
    }
    try LayerChecks.notNegative("negative_slope", negativeSlope)
    try LayerChecks.notNegative("threshold", threshold)
  }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape { try single(inputs) }
}

extension LeakyReLU: LayerRules {
  public static var className: String { "LeakyReLU" }
  public static var fields: [Field<LeakyReLU>] { [.number("negative_slope", \.negativeSlope)] }
  public func validate() throws(RuleViolation) {
    try LayerChecks.notNegative("negative_slope", negativeSlope)
  }
  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape { try single(inputs) }
}

extension PReLU: LayerRules {
  public static var className: String { "PReLU" }

  public static var fields: [Field<PReLU>] {
    [
      Field(
        name: "shared_axes",
        get: { $0.sharedAxes.isEmpty ? .none : .integers($0.sharedAxes) },
        set: { (layer, value) throws(RuleViolation) in
          switch value {
          case .none: layer.sharedAxes = []
          case .integer(let axis): layer.sharedAxes = [axis]
          case .integers(let axes) where axes.allSatisfy({ $0 != nil }):
            layer.sharedAxes = axes.compactMap(\.self)
          default: throw .invalid("shared_axes takes axes such as 1x2, got \(value.inWords)")
          }
        })
    ]
  }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let input = try single(inputs)
    _ = try sharedSampleAxes(of: input)
    return input
  }

  public var hasWeights: Bool { true }

  public func weights(_ inputs: [Shape]) throws(RuleViolation) -> [WeightSpecification] {
    let input = try single(inputs)
    let shared = try sharedSampleAxes(of: input)
    var sizes: [Int] = []
    for (index, dimension) in input.dimensions.enumerated() {
      if shared.contains(index) {
        sizes.append(1)
      } else if let size = dimension.value {
        sizes.append(size)
      } else {
        throw .invalid("needs to know the size of axis \(index + 1), which it does not share")
      }
    }
    return [WeightSpecification("alpha", sizes)]
  }

  /// The shared axes within one sample's shape.
  ///
  /// Keras takes 1 from each and lets what is below 0 then count from the end: 0 is the last axis.
  /// Source: keras/src/layers/activations/prelu.py, build.
  private func sharedSampleAxes(of shape: Shape) throws(RuleViolation) -> Set<Int> {
    var axes: Set<Int> = []
    for axis in sharedAxes {
      guard axis > -shape.rank, axis <= shape.rank else {
        throw .invalid("shared axis \(axis) is no axis of \(shape)")
      }
      axes.insert(axis > 0 ? axis - 1 : axis - 1 + shape.rank)
    }
    return axes
  }
}

extension ELU: LayerRules {
  public static var className: String { "ELU" }
  public static var fields: [Field<ELU>] { [.number("alpha", \.alpha)] }
  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape { try single(inputs) }
}

extension Softmax: LayerRules {
  public static var className: String { "Softmax" }
  public static var fields: [Field<Softmax>] { [.integer("axis", \.axis)] }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let input = try single(inputs)
    _ = try LayerChecks.sampleAxis(axis, of: input)
    return input
  }
}
