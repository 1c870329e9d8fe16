import Synchronization

/// The units of a job, shared out among threads: each has a range of its own, and takes from the
/// others' when it is done.
///
/// The ranges are the same shares of each job, so that a thread finds most of a layer's input in its
/// own cache, where it wrote the layer before.
///
/// - Note: `@unchecked Sendable`: the memory holds nothing but atomics.
final class UnitRanges: @unchecked Sendable {
  /// A counter on a cache line of its own.
  private struct Counter: ~Copyable {
    let next = Atomic<Int>(0)
    let end = Atomic<Int>(0)
    private let padding: InlineArray<14, Int> = .init(repeating: 0)
  }

  private let counters: UnsafeMutablePointer<Counter>
  private let threads: Int

  /// Ranges for a number of threads.
  init(threads: Int) {
    self.threads = max(threads, 1)
    counters = .allocate(capacity: self.threads)
    for thread in 0..<self.threads { (counters + thread).initialize(to: Counter()) }
  }

  deinit {
    counters.deinitialize(count: threads)
    counters.deallocate()
  }

  /// Shares out the units of a job; nobody may be taking any.
  ///
  /// - Parameter shares: where each thread's units begin, and where the last one's end.
  func assign(shares: [Int]) {
    for thread in 0..<threads {
      counters[thread].next.store(shares[thread], ordering: .relaxed)
      counters[thread].end.store(shares[thread + 1], ordering: .relaxed)
    }
  }

  /// The next unit for a thread; nil when all are taken.
  func next(for thread: Int) -> Int? {
    for step in 0..<threads {
      let index = thread + step
      let owner = index < threads ? index : index - threads
      let end = counters[owner].end.load(ordering: .relaxed)
      if counters[owner].next.load(ordering: .relaxed) >= end { continue }
      let unit = counters[owner].next.add(1, ordering: .relaxed).oldValue
      if unit < end { return unit }
    }
    return nil
  }

  /// A thread's share of a number of units.
  static func share(of thread: Int, among threads: Int, units: Int) -> Range<Int> {
    // Neither factor is large enough for the product to overflow: threads are at most 1024, and each
    // unit is some work on memory that exists.
    units * thread / threads..<units * (thread + 1) / threads
  }
}
