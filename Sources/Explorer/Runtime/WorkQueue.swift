import Glibc
import Synchronization

/// The program's clock.
enum Clock {
  /// Milliseconds since some moment before the program began; never goes back.
  static var milliseconds: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}

/// A thread that does one thing after the other; it is started by the first one.
final class WorkQueue: Sendable {
  private struct Content {
    var jobs: [@Sendable () -> Void] = []
    var isRunning = false
  }

  private let content = Mutex(Content())

  /// Puts a job behind those that wait.
  func add(_ job: @escaping @Sendable () -> Void) {
    let mustStart = content.withLock { content in
      content.jobs.append(job)
      defer { content.isRunning = true }
      return !content.isRunning
    }
    guard mustStart else { return }
    if !startThread({ [self] in drain() }) {
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
