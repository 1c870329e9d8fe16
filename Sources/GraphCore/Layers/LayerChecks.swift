/// Checks of configurations that several layer classes share.
enum LayerChecks {
  static func positive(_ name: String, _ value: Int) throws(RuleViolation) {
    guard value > 0 else { throw .invalid("\(name) must be 1 or more, got \(value)") }
  }

  static func positive(_ name: String, _ size: Size2D) throws(RuleViolation) {
    guard size.height > 0, size.width > 0 else {
      throw .invalid("\(name) must be 1 or more, got \(size)")
    }
  }

  static func notBothAboveOne(strides: Size2D, dilationRate: Size2D) throws(RuleViolation) {
    guard strides == 1 || dilationRate == 1 else {
      throw .invalid(
        "strides above 1 (\(strides)) and dilation_rate above 1 (\(dilationRate)) exclude each other"
      )
    }
  }
}
