/// What the terminal can show, as far as the views must know.
struct Display: Hashable, Sendable {
  /// How many colours there are; pictures need at least 256.
  var depth: ColorDepth = .palette
  /// Whether only ASCII may be drawn.
  var ascii = false
  /// Whether the terminal can be asked to put text on a clipboard.
  var hasClipboard = true
  /// Whether tmux stands before the terminal, which keeps texts for the clipboard unless it is told.
  var isInTmux = false

  /// What stands between an old and a new value.
  var arrow: String { ascii ? "->" : "→" }

  /// Whether pictures are drawn as half blocks of two colours; else as characters of more or less ink.
  var hasPictures: Bool { depth >= .palette && !ascii }
}

/// A line about what just happened.
struct Message: Hashable, Sendable {
  /// What kind of news it is.
  enum Kind: Hashable, Sendable {
    /// Something was done.
    case info
    /// Something was done, and something else with it.
    case warning
    /// Something was refused or failed.
    case error
  }

  /// The kind of news.
  var kind: Kind
  /// The line.
  var text: String

  /// News in a line, into which names from files may have brought anything.
  init(kind: Kind, text: String) {
    self.kind = kind
    self.text = text.printableLine
  }
}
