import Glibc

/// Turns signals into values on a thread of its own, so that no work is done in a handler.
///
/// The signals are blocked in the calling thread and in every thread that it starts afterwards;
/// create the watcher before any other thread.
enum SignalWatcher {
  /// The signals that end the explorer: every one that would do so by itself, but those of faults,
  /// which `CrashGuard` has, and SIGPIPE and SIGXFSZ, which are ignored: the write fails then.
  static let endings: [Int32] =
    [
      SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGIO,
      SIGPWR, SIGSTKFLT,
    ] + (__libc_current_sigrtmin()...__libc_current_sigrtmax())

  /// The signals that the explorer answers.
  static let watched = [SIGWINCH, SIGINT, SIGTSTP, SIGCONT] + endings

  /// What ended the program, in a line, and where what was done is; nil when all of that is in files.
  static func lastWords(_ signal: Int32, journal: String?) -> String {
    let name = strsignal(signal).map { " (\(String(cString: $0)))" } ?? ""
    let place = journal.map { "; what you did is in '\($0)', and the next start offers it" } ?? ""
    return "explorer: ended by signal \(signal)\(name)\(place)\n"
  }

  /// Blocks the signals and calls a function with each one that comes, on another thread.
  ///
  /// A second one that ends the explorer does so at once: the first one was not listened to.
  static func start(_ report: @escaping @Sendable (Int32) -> Void) {
    var set = watchedSet()
    pthread_sigmask(SIG_BLOCK, &set, nil)
    startThread {
      var set = watchedSet()
      var isEnding = false
      while true {
        var signal: Int32 = 0
        guard sigwait(&set, &signal) == 0 else { continue }
        if endings.contains(signal) {
          if isEnding { CrashGuard.end(by: signal) }
          isEnding = true
        }
        report(signal)
      }
    }
  }

  /// Stops the process as the shell's job control does, and returns when it is continued.
  ///
  /// The whole process group is stopped, as a terminal would do: `make run` is in it, too, and
  /// the shell only takes over when all of it rests.
  static func stop() {
    var stopSignal = sigset_t()
    sigemptyset(&stopSignal)
    sigaddset(&stopSignal, SIGTSTP)
    signal(SIGTSTP, SIG_DFL)
    pthread_sigmask(SIG_UNBLOCK, &stopSignal, nil)
    kill(0, SIGTSTP)
    pthread_sigmask(SIG_BLOCK, &stopSignal, nil)
  }

  private static func watchedSet() -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in watched { sigaddset(&set, signal) }
    return set
  }
}
