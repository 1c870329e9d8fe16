/// Times of passes in words.
extension PassTiming {
  /// The median with its spread; when an earlier version ran in turns with it, that one's before it, and
  /// what can be said of the difference.
  var words: String {
    let new = Self.words(median: median, spread: spread)
    guard let turns else { return new }
    let old = Self.words(median: turns.median, spread: turns.spread)
    return "\(old) → \(new) \(change(since: turns)), \(turns.verdict.rawValue)"
  }

  /// The difference in percent and a word where it may be noise; nil when no other version ran in
  /// turns.
  var change: String? {
    turns.map { change(since: $0) + ($0.verdict.mark.map { " \($0)" } ?? "") }
  }

  /// The difference in percent.
  func change(since turns: PassTurns) -> String {
    Format.percentDelta(from: turns.median, to: median)
  }

  /// A median with half of the spread on either side.
  static func words(median: Double, spread: Double) -> String {
    "\(Format.milliseconds(median)) ±\(Format.milliseconds(spread / 2))"
  }
}

extension PassTurns.Verdict {
  /// A word beside the difference where it is not more than noise.
  var mark: String? {
    switch self {
    case .outside: nil
    case .within: "noise"
    case .untold: "?"
    }
  }
}
