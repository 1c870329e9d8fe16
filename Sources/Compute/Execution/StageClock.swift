/// How long each thread worked on each step of a stage.
///
/// - Note: `@unchecked Sendable`: each thread writes its own line; they are read when all are done.
final class StageClock: @unchecked Sendable {
  private let threads: Int
  private let stride: Int
  private let nanoseconds: UnsafeMutablePointer<UInt64>

  init(threads: Int, steps: Int) {
    self.threads = threads
    stride = (steps + 15) / 8 * 8  // no two threads on a cache line
    nanoseconds = .allocate(capacity: threads * stride)
    nanoseconds.initialize(repeating: 0, count: threads * stride)
  }

  deinit { nanoseconds.deallocate() }

  /// Forgets the times of a stage that was cancelled.
  func clear() { nanoseconds.update(repeating: 0, count: threads * stride) }

  /// Adds to a thread's time for a step.
  @inline(__always)
  func add(_ time: UInt64, thread: Int, step: Int) {
    nanoseconds[thread * stride + step] += time
  }

  /// Shares out the time of a stage by what the threads worked on each of its steps, and starts anew.
  func share(_ whole: UInt64, among steps: [Int], in times: inout [StepTime]) {
    var all: UInt64 = 0
    for (place, step) in steps.enumerated() {
      for thread in 0..<threads {
        times[step].nanoseconds += nanoseconds[thread * stride + place]
        nanoseconds[thread * stride + place] = 0
      }
      all += times[step].nanoseconds
    }
    guard all > 0 else { return }
    for step in steps {
      let share = Double(times[step].nanoseconds) / Double(all)
      times[step].nanoseconds = UInt64(Double(whole) * share)
    }
  }
}
