/// Why no screen could be opened; one line for the user, and an exit code of sysexits.
struct TerminalError: Error, Hashable, CustomStringConvertible {
  /// The line.
  let description: String
  /// 64 when another terminal or command would do, 70 when the system refuses what every program gets.
  var exitCode: Int32 = 64

  /// Standard input or output is no terminal.
  static let notATerminal = TerminalError(
    description: "the explorer needs a terminal on standard input and output; "
      + "use 'explorer summary', 'run' or 'outputs' without one")

  /// The process may open no more files.
  static let noDescriptors = TerminalError(
    description: "the system has no file descriptors left for this process", exitCode: 70)

  /// The terminal type has no cursor addressing or is unknown.
  static func unsuitable(_ type: String) -> TerminalError {
    TerminalError(
      description: type.isEmpty
        ? "TERM is not set; set it to your terminal's type, for example TERM=xterm-256color"
        : "the terminal type '\(type)' cannot move a cursor or is unknown here; "
          + "set TERM to your terminal's type, for example TERM=xterm-256color")
  }
}
