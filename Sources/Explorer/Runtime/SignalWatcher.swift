import Glibc

/// Turns signals into values on a thread of its own, so that no work is done in a handler.
///
/// The signals are blocked in the calling thread and in every thread that it starts afterwards;
/// create the watcher before any other thread.
enum SignalWatcher {
  /// The signals that the explorer answers.
  static let watched = [SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT]

  /// Blocks the signals and calls a function with each one that comes, on another thread.
  static func start(_ report: @escaping @Sendable (Int32) -> Void) {
    var set = watchedSet()
    pthread_sigmask(SIG_BLOCK, &set, nil)
    startThread {
      var set = watchedSet()
      while true {
        var signal: Int32 = 0
        if sigwait(&set, &signal) == 0 { report(signal) }
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
