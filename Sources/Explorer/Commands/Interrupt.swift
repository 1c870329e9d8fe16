import Compute
import Glibc

/// Lets Ctrl-C stop a computation instead of the process.
enum Interrupt {
  /// From now on SIGINT cancels; a second one ends the process at once.
  ///
  /// The signal is blocked in this thread and those that it starts, so call it before an executor
  /// starts its threads.
  static func cancels(_ cancellation: Cancellation) {
    var set = signals()
    pthread_sigmask(SIG_BLOCK, &set, nil)
    startThread {
      var set = signals()
      while true {
        var signal: Int32 = 0
        guard sigwait(&set, &signal) == 0 else { continue }
        if cancellation.isCancelled { _exit(CommandError.Code.interrupted.rawValue) }
        cancellation.cancel()
      }
    }
  }

  private static func signals() -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    return set
  }
}
