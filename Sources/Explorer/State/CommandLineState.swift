/// The line that takes commands by name, with the list of what fits.
struct CommandLineState: Hashable, Sendable {
  /// What was typed.
  var editor = LineEditor()
  /// The place of the chosen one in the list; nil while the text itself is meant.
  var choice: Int?
  /// How many lines back in the history the text is; 0 for what was typed.
  var age = 0
  /// What was typed before the history was asked for.
  var draft = ""
  /// What is wrong with the text; nil until Enter finds something.
  var fault: String?
  /// What fits the text.
  var candidates: [Candidate] = []

  /// The text.
  var text: String {
    get { editor.text }
    set { editor.text = newValue }
  }

  /// Something that the text may be completed to.
  struct Candidate: Hashable, Sendable {
    /// The whole line that it completes to.
    var line: String
    /// What the list shows for it.
    var label: String
    /// What is said about it.
    var help: String
    /// Its keys.
    var keys: [Key] = []
    /// Why it would do nothing now.
    var obstacle: String?
    /// Whether the line wants more before Enter can take it.
    var wantsMore = false
  }
}

/// The help screen.
struct HelpState: Hashable, Sendable {
  /// The first line that is shown.
  var top = 0
  /// Only rows with this text are shown.
  var line = LineEditor()
  /// Whether keys go to the text.
  var isTyping = false
  /// The box behind it, whose keys alone are shown; nil shows all keys.
  var box: Box?

  /// The text.
  var filter: String { line.text }
}
