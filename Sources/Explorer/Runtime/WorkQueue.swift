import Glibc
import Synchronization

/// A thread that does one thing after the other; it is started by the first one.
final class WorkQueue: Sendable {
  /// Whether its thread gives way to the others, so that a frame never waits for a processor.
  private let givesWay: Bool
  private struct Content {
    var jobs: [@Sendable () -> Void] = []
    var isRunning = false
  }

  private let content = Mutex(Content())

  init(givesWay: Bool = false) { self.givesWay = givesWay }

  /// Puts a job behind those that wait.
  func add(_ job: @escaping @Sendable () -> Void) {
    let mustStart = content.withLock { content in
      content.jobs.append(job)
      defer { content.isRunning = true }
      return !content.isRunning
    }
    guard mustStart else { return }
    let body: @Sendable () -> Void = { [self] in
      if givesWay { giveWay() }
      drain()
    }
    if !startThread(body) {
      // Without a thread the job is done here; the screen waits, but nothing is lost.
      drain()
    }
  }

  private func drain() {
    while true {
      let job = content.withLock { content -> (@Sendable () -> Void)? in
        guard !content.jobs.isEmpty else {
          content.isRunning = false
          return nil
        }
        return content.jobs.removeFirst()
      }
      guard let job else { return }
      job()
    }
  }
}

/// Lets the calling thread give way to all others.
///
/// A key passes through the kernel's own worker threads on its way from the terminal. A thread that
/// computes at the same priority, or at a real-time one, keeps both them and the main thread waiting.
/// Where this is refused, nothing is lost but time.
private func giveWay() {
  var parameters = sched_param()
  pthread_setschedparam(pthread_self(), SCHED_OTHER, &parameters)
  // On Linux this is of the calling thread alone: a third of the processor beside one at 0.
  _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, 5)
}
