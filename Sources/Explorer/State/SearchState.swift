/// The line that searches or filters.
struct SearchState: Hashable, Sendable {
  /// What was typed.
  var line = LineEditor()
  /// The path of the row where it began.
  var origin: String
  /// Whether rows that do not fit are hidden.
  var isFilter = false
  /// What the text means; nil while it means nothing.
  var query: Query?
  /// What is wrong with the text.
  var fault: String?
  /// How many rows fit.
  var matches = 0
  /// The line of states or log where it began.
  var originLine = 0
  /// What was filtered by when it was opened; it comes back when the text turns out to be of no use.
  var before: Query?

  /// The text.
  var text: String { line.text }

  /// A line with a text.
  init(_ line: LineEditor, origin: String, isFilter: Bool = false) {
    self.line = line
    self.origin = origin
    self.isFilter = isFilter
  }
}
