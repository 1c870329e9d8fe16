/// A layer that we cannot see into: its class, or a part of its configuration, is not known to us.
///
/// It is kept and shown as it is.
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

extension OpaqueLayer: LayerRules {
  public static var className: String { "Opaque" }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    switch output {
    case .recorded(let shape, let recorded): inputs == recorded ? shape : .unknown
    case .sameShape, .elementwise: inputs.count == 1 ? inputs[0] : .unknown
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
