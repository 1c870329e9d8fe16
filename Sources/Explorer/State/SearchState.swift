/// The line that searches or filters.
struct SearchState: Hashable, Sendable {
  /// What was typed.
  var text = ""
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
}
