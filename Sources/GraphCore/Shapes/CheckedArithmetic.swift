/// Integer arithmetic that ends in an error instead of a trap when a result exceeds 64 bits.
enum Checked {
  static func product(_ factors: Int...) throws(RuleViolation) -> Int {
    var result = 1
    for factor in factors {
      let (product, overflow) = result.multipliedReportingOverflow(by: factor)
      if overflow { throw .overflow }
      result = product
    }
    return result
  }

  static func product(_ factors: [Int]) throws(RuleViolation) -> Int {
    var result = 1
    for factor in factors { result = try product(result, factor) }
    return result
  }

  static func sum(_ terms: Int...) throws(RuleViolation) -> Int {
    var result = 0
    for term in terms {
      let (sum, overflow) = result.addingReportingOverflow(term)
      if overflow { throw .overflow }
      result = sum
    }
    return result
  }

  /// The product of known sizes; nil when one of them is unknown.
  static func product(_ dimensions: [Dimension]) throws(RuleViolation) -> Int? {
    var result = 1
    for dimension in dimensions {
      guard let size = dimension.value else { return nil }
      result = try product(result, size)
    }
    return result
  }
}

/// Why a layer's configuration or inputs are no good, without saying which layer it is.
public enum RuleViolation: Error, Hashable, Sendable {
  /// One clause that says what was expected and what was received.
  case invalid(String)
  /// The operands of a merge do not fit together.
  case operandsDiffer
  /// A count exceeds 64 bits.
  case overflow
}
