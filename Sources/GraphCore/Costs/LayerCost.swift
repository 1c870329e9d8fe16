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

  /// Whether weights are missing from the count, because a layer or its input is of a kind we do not
  /// know.
  public var isPartial = false

  /// Elements of all weights.
  public var parameters: Int { trainableParameters + nonTrainableParameters }

  /// Bytes of all weights.
  public var weightBytes: Int { parameters * 4 }

  /// No cost.
  public static let zero = LayerCost(
    trainableParameters: 0, nonTrainableParameters: 0, multiplyAccumulates: 0, outputBytes: 0)

  /// The cost of another call of the same layer, whose weights are counted already.
  var withoutWeights: LayerCost {
    var cost = self
    cost.trainableParameters = 0
    cost.nonTrainableParameters = 0
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
      isPartial: isPartial || other.isPartial)
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
