/// Reads a regular expression.
///
///     either    = sequence ("|" sequence)*
///     sequence  = (atom ("*" | "+" | "?" | "{n}" | "{n,}" | "{,m}" | "{n,m}")? "?"?)*
///     atom      = "(" either ")" | "[" "^"? parts "]" | "." | "^" | "$" | "\" letter | letter
struct NamePatternParser {
  typealias Step = NamePattern.Step

  /// The most steps, by which also the counts in braces are bounded.
  static let mostSteps = 256
  /// The most letters, by which also the depth of parentheses is bounded.
  static let mostLetters = 256

  private let text: String
  private var rest: Substring.UnicodeScalarView
  /// What the letters may be that the steps ask for.
  private(set) var sets: [LetterSet] = []

  init(_ text: String) {
    self.text = text
    rest = text[...].unicodeScalars
  }

  /// The steps of the whole.
  mutating func parse() throws(Query.Fault) -> [Step] {
    guard rest.count <= Self.mostLetters else {
      throw Query.Fault(text: "a regular expression has \(Self.mostLetters) letters at most")
    }
    let steps = try either()
    guard rest.isEmpty else { throw fault("a ) closes nothing") }
    return steps
  }

  private func fault(_ reason: String) -> Query.Fault {
    Query.Fault(text: "'\(text)' is no regular expression: \(reason)")
  }

  /// Takes the next letter when it is this one.
  private mutating func take(_ letter: Unicode.Scalar) -> Bool {
    guard rest.first == letter else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func either() throws(Query.Fault) -> [Step] {
    var steps = try sequence()
    while take("|") {
      let other = try sequence()
      steps = [.either(1, steps.count + 2)] + steps + [.jump(other.count + 1)] + other
      try check(steps.count)
    }
    return steps
  }

  private mutating func sequence() throws(Query.Fault) -> [Step] {
    var steps: [Step] = []
    while let letter = rest.first, letter != "|", letter != ")" {
      steps += try repeated(try atom())
      try check(steps.count)
    }
    return steps
  }

  private func check(_ count: Int) throws(Query.Fault) {
    guard count <= Self.mostSteps else { throw fault("it is too long, with what it repeats") }
  }

  private mutating func atom() throws(Query.Fault) -> [Step] {
    let letter = rest.removeFirst()
    switch letter {
    case "(":
      if take("?"), !take(":") { throw fault("(? is known as (?: alone") }
      let steps = try either()
      guard take(")") else { throw fault("a ( is not closed") }
      return steps
    case "[": return [try set()]
    case ".": return [step([.range("\0"..."\u{10FFFF}")])]
    case "^": return [.start]
    case "$": return [.end]
    case "*", "+", "?", "{": throw fault("\(letter) has nothing before it to repeat")
    case "\\":
      if take("b") { return [.boundary(true)] }
      if take("B") { return [.boundary(false)] }
      return [step([try escaped()])]
    default: return [step([.range(letter...letter)])]
    }
  }

  private mutating func step(_ parts: [LetterSet.Part], isNegated: Bool = false) -> Step {
    sets.append(LetterSet(parts, isNegated: isNegated))
    return .letter(sets.count - 1)
  }

  /// What follows a backslash.
  private mutating func escaped() throws(Query.Fault) -> LetterSet.Part {
    guard let letter = rest.popFirst() else { throw fault("a \\ is at its end") }
    switch letter {
    case "d": return .digit
    case "D": return .not(.digit)
    case "w": return .word
    case "W": return .not(.word)
    case "s": return .space
    case "S": return .not(.space)
    case "0"..."9": throw fault("\\\(letter) would be a back-reference, and there are none")
    case _ where letter.isASCII && LetterSet.isWord(letter) && letter != "_":
      throw fault("\\\(letter) means nothing")
    default: return .range(letter...letter)
    }
  }

  /// What follows an opening bracket.
  private mutating func set() throws(Query.Fault) -> Step {
    let isNegated = take("^")
    var parts: [LetterSet.Part] = []
    while parts.isEmpty || rest.first != "]" {
      let part = try setPart()
      guard case .range(let first) = part, rest.first == "-",
        let following = rest.dropFirst().first, following != "]"
      else {
        parts.append(part)
        continue
      }
      rest.removeFirst()
      guard case .range(let last) = try setPart(), first.lowerBound <= last.lowerBound else {
        throw fault("a range in [ ] goes from a letter to a later one")
      }
      parts.append(.range(first.lowerBound...last.lowerBound))
    }
    rest.removeFirst()
    return step(parts, isNegated: isNegated)
  }

  private mutating func setPart() throws(Query.Fault) -> LetterSet.Part {
    guard let letter = rest.popFirst() else { throw fault("a [ is not closed") }
    switch letter {
    case "\\": return try escaped()
    case "[": throw fault("a [ in [ ] is written \\[")
    default: return .range(letter...letter)
    }
  }

  /// The steps as often as what follows says.
  private mutating func repeated(_ steps: [Step]) throws(Query.Fault) -> [Step] {
    let (least, most): (Int, Int?)
    switch rest.first {
    case "*": (least, most) = (0, nil)
    case "+": (least, most) = (1, nil)
    case "?": (least, most) = (0, 1)
    case "{": (least, most) = try counts()
    default: return steps
    }
    let places: [[Step]] = [[.start], [.end], [.boundary(true)], [.boundary(false)]]
    guard !places.contains(steps) else {
      throw fault("a place as ^ or $ is there once, and not repeated")
    }
    // Of counts it is the closing brace.
    rest.removeFirst()
    // As few as can be, or as many: what fits is the same.
    _ = take("?")
    if let letter = rest.first, "*+?{".unicodeScalars.contains(letter) {
      throw fault("\(letter) repeats what is repeated already; use (?: )")
    }
    try check((most ?? least + 1) * (steps.count + 1))
    var result = (0..<least).flatMap { _ in steps }
    if let most {
      let option = [.either(1, steps.count + 1)] + steps
      for _ in least..<most { result += option }
    } else {
      result += [.either(1, steps.count + 2)] + steps + [.jump(-steps.count - 1)]
    }
    try check(result.count)
    return result
  }

  /// The counts in braces, up to the closing one.
  private mutating func counts() throws(Query.Fault) -> (Int, Int?) {
    let wrong = fault("a count is written {2}, {2,} or {2,3}")
    guard let end = rest.firstIndex(of: "}") else { throw wrong }
    let inside = String(rest[rest.index(after: rest.startIndex)..<end])
    rest = rest[end...]
    let parts = inside.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count <= 2, inside != ",", !inside.isEmpty,
      inside.unicodeScalars.allSatisfy({ $0 == "," || ("0"..."9").contains($0) })
    else { throw wrong }
    // What can't be a number is too long to be done as often.
    let numbers = parts.map { $0.isEmpty ? nil : Int($0) ?? Int.max }
    for number in numbers { try check(number ?? 0) }
    let least = numbers[0] ?? 0
    guard parts.count == 2 else { return (least, least) }
    if let most = numbers[1], most < least { throw wrong }
    return (least, numbers[1])
  }
}
