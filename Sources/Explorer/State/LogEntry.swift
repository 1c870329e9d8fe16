/// A line of the log.
enum LogEntry: Hashable, Sendable, CustomStringConvertible {
  /// What was done.
  case done(Invocation)
  /// What came of it; a comment for who reads the lines as a script.
  case remark(String)

  /// The line.
  var description: String {
    switch self {
    case .done(let invocation): "\(invocation)"
    case .remark(let text): "# \(text)"
    }
  }
}
