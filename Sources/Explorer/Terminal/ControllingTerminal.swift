import Glibc

/// The terminal of whoever started the program, whatever its streams were led to.
enum ControllingTerminal {
  /// Puts it in the place of standard input and output where they are none, so that `explorer MODEL | cat`
  /// shows the screen; what was there is closed.
  ///
  /// Where no stream is a terminal nobody looks on: nothing is done then.
  static func take() {
    let others = [STDIN_FILENO, STDOUT_FILENO].filter { isatty($0) == 0 }
    let hasTerminal = [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO].contains { isatty($0) == 1 }
    guard !others.isEmpty, hasTerminal else { return }
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { return }
    for stream in others { dup2(terminal, stream) }
    Glibc.close(terminal)
  }
}
