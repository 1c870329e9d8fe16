/// Makes keys and pasted text of what ncurses reads.
///
/// ncurses knows the sequences of the terminal's own keys. What else begins with Escape is no key:
/// reports that nobody asked for, keys with modifiers, letters with Alt. It is passed over as a whole,
/// as its letters would be commands. Pasted text comes between `ESC [ 200 ~` and `ESC [ 201 ~`.
struct InputDecoder {
  /// What ncurses reads.
  enum Unit: Hashable, Sendable {
    /// A character.
    case character(UInt32)
    /// The code of a key.
    case code(Int32)
  }

  /// What that comes to.
  enum Input: Hashable, Sendable {
    /// A character or the code of a key.
    case unit(Unit)
    /// Text that was pasted.
    case paste(String)
    /// What the terminal says of itself, as `11;rgb:ffff/ffff/ffff`.
    case answer(String)
  }

  /// How long the rest of a sequence may take, and how long that of a pasted text, in milliseconds.
  private static let (patience, pastePatience) = (25, 500)
  /// The longest sequence, and the longest pasted text of which anything is kept.
  private static let (longestSequence, longestPaste) = (1 << 12, 1 << 16)
  private static let escape: UInt32 = 0x1B

  /// Whether the terminal was asked for something: an answer may be slow to come as a whole.
  var expectsAnswer = false
  /// What was read too far, the next one last.
  private var waiting: [Unit] = []

  /// The next input; nil when nothing has arrived.
  ///
  /// - Parameter read: waits for so many milliseconds at most, and gives what has come.
  mutating func next(_ read: (_ milliseconds: Int) -> Unit?) -> Input? {
    while let unit = take(0, read) {
      guard unit == .character(Self.escape) else { return .unit(unit) }
      guard let second = take(0, read) else { return .unit(unit) }
      if second == unit {
        // Pressed twice.
        waiting.append(second)
        return .unit(unit)
      }
      let text = sequence(second, read)
      if text == "[200~" { return .paste(pasted(read)) }
      if text.hasPrefix("]") { return .answer(String(text.dropFirst())) }
    }
    return nil
  }

  private mutating func take(_ milliseconds: Int, _ read: (Int) -> Unit?) -> Unit? {
    waiting.popLast() ?? read(milliseconds)
  }

  /// The next character of a sequence; nil when it ends here.
  private mutating func character(
    within patience: Int = Self.patience, _ read: (Int) -> Unit?
  ) -> UInt32? {
    let unit = take(patience, read)
    if case .character(let value)? = unit, value >= 0x20, value != 0x7F { return value }
    if let unit { waiting.append(unit) }
    return nil
  }

  /// Reads the rest of a sequence and returns it, when it is one with parameters or an answer.
  ///
  /// - Parameter first: what comes behind the Escape.
  private mutating func sequence(_ first: Unit, _ read: (Int) -> Unit?) -> String {
    switch first {
    case .character(0x5B): return parameters(read)
    case .character(0x4F):
      // A key of the number pad, after the number of a modifier.
      while let value = character(read), (0x30...0x39).contains(value) {}
    case .character(0x5D):
      return "]" + string(within: expectsAnswer ? Self.pastePatience : Self.patience, read)
    case .character(0x50), .character(0x58), .character(0x5E), .character(0x5F):
      _ = string(within: Self.patience, read)
    default: break
    }
    return ""
  }

  /// Reads `[`, parameters and a letter.
  private mutating func parameters(_ read: (Int) -> Unit?) -> String {
    var text = "["
    while text.unicodeScalars.count < Self.longestSequence, let value = character(read) {
      Unicode.Scalar(value).map { text.unicodeScalars.append($0) }
      // Function keys of the Linux console have a second bracket.
      if value == 0x5B, text == "[[" { continue }
      guard (0x40...0x7E).contains(value) else { continue }
      // The mouse report of old has three more.
      if text == "[M" { for _ in 0..<3 { _ = character(read) } }
      break
    }
    return text
  }

  /// Reads an answer of the terminal up to its end: BEL, or Escape and a backslash.
  private mutating func string(within patience: Int, _ read: (Int) -> Unit?) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<Self.longestSequence {
      if let value = character(within: patience, read) {
        Unicode.Scalar(value).map { text.append($0) }
        continue
      }
      if take(0, read) == .character(Self.escape) {
        let last = take(patience, read)
        if let last, last != .character(0x5C) { waiting += [last, .character(Self.escape)] }
      }
      break
    }
    return String(text)
  }

  /// Reads what is pasted, to its end; what the terminal's own keys would send is no text.
  private mutating func pasted(_ read: (Int) -> Unit?) -> String {
    var text = String.UnicodeScalarView()
    while let unit = take(Self.pastePatience, read) {
      guard case .character(let value) = unit else { continue }
      if value == Self.escape {
        if let second = take(Self.patience, read), sequence(second, read) == "[201~" { break }
      } else if let scalar = Unicode.Scalar(value), text.count < Self.longestPaste {
        text.append(scalar)
      }
    }
    return String(text)
  }
}
