/// What a layer class has to say about itself: its fields, and its shape, weight and cost rules.
///
/// Every rule is a function of the configuration and the input shapes alone, so each can be tested
/// without a graph. Shapes leave the batch axis out.
public protocol LayerRules: Hashable, Sendable {
  /// The class name in Keras.
  static var className: String { get }
  /// The fields that can be read and set by their Keras names.
  static var fields: [Field<Self>] { get }
  /// Checks the configuration by itself.
  func validate() throws(RuleViolation)
  /// The shape of the output.
  func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape
  /// The shape of an output beyond the first one, which only few classes have.
  func outputShape(_ inputs: [Shape], at index: Int) throws(RuleViolation) -> Shape
  /// Whether there is an input for which the layer has variables.
  var hasWeights: Bool { get }
  /// The variables of the layer in Keras' order, trainable ones first, as far as they are known.
  func weights(_ inputs: [Shape]) throws(RuleViolation) -> [WeightSpecification]
  /// How many layers have variables that `weights` lacks: one, of a class that is not known, or those
  /// inside a nested model.
  func uncountedLayers(_ inputs: [Shape]) throws(RuleViolation) -> Int
  /// Multiply-accumulates of one sample; nil when a size is unknown.
  ///
  /// Kernels only: bias, normalization, pooling, activations and sums count 0, and positions that
  /// fall on padding count as full.
  func multiplyAccumulates(_ inputs: [Shape], output: Shape) throws(RuleViolation) -> Int?
}

extension LayerRules {
  public static var fields: [Field<Self>] { [] }
  public func validate() throws(RuleViolation) {}
  public func outputShape(_ inputs: [Shape], at index: Int) throws(RuleViolation) -> Shape {
    throw .invalid("has one output, so there is no output \(index)")
  }
  public var hasWeights: Bool { false }
  public func weights(_ inputs: [Shape]) throws(RuleViolation) -> [WeightSpecification] { [] }
  public func uncountedLayers(_ inputs: [Shape]) throws(RuleViolation) -> Int { 0 }
  public func multiplyAccumulates(
    _ inputs: [Shape], output: Shape
  ) throws(RuleViolation) -> Int? { 0 }

  /// The only input, or a violation that says how many there are.
  func single(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    guard inputs.count == 1 else { throw .invalid("takes one input, got \(inputs.count)") }
    return inputs[0]
  }

  /// The only input as a map of height, width and channels.
  func singleMap(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let input = try single(inputs)
    guard input.rank == 3 else {
      throw .invalid("takes a map of height x width x channels, got \(input)")
    }
    return input
  }

  /// The number of channels, which a layer with weights must know.
  func knownChannels(_ shape: Shape) throws(RuleViolation) -> Int {
    guard let channels = shape.channels.value else {
      throw .invalid("needs to know the number of channels of its input, got \(shape)")
    }
    return channels
  }
}

/// A variable of a layer.
public struct WeightSpecification: Hashable, Sendable {
  /// Keras' name of the variable inside the layer, such as `kernel`.
  public var name: String
  /// The sizes in Keras' layout, such as kernel height, width, channels in, channels out.
  public var shape: [Int]
  /// Whether training changes it.
  public var isTrainable: Bool
  /// Whether it is a kernel that sees one input channel for each output channel.
  public var isDepthwise: Bool

  init(_ name: String, _ shape: [Int], isTrainable: Bool = true, isDepthwise: Bool = false) {
    self.name = name
    self.shape = shape
    self.isTrainable = isTrainable
    self.isDepthwise = isDepthwise
  }
}
