/// What a layer, a block or a model costs, for one sample in 32-bit floats.
public struct LayerCost: Hashable, Sendable {
  /// Elements of the weights that training changes.
  public var trainableParameters: Int
  /// Elements of the weights that training leaves alone.
  public var nonTrainableParameters: Int
  /// Multiply-accumulates of the kernels; nil when a size is unknown.
  public var multiplyAccumulates: Int?
  /// Bytes of the output; nil when a size is unknown.
  public var outputBytes: Int?

  /// Layers whose weights are missing from the count, as their class or the shape of their input is not
  /// known; above 0, the numbers of parameters are the least that there are.
  public var uncountedLayers = 0

  /// Elements of all weights that are counted.
  public var parameters: Int { trainableParameters + nonTrainableParameters }

  /// Elements of all weights; nil when some are not counted.
  public var knownParameters: Int? { uncountedLayers == 0 ? parameters : nil }

  /// Elements of the weights that training changes; nil when some weights are not counted.
  public var knownTrainableParameters: Int? { uncountedLayers == 0 ? trainableParameters : nil }

  /// Bytes of all weights that are counted.
  public var weightBytes: Int { parameters * 4 }

  /// Bytes of all weights; nil when some are not counted.
  public var knownWeightBytes: Int? { knownParameters.map { $0 * 4 } }

  /// No cost.
  public static let zero = LayerCost(
    trainableParameters: 0, nonTrainableParameters: 0, multiplyAccumulates: 0, outputBytes: 0)

  /// The cost of another call of the same layer, whose weights are counted already.
  var withoutWeights: LayerCost {
    var cost = self
    cost.trainableParameters = 0
    cost.nonTrainableParameters = 0
    cost.uncountedLayers = 0
    return cost
  }

  /// The sum of two costs, unknown where one of them is unknown.
  ///
  /// - Throws: `RuleViolation.overflow`.
  func adding(_ other: LayerCost) throws(RuleViolation) -> LayerCost {
    let sum = LayerCost(
      trainableParameters: try Checked.sum(trainableParameters, other.trainableParameters),
      nonTrainableParameters: try Checked.sum(nonTrainableParameters, other.nonTrainableParameters),
      multiplyAccumulates: try Self.sum(multiplyAccumulates, other.multiplyAccumulates),
      outputBytes: try Self.sum(outputBytes, other.outputBytes),
      uncountedLayers: uncountedLayers + other.uncountedLayers)
    // Keeps `parameters` and `weightBytes` within 64 bits.
    _ = try Checked.product(
      4, Checked.sum(sum.trainableParameters, sum.nonTrainableParameters))
    return sum
  }

  private static func sum(_ left: Int?, _ right: Int?) throws(RuleViolation) -> Int? {
    guard let left, let right else { return nil }
    return try Checked.sum(left, right)
  }
}

extension LayerCost {
  /// Parameters less those of another model's cost; nil when not as many layers are uncounted in both,
  /// so that the numbers cannot be compared.
  ///
  /// What is uncounted in both is taken to be equal; whoever shows the difference says that there is some.
  public func parameterDifference(from old: LayerCost) -> Int? {
    uncountedLayers == old.uncountedLayers ? parameters - old.parameters : nil
  }

  /// A number of these parameters, or of their bytes: `14,304`, and when some are not counted
  /// `≥ 14,304`, or `unknown` where none is.
  package func inWords(_ count: Int) -> String {
    uncountedLayers == 0 ? count.grouped : count == 0 ? "unknown" : "≥ \(count.grouped)"
  }

  /// ` (8 layers unknown)`, to stand behind what lacks their parameters; empty when all are counted.
  package var uncountedInWords: String {
    switch uncountedLayers {
    case 0: ""
    case 1: " (1 layer unknown)"
    default: " (\(uncountedLayers.grouped) layers unknown)"
    }
  }
}
