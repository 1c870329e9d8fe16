/// Times of passes in words.
extension PassTiming {
  /// The median with its spread; when an earlier version ran in turns with it, that one's before it, and
  /// what can be said of the difference.
  var words: String {
    guard let turns else { return Self.words(median: median, spread: spread) }
    let words = "\(turns.old.words) → \(turns.new.words) \(turns.change), \(turns.verdict.rawValue)"
    return words + (turns.other.map { ", against \($0)" } ?? "")
  }

  /// A median with half of the spread on either side.
  static func words(median: Double, spread: Double) -> String {
    "\(Format.milliseconds(median)) ±\(Format.milliseconds(spread / 2))"
  }
}

extension PassTurns {
  /// The median difference of the pairs in percent, which is what the verdict is about.
  var change: String {
    Format.percentDelta(from: old.median, to: old.median + differences.median)
  }

  /// The difference in percent, and a word where it may be noise.
  var markedChange: String {
    switch verdict {
    case .outside: change
    case .within: change + " noise"
    case .untold: change + " ?"
    }
  }
}

extension PassTurns.Passes {
  /// The median with half of the spread on either side.
  var words: String { PassTiming.words(median: median, spread: spread) }
}
