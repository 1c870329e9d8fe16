import CSystem
import Glibc
import Synchronization

/// Gives the terminal back when the process dies of a trap or a fault, says in one line where the
/// journal is, and ends with 70.
///
/// While a screen is up, standard error goes to a file without a name: a line in the middle of the
/// screen helps nobody. It is copied to the terminal when the screen is gone; after a fault into a file
/// beside the journal.
/// The handler for faults does only what is allowed in one: open, write, read, tcsetattr, _exit. It runs
/// on a stack of its own, as the fault may be that the thread's has no room left.
enum CrashGuard {
  // A handler can reach globals only. They are set before the handlers are, on the main thread,
  // and read by the handlers alone.
  nonisolated(unsafe) private static var savedMode = termios()
  nonisolated(unsafe) private static var terminalError: Int32 = -1
  nonisolated(unsafe) private static var capturedError: Int32 = -1
  nonisolated(unsafe) private static var isArmed = false
  nonisolated(unsafe) private static var lastWords: UnsafeMutablePointer<CChar>?
  nonisolated(unsafe) private static var reportPath: UnsafeMutablePointer<CChar>?
  /// The same path for `end(by:)`, which is no handler.
  private static let journal = Mutex<String?>(nil)

  /// The signals of faults.
  static let faults = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGSYS]

  /// Remembers the terminal's mode, redirects standard error and sets the handlers.
  ///
  /// - Parameter journal: where what was done is; nil when it is nowhere.
  static func arm(journal: String?) {
    setJournal(journal)
    guard tcgetattr(STDIN_FILENO, &savedMode) == 0 else { return }
    captureError()
    isArmed = true
    setHandlers()
  }

  /// Sets the handlers of faults.
  static func setHandlers() {
    SignalStack.giveToThread()
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { CrashGuard.die($0) }
    action.sa_flags = SA_ONSTACK
    for fault in faults { sigaction(fault, &action, nil) }
  }

  /// Takes the handlers of faults away.
  static func resetHandlers() {
    for fault in faults { signal(fault, SIG_DFL) }
  }

  /// Says where what was done is; nil when it is nowhere.
  static func setJournal(_ journal: String?) {
    self.journal.withLock { $0 = journal }
    let (oldWords, oldPath) = (lastWords, reportPath)
    lastWords = strdup(
      journal.map {
        "explorer: a fault of ours; what you did is in '\($0)', and the next start offers it\n"
      } ?? "explorer: a fault of ours, please report it\n")
    reportPath = journal.flatMap { strdup($0 + Journal.crashEnd) }
    // The handlers find the new ones before the old ones go.
    free(oldWords)
    free(oldPath)
  }

  /// Undoes `arm()`; call it when the screen is gone.
  static func disarm() {
    guard isArmed else { return }
    isArmed = false
    resetHandlers()
    releaseError()
  }

  /// Ends the process by a signal that nobody else listens to, with 128 and its number.
  static func end(by signal: Int32) -> Never {
    // The program may be stuck as the terminal takes nothing any more.
    var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    if poll(&output, 1, 100) > 0 {
      if isArmed { giveTerminalBack() }
      let words = SignalWatcher.lastWords(signal, journal: journal.withLock { $0 })
      StandardStream.error.write(words)
    }
    _exit(128 + signal)
  }

  private static func die(_ fault: Int32) {
    giveTerminalBack()
    if let reportPath, lseek(capturedError, 0, SEEK_END) > 0 {
      let report = open(reportPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
      if report >= 0 { copyError(to: report) }
    }
    if let lastWords { _ = write(STDERR_FILENO, lastWords, strlen(lastWords)) }
    _exit(70)
  }

  private static func giveTerminalBack() {
    // Leave the alternate screen, show the cursor, plain colours, no mouse, ordinary keypad and paste.
    let reset: StaticString =
      "\u{1b}[?2004l\u{1b}[?1000l\u{1b}[?1006l\u{1b}[?1049l\u{1b}[?25h\u{1b}[0m\u{1b}[?1l\u{1b}>\r\n"
    _ = write(STDOUT_FILENO, reset.utf8Start, reset.utf8CodeUnitCount)
    tcsetattr(STDIN_FILENO, TCSANOW, &savedMode)
    if terminalError >= 0 { dup2(terminalError, STDERR_FILENO) }
  }

  /// Sends standard error to a file without a name: the one of the last time, emptied.
  ///
  /// No other program gets hold of it or of the terminal.
  private static func captureError() {
    if capturedError < 0 { capturedError = explorer_memory_file() }
    guard capturedError >= 0 else { return }
    terminalError = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)
    guard terminalError >= 0 else { return }
    ftruncate(capturedError, 0)
    lseek(capturedError, 0, SEEK_SET)
    dup2(capturedError, STDERR_FILENO)
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
