/// A word of a line of edits.
///
/// A name may hold anything but `/`. One that would not be read as one word stands in quotes, in which
/// `\` goes before a quote, before itself, and before the number of a character that would end the line:
///
///     "a b".filters=5
///     insert stem Conv2D filters=8 kernel_size=1 name="a \"b\" \u{a}"
struct EditWord: Hashable {
  /// A character, and whether it stood in quotes, so that it is part of a name whatever it is.
  struct Letter: Hashable {
    var scalar: Unicode.Scalar
    var isQuoted = false
  }

  // Scalars, as a mark at the beginning of a name would make one character with the quote before it.
  fileprivate(set) var letters: [Letter] = []
  /// Whether something of it stood in quotes, and be it nothing.
  fileprivate(set) var hasQuotes = false

  /// What it says, without the quotes.
  var text: String { String(letters.map(\.scalar)) }

  /// What it says when nothing of it is quoted; nil else.
  var plain: String? { hasQuotes ? nil : text }

  /// What stands before and behind the first or the last such character outside of quotes.
  func split(
    at separator: Unicode.Scalar, isLast: Bool = false
  ) -> (before: EditWord, behind: EditWord)? {
    let wanted = Letter(scalar: separator)
    guard let place = isLast ? letters.lastIndex(of: wanted) : letters.firstIndex(of: wanted) else {
      return nil
    }
    return (
      EditWord(letters: Array(letters[..<place]), hasQuotes: hasQuotes),
      EditWord(letters: Array(letters[(place + 1)...]), hasQuotes: hasQuotes)
    )
  }
}

/// Reads a line of edits word by word.
struct EditWordReader {
  /// Whether every quote was closed.
  private(set) var isWhole = true
  /// How many characters were read.
  private(set) var place = 0
  private let scalars: [Unicode.Scalar]
  private let takesComments: Bool

  /// A reader of a line.
  ///
  /// - Parameter takesComments: whether a `#` at the start of a word begins a comment.
  init(_ line: some StringProtocol, takesComments: Bool) {
    scalars = Array(line.unicodeScalars)
    self.takesComments = takesComments
  }

  /// The next word; nil when there is none before a comment or the end.
  mutating func next() -> EditWord? {
    while place < scalars.count, isBlank { place += 1 }
    guard place < scalars.count, !takesComments || scalars[place] != "#" else { return nil }
    var word = EditWord()
    while place < scalars.count, !isBlank {
      // Within a word a quote is a character as any other, but before a value.
      let mayOpen = word.letters.last.map { $0 == EditWord.Letter(scalar: "=") } ?? !word.hasQuotes
      if mayOpen, scalars[place] == "\"" {
        takeQuoted(into: &word)
      } else {
        word.letters.append(EditWord.Letter(scalar: scalars[place]))
        place += 1
      }
    }
    return word
  }

  private var isBlank: Bool { scalars[place].properties.isWhitespace }

  private mutating func takeQuoted(into word: inout EditWord) {
    word.hasQuotes = true
    place += 1
    while place < scalars.count {
      var scalar = scalars[place]
      place += 1
      if scalar == "\"" { return }
      if scalar == "\\" {
        guard let escaped = takeEscaped() else { break }
        scalar = escaped
      }
      word.letters.append(EditWord.Letter(scalar: scalar, isQuoted: true))
    }
    isWhole = false
    place = scalars.count
  }

  /// The character that is written behind a `\`; nil when none is.
  private mutating func takeEscaped() -> Unicode.Scalar? {
    guard place < scalars.count else { return nil }
    let scalar = scalars[place]
    place += 1
    guard scalar == "u" else { return scalar }
    guard place < scalars.count, scalars[place] == "{",
      let end = scalars[place...].firstIndex(of: "}"),
      let number = UInt32(String(Array(scalars[(place + 1)..<end])), radix: 16)
    else { return nil }
    place = end + 1
    return Unicode.Scalar(number)
  }
}

extension EditScript {
  /// A line without the comment at its end.
  public static func withoutComment(_ line: some StringProtocol) -> String {
    var reader = EditWordReader(line, takesComments: true)
    while reader.next() != nil {}
    return String(Array(line.unicodeScalars.prefix(reader.place)))
  }

  /// A name as a word of a line: as it is, or in quotes when it would not be read as one.
  public static func quoted(_ name: String) -> String {
    let scalars = name.unicodeScalars
    guard let first = scalars.first, first != "#", first != "\"", !first.isMark,
      name != ";", name != "+", scalars.allSatisfy({ $0 != "=" && !$0.isUnfit })
    else { return inQuotes(name) }
    return name
  }

  /// A text in quotes, so that it is read as one word.
  public static func inQuotes(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" {
        result += "\\" + String(scalar)
      } else if scalar != " ", scalar.isUnfit {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// What stands in quotes; nil for a text that is anything but one word in quotes.
  public static func unquoted(_ text: some StringProtocol) -> String? {
    var reader = EditWordReader(text, takesComments: false)
    guard let word = reader.next(), word.hasQuotes, word.letters.allSatisfy(\.isQuoted),
      reader.next() == nil, reader.isWhole
    else { return nil }
    return word.text
  }
}

extension Unicode.Scalar {
  /// Whether it separates words, ends a line, or can't be seen.
  fileprivate var isUnfit: Bool {
    properties.isWhitespace || properties.generalCategory == .control
  }

  /// Whether it makes one character with what stands before it.
  fileprivate var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .format: true
    default: false
    }
  }
}

extension String {
  fileprivate init(_ scalars: [Unicode.Scalar]) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}
