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

  static func notNegative(_ name: String, _ value: Double) throws(RuleViolation) {
    guard value >= 0 else { throw .invalid("\(name) must not be negative, got \(value)") }
  }

  static func notBothAboveOne(strides: Size2D, dilationRate: Size2D) throws(RuleViolation) {
    guard strides == 1 || dilationRate == 1 else {
      throw .invalid(
        "strides above 1 (\(strides)) and dilation_rate above 1 (\(dilationRate)) exclude each other"
      )
    }
  }

  /// The index within one sample's shape of an axis that counts the batch axis as 0.
  static func sampleAxis(_ axis: Int, of shape: Shape) throws(RuleViolation) -> Int {
    let index = axis < 0 ? axis + shape.rank : axis - 1
    guard axis > -shape.rank - 1, axis != 0, shape.dimensions.indices.contains(index) else {
      throw .invalid("axis \(axis) is no axis of \(shape)")
    }
    return index
  }
}
