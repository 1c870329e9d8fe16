import Glibc

/// Gives the terminal back when the process dies of a trap or a fault, says in one line where the
/// journal is, and ends with 70.
///
/// While a screen is up, standard error goes to a file without a name: a line in the middle of the
/// screen helps nobody. It is copied to the terminal when the screen is gone; after a fault into a file
/// beside the journal.
/// The handler for faults does only what is allowed in one: open, write, read, tcsetattr, _exit.
enum CrashGuard {
  // A handler can reach globals only. They are set before the handlers are, on the main thread,
  // and read by the handlers alone.
  nonisolated(unsafe) private static var savedMode = termios()
  nonisolated(unsafe) private static var terminalError: Int32 = -1
  nonisolated(unsafe) private static var capturedError: Int32 = -1
  nonisolated(unsafe) private static var isArmed = false
  nonisolated(unsafe) private static var lastWords: UnsafeMutablePointer<CChar>?
  nonisolated(unsafe) private static var reportPath: UnsafeMutablePointer<CChar>?

  private static let faults = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT]

  /// Remembers the terminal's mode, redirects standard error and sets the handlers.
  ///
  /// - Parameter journal: where what was done is; nil when it is nowhere.
  static func arm(journal: String?) {
    setJournal(journal)
    guard tcgetattr(STDIN_FILENO, &savedMode) == 0 else { return }
    if let file = tmpfile() {
      capturedError = fileno(file)
      terminalError = dup(STDERR_FILENO)
      if terminalError >= 0 { dup2(capturedError, STDERR_FILENO) }
    }
    isArmed = true
    for fault in faults { signal(fault) { CrashGuard.die($0) } }
  }

  /// Says where what was done is; nil when it is nowhere.
  static func setJournal(_ journal: String?) {
    let (oldWords, oldPath) = (lastWords, reportPath)
    lastWords = strdup(
      journal.map {
        "explorer: a fault of ours; what you did is in '\($0)', and the next start offers it\n"
      } ?? "explorer: a fault of ours, please report it\n")
    reportPath = journal.flatMap { strdup($0 + ".crash") }
    // The handlers find the new ones before the old ones go.
    free(oldWords)
    free(oldPath)
  }

  /// Undoes `arm()`; call it when the screen is gone.
  static func disarm() {
    guard isArmed else { return }
    isArmed = false
    for fault in faults { signal(fault, SIG_DFL) }
    releaseError()
  }

  private static func die(_ fault: Int32) {
    // Leave the alternate screen, show the cursor, plain colours, no mouse, ordinary keypad.
    let reset: StaticString =
      "\u{1b}[?1000l\u{1b}[?1006l\u{1b}[?1049l\u{1b}[?25h\u{1b}[0m\u{1b}[?1l\u{1b}>\r\n"
    _ = write(STDOUT_FILENO, reset.utf8Start, reset.utf8CodeUnitCount)
    tcsetattr(STDIN_FILENO, TCSANOW, &savedMode)
    if terminalError >= 0 { dup2(terminalError, STDERR_FILENO) }
    if let reportPath, lseek(capturedError, 0, SEEK_END) > 0 {
      let report = open(reportPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
      if report >= 0 { copyError(to: report) }
    }
    if let lastWords { _ = write(STDERR_FILENO, lastWords, strlen(lastWords)) }
    _exit(70)
  }

  private static func releaseError() {
    guard terminalError >= 0 else { return }
    dup2(terminalError, STDERR_FILENO)
    close(terminalError)
    terminalError = -1
    copyError(to: STDERR_FILENO)
  }

  private static func copyError(to target: Int32) {
    lseek(capturedError, 0, SEEK_SET)
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      while true {
        let count = read(capturedError, buffer.baseAddress, buffer.count)
        if count <= 0 { break }
        _ = write(target, buffer.baseAddress, count)
      }
    }
  }
}
