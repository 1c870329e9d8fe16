/// A line of text that is being typed, with the place where one types; all lines of boxes are of its kind.
///
/// The keys are those of Emacs and of shells.
struct LineEditor: Hashable, Sendable {
  /// The text; the place goes to the end of one that is put in.
  var text: String {
    didSet {
      behind = 0
      isOffered = false
    }
  }
  /// How many characters stand behind the place where one types.
  private(set) var behind = 0
  /// Whether the text is one of before: what is typed takes its place, unless one moves in it first.
  private(set) var isOffered = false

  /// A line with a text, at whose end one types.
  ///
  /// - Parameter isOffered: whether what is typed takes the place of the text.
  init(_ text: String = "", isOffered: Bool = false) {
    self.text = text
    self.isOffered = isOffered && !text.isEmpty
  }

  /// What stands before the place where one types.
  var before: String { String(text.dropLast(behind)) }

  /// Does what a key says; false for a key that neither moves in a line nor changes it.
  mutating func take(_ key: Key) -> Bool {
    let (front, back) = (text.dropLast(behind), text.suffix(behind))
    switch key {
    case .character(let character):
      set(isOffered ? "" : front, String(character), back)
    case .backspace: set(front.dropLast(), "", back)
    case .delete: set(front, "", back.dropFirst())
    case .control("u"): set("", "", back)
    case .control("k"): set(front, "", "")
    case .control("w"):
      var rest = front
      while rest.last == " " { rest.removeLast() }
      while let last = rest.last, last != " " { rest.removeLast() }
      set(rest, "", back)
    case .left, .control("b"): behind = min(text.count, behind + 1)
    case .right, .control("f"): behind = max(0, behind - 1)
    case .home, .control("a"): behind = text.count
    case .end, .control("e"): behind = 0
    default: return false
    }
    isOffered = false
    return true
  }

  private mutating func set(_ front: Substring, _ new: String, _ back: Substring) {
    let count = back.count
    text = front + new + back
    behind = count
  }

  /// The part of the line that fits in some columns, and the column in it where one types.
  func shown(columns: Int) -> (text: String, cursor: Int) {
    let before = before
    let width = DisplayWidth.of(before)
    if DisplayWidth.of(text) <= columns { return (text, width) }
    if width < columns { return (DisplayWidth.prefix(text, columns: columns), width) }
    // The end of what stands before is where one types; a little of what follows is seen, too.
    let after = DisplayWidth.prefix(String(text.suffix(behind)), columns: max(0, columns) / 4)
    let room = max(0, columns - DisplayWidth.of(after))
    let front = DisplayWidth.suffix(before, columns: room)
    return (front + after, DisplayWidth.of(front))
  }
}
