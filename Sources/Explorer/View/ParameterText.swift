import GraphCore

extension Format {
  /// Parameters in at most some columns: `559,416`; `≥14,304` when the layers of some are unknown, and
  /// `?` where all are.
  static func parameters(_ cost: LayerCost, columns: Int = .max) -> String {
    guard cost.uncountedLayers > 0 else { return count(cost.parameters, columns: columns) }
    return cost.parameters == 0 ? "?" : "≥" + count(cost.parameters, columns: columns - 1)
  }

  /// The difference of two models' parameters with its sign; `±?` where it is not known.
  static func parameterDelta(from old: LayerCost, to new: LayerCost) -> String {
    new.parameterDifference(from: old).map(signed) ?? "±?"
  }
}

extension Role {
  /// What rose is bad, what fell is good, and of what is not known nothing is said.
  static func difference(_ difference: Int?) -> Role {
    guard let difference, difference != 0 else { return .faint }
    return difference > 0 ? .bad : .good
  }
}

extension RowFacts {
  /// The row's parameters in the model that is compared with: 0 where it was not there, nil where some
  /// are unknown.
  var originalParameters: Int? { originalCost.map(\.knownParameters) ?? 0 }

  /// The same of its multiply-accumulates.
  var originalMultiplyAccumulates: Int? { originalCost.map(\.multiplyAccumulates) ?? 0 }
}
