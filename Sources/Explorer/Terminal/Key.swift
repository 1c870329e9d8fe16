/// A key press as the terminal reports it.
enum Key: Hashable, Sendable {
  /// A character that was typed.
  case character(Character)
  /// A letter with Control.
  case control(Character)
  /// Enter or Return.
  case enter
  /// Escape.
  case escape
  /// Tab.
  case tab
  /// Tab with Shift.
  case backTab
  /// Backspace.
  case backspace
  /// Delete.
  case delete
  /// Arrow up.
  case up
  /// Arrow down.
  case down
  /// Arrow left.
  case left
  /// Arrow right.
  case right
  /// Home.
  case home
  /// End.
  case end
  /// Page up.
  case pageUp
  /// Page down.
  case pageDown
  /// A function key, from 1.
  case function(Int)
}

extension Key {
  /// The key as hints and the help screen write it.
  var label: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let letter): "^" + letter.uppercased()
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "S-Tab"
    case .backspace: "Bksp"
    case .delete: "Del"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .function(let number): "F\(number)"
    }
  }
}

extension Key {
  /// The key in words that every keyboard has, as the settings write it.
  var name: String {
    switch self {
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .control(" "): "^Space"
    default: label
    }
  }

  /// Reads a key as `name` writes it; a control key also as `Ctrl-R` or `C-r`.
  init?(parsing text: some StringProtocol) {
    let text = String(text)
    if text.count == 1, let character = text.first, character != " " {
      self = .character(character)
      return
    }
    let lower = text.lowercased()
    for prefix in ["^", "ctrl-", "c-"] where lower.hasPrefix(prefix) {
      let rest = lower.dropFirst(prefix.count)
      if rest == "space" {
        self = .control(" ")
      } else if rest.count == 1, let letter = rest.first,
        letter.isASCII, letter.isLetter
      {
        self = .control(letter)
      } else {
        return nil
      }
      return
    }
    if lower.first == "f", let number = Int(lower.dropFirst()), (1...12).contains(number) {
      self = .function(number)
      return
    }
    guard let named = Self.named.first(where: { $0.name.lowercased() == lower }) else { return nil }
    self = named
  }

  private static let named: [Key] = [
    .character(" "), .enter, .escape, .tab, .backTab, .backspace, .delete, .up, .down, .left,
    .right, .home, .end, .pageUp, .pageDown,
  ]
}

/// What the mouse did, with the cell where it did it.
struct MouseReport: Hashable, Sendable {
  /// The kind of movement.
  enum Action: Hashable, Sendable {
    /// The first button went down.
    case press
    /// The wheel turned away from the user.
    case wheelUp
    /// The wheel turned towards the user.
    case wheelDown
  }

  /// What it did.
  var action: Action
  /// The column.
  var x: Int
  /// The row.
  var y: Int
}
