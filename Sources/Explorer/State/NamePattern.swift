/// A regular expression over names, in which no letter's case counts.
///
/// All ways through the expression are followed at once, a letter at a time (Thompson, 1968), and none is
/// tried twice: whatever is typed takes at most the steps of the expression times the letters of the name.
/// What can't be done that way is no part of it: back-references and looking around.
struct NamePattern: Hashable, Sendable {
  /// A step of the expression; other steps are told by their distance.
  enum Step: Hashable, Sendable {
    /// A letter of the set with this number.
    case letter(Int)
    /// The beginning of the name, or its end.
    case start, end
    /// Where a word begins or ends; false where none does.
    case boundary(Bool)
    /// Goes on at both of two steps.
    case either(Int, Int)
    /// Goes on at another step.
    case jump(Int)
    /// The name fits.
    case done
  }

  /// What was typed.
  let text: String
  private let steps: [Step]
  private let sets: [LetterSet]

  /// Reads a regular expression.
  ///
  /// - Throws: what is wrong, in one line.
  init(_ text: String) throws(Query.Fault) {
    var parser = NamePatternParser(text)
    steps = try parser.parse() + [.done]
    sets = parser.sets
    self.text = text
  }

  static func == (left: NamePattern, right: NamePattern) -> Bool { left.text == right.text }
  func hash(into hasher: inout Hasher) { hasher.combine(text) }

  /// Whether a part of a name fits.
  func fits(_ name: String) -> Bool {
    let count = steps.count
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: 4 * count) { room in
      room.initialize(repeating: 0)
      func part(_ index: Int) -> Slice<UnsafeMutableBufferPointer<Int>> {
        room[index * count..<(index + 1) * count]
      }
      return fits(
        name,
        Places(
          waiting: .init(rebasing: part(0)), next: .init(rebasing: part(1)),
          open: .init(rebasing: part(2)), marks: .init(rebasing: part(3))))
    }
  }

  /// Room for a match, each list as long as the expression.
  private struct Places {
    /// The steps that wait for the next letter.
    let waiting: UnsafeMutableBufferPointer<Int>
    /// The steps behind the last letter.
    let next: UnsafeMutableBufferPointer<Int>
    /// The steps that are still to be looked at.
    let open: UnsafeMutableBufferPointer<Int>
    /// Before which letter, counted from 1, a step was reached last.
    let marks: UnsafeMutableBufferPointer<Int>
  }

  private func fits(_ name: String, _ places: Places) -> Bool {
    var letters = name.unicodeScalars.makeIterator()
    var (before, after) = (Unicode.Scalar?.none, letters.next())
    var (nextCount, position) = (0, 0)
    while true {
      position += 1
      var (waitingCount, openCount) = (0, 0)
      func reach(_ step: Int) {
        guard places.marks[step] != position else { return }
        places.marks[step] = position
        places.open[openCount] = step
        openCount += 1
      }
      // The expression may begin anywhere.
      reach(0)
      for index in 0..<nextCount { reach(places.next[index]) }
      while openCount > 0 {
        openCount -= 1
        let step = places.open[openCount]
        switch steps[step] {
        case .done: return true
        case .letter:
          places.waiting[waitingCount] = step
          waitingCount += 1
        case .start: if before == nil { reach(step + 1) }
        case .end: if after == nil { reach(step + 1) }
        case .boundary(let isOne):
          let isBetween = LetterSet.isWord(before) != LetterSet.isWord(after)
          if isBetween == isOne { reach(step + 1) }
        case .either(let first, let second):
          reach(step + first)
          reach(step + second)
        case .jump(let distance): reach(step + distance)
        }
      }
      guard let letter = after else { return false }
      // What begins with the name can't begin later.
      if waitingCount == 0, case .start = steps[0] { return false }
      nextCount = 0
      for index in 0..<waitingCount {
        let step = places.waiting[index]
        if case .letter(let set) = steps[step], sets[set].contains(letter) {
          places.next[nextCount] = step + 1
          nextCount += 1
        }
      }
      (before, after) = (letter, letters.next())
    }
  }
}

/// What one letter of a name may be.
struct LetterSet: Hashable, Sendable {
  /// A part of a set.
  enum Part: Hashable, Sendable {
    case range(ClosedRange<Unicode.Scalar>)
    case digit, word, space
    indirect case not(Part)

    fileprivate func contains(_ letter: Unicode.Scalar) -> Bool {
      switch self {
      case .range(let range): range.contains(letter)
      case .digit: letter.properties.numericType == .decimal
      case .word: LetterSet.isWord(letter)
      case .space: letter.properties.isWhitespace
      case .not(let part): !part.contains(letter)
      }
    }
  }

  private let parts: [Part]
  private let isNegated: Bool
  /// A bit for each letter of ASCII: most names have no other.
  private var ascii = SIMD2<UInt64>()

  /// The letters of some parts, or all others.
  init(_ parts: [Part], isNegated: Bool = false) {
    self.parts = parts
    self.isNegated = isNegated
    for letter in UInt8(0)..<128 where isListed(Unicode.Scalar(letter)) {
      ascii[Int(letter) >> 6] |= 1 << UInt64(letter & 63)
    }
  }

  /// Whether a letter is in it, in either case.
  func contains(_ letter: Unicode.Scalar) -> Bool {
    guard letter.isASCII else { return isListed(letter) }
    return ascii[Int(letter.value) >> 6] >> UInt64(letter.value & 63) & 1 == 1
  }

  private func isListed(_ letter: Unicode.Scalar) -> Bool {
    let properties = letter.properties
    let cases =
      [letter]
      + [properties.lowercaseMapping, properties.uppercaseMapping].compactMap {
        $0.unicodeScalars.count == 1 ? $0.unicodeScalars.first : nil
      }
    return parts.contains { part in cases.contains { part.contains($0) } } != isNegated
  }

  /// Whether a letter may stand in a word, as no letter can't.
  static func isWord(_ letter: Unicode.Scalar?) -> Bool {
    guard let letter else { return false }
    switch letter {
    case "a"..."z", "A"..."Z", "0"..."9", "_": return true
    default:
      let properties = letter.properties
      return !letter.isASCII && (properties.isAlphabetic || properties.numericType != nil)
    }
  }
}
