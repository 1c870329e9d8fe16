/// The ground of the terminal, for which it is asked: OSC 11 of xterm, which others have from there.
///
/// A terminal that doesn't know the question passes over it and says nothing.
enum Ground {
  /// The question.
  static let question: StaticString = "\u{1b}]11;?\u{7}"

  /// Whether the ground is light by what the terminal answers, as `11;rgb:ffff/ffff/ffff`; nil when that
  /// is no answer to the question.
  static func isLight(answer: String) -> Bool? {
    guard answer.hasPrefix("11;"), let colon = answer.firstIndex(of: ":"),
      ["rgb", "rgba"].contains(answer[..<colon].dropFirst(3))
    else { return nil }
    let shares = answer[answer.index(after: colon)...].split(
      separator: "/", omittingEmptySubsequences: false
    ).map { digits -> Double? in
      guard (1...4).contains(digits.count), let value = UInt16(digits, radix: 16) else {
        return nil
      }
      return Double(value) / Double((1 << (4 * digits.count)) - 1)
    }
    guard shares.count >= 3, let red = shares[0], let green = shares[1], let blue = shares[2] else {
      return nil
    }
    return 0.299 * red + 0.587 * green + 0.114 * blue > 0.5
  }
}
