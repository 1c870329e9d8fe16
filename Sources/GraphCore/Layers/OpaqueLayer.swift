/// A layer that is kept and shown as its file has it: its class, or a part of its configuration, has no
/// rules here.
///
/// Of some of these it is known what they compute all the same.
public struct OpaqueLayer: Hashable, Sendable {
  /// What is known of the output.
  public enum Output: Hashable, Sendable {
    /// Its shape is what the file recorded for inputs of the shapes that the file recorded, and unknown
    /// for any others.
    case recorded(Shape, inputs: [Shape])
    /// It has the shape of the only input.
    case sameShape
    /// It has the shape of the only input, and each element comes from the one at its place.
    case elementwise
    /// It has that height and width, and the channels of the only input.
    case resized(height: Int, width: Int)
  }

  /// What a layer computes whose class is only known as far as that.
  public enum Computation: Hashable, Sendable {
    /// It works in training only, and hands on its only input in inference.
    case identity
    /// A function of `keras.ops`.
    case function(ElementwiseFunction)
  }

  /// The class name in the file.
  public var kerasClass: String
  /// What is known of the output.
  public var output: Output
  /// The recorded shapes of the outputs beyond the first one, by number; they hold where that of the
  /// first one holds.
  public var furtherOutputs: [Int: Shape] = [:]
  /// Trainable weights for each channel of the input; nil when the weights are not known.
  public var weightsPerChannel: Int?
  /// What is computed; nil when that is not known.
  public var computation: Computation?

  /// A layer of that class.
  public init(
    kerasClass: String, output: Output = .recorded(.unknown, inputs: []),
    weightsPerChannel: Int? = nil
  ) {
    self.kerasClass = kerasClass
    self.output = output
    self.weightsPerChannel = weightsPerChannel
  }
}

extension OpaqueLayer {
  /// Whether each element comes from those at its place in the inputs.
  var isElementwise: Bool {
    if case .function? = computation { return true }
    return output == .elementwise
  }
}

extension OpaqueLayer: LayerRules {
  public static var className: String { "Opaque" }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    if case .function(let function)? = computation, let shape = try function.outputShape(inputs) {
      return shape
    }
    switch output {
    case .recorded(let shape, let recorded): return inputs == recorded ? shape : .unknown
    case .sameShape, .elementwise: return inputs.count == 1 ? inputs[0] : .unknown
    case .resized(let height, let width):
      guard inputs.count == 1, inputs[0].rank == 3 else { return .unknown }
      return Shape([.fixed(height), .fixed(width), inputs[0].dimensions[2]])
    }
  }

  public func outputShape(_ inputs: [Shape], at index: Int) throws(RuleViolation) -> Shape {
    guard case .recorded(_, let recorded) = output, inputs == recorded else { return .unknown }
    return furtherOutputs[index] ?? .unknown
  }

  public var hasWeights: Bool { weightsPerChannel != 0 }

  public func uncountedLayers(_ inputs: [Shape]) throws(RuleViolation) -> Int {
    weightsPerChannel == nil ? 1 : 0
  }

  public func weights(_ inputs: [Shape]) throws(RuleViolation) -> [WeightSpecification] {
    guard let weightsPerChannel, weightsPerChannel > 0 else { return [] }
    let channels = try knownChannels(single(inputs))
    return (0..<weightsPerChannel).map { WeightSpecification("weight_\($0)", [channels]) }
  }

  /// What a layer computes whose weights are not known is not known either.
  public func multiplyAccumulates(
    _ inputs: [Shape], output: Shape
  ) throws(RuleViolation) -> Int? {
    weightsPerChannel == nil ? nil : 0
  }
}
