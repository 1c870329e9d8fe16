/// Where to stop when the outputs are stepped through.
enum BreakCondition: Hashable, Sendable {
  /// Some element is infinite or no number.
  case notFinite
  /// Every element is zero.
  case allZeros
  /// Some element is above a number.
  case above(Float)
}
