import CProcessor
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Threads that work on the units of one job at a time and sleep in between.
///
/// The calling thread works too. Between the jobs of a run a worker looks for the next job for about
/// a millisecond before it goes to sleep; outside of a run it sleeps at once.
///
/// - Note: `@unchecked Sendable`: the job is written by the caller before it raises `generation`
///   (releasing) and read by the workers after they saw it (acquiring), and the caller waits for all
///   workers before it writes again. One caller at a time is the owner's duty.
final class WorkerPool: @unchecked Sendable {
  /// What a job does with a unit of work, on the thread of the given index.
  typealias Body = (_ unit: Int, _ thread: Int) -> Void

  /// The number of threads, the caller's included.
  let threadCount: Int

  /// The looks at a flag before a thread goes to sleep within a run.
  ///
  /// About a millisecond, since to wake a processor that sleeps can take longer than a layer; none
  /// when threads share processors.
  private let spins: Int
  private let generation = Atomic<Int>(0)
  private let ranges: UnitRanges
  private let busyWorkers = Atomic<Int>(0)
  private let isActive = Atomic<Bool>(false)
  private let isClosed = Atomic<Bool>(false)
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let hasJob = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let isDone = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var body: Body?
  private var cancellation: Cancellation?
  private var threads: [pthread_t] = []

  /// Starts the threads; with fewer of them when the system has no more to give.
  init(threads wanted: Int) {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(hasJob, nil)
    pthread_cond_init(isDone, nil)
    threadCount = wanted
    ranges = UnitRanges(threads: wanted)
    spins = wanted <= Executor.processorCount ? 20_000 : 0
    var started: [pthread_t] = []
    for index in 1..<max(wanted, 1) {
      guard let thread = WorkerThread.start(self, index: index) else { break }
      started.append(thread)
    }
    threads = started
  }

  /// Lets all threads end; they must not be working.
  func close() {
    pthread_mutex_lock(mutex)
    isClosed.store(true, ordering: .relaxed)
    pthread_cond_broadcast(hasJob)
    pthread_mutex_unlock(mutex)
    for thread in threads { pthread_join(thread, nil) }
    threads = []
  }

  deinit {
    pthread_cond_destroy(hasJob)
    pthread_cond_destroy(isDone)
    pthread_mutex_destroy(mutex)
    hasJob.deallocate()
    isDone.deallocate()
    mutex.deallocate()
  }

  /// Says that jobs will follow each other closely, or no longer.
  func setActive(_ active: Bool) {
    isActive.store(active, ordering: .relaxed)
  }

  /// Works on all units of a job; returns when the last one is done, or a cancellation was seen.
  ///
  /// - Parameter shares: where each thread's units begin, and where the last one's end.
  func run(shares: [Int], cancellation: Cancellation, _ body: Body) {
    let units = shares[threadCount]
    guard units > 1, !threads.isEmpty else {
      for unit in 0..<units {
        if cancellation.isCancelled { return }
        body(unit, 0)
      }
      return
    }
    withoutActuallyEscaping(body) { body in
      self.body = body
      self.cancellation = cancellation
      ranges.assign(shares: shares)
      busyWorkers.store(threads.count, ordering: .relaxed)
      pthread_mutex_lock(mutex)
      generation.add(1, ordering: .releasing)
      pthread_cond_broadcast(hasJob)
      pthread_mutex_unlock(mutex)
      work(thread: 0)
      waitForWorkers()
      self.body = nil
      self.cancellation = nil
    }
  }

  private func work(thread: Int) {
    guard let body, let cancellation else { return }
    while !cancellation.isCancelled, let unit = ranges.next(for: thread) { body(unit, thread) }
  }

  private func waitForWorkers() {
    spin { busyWorkers.load(ordering: .acquiring) == 0 }
    guard busyWorkers.load(ordering: .acquiring) != 0 else { return }
    pthread_mutex_lock(mutex)
    while busyWorkers.load(ordering: .acquiring) != 0 { pthread_cond_wait(isDone, mutex) }
    pthread_mutex_unlock(mutex)
  }

  /// Waits a while for a condition without going to sleep.
  @inline(__always)
  private func spin(until isMet: () -> Bool) {
    var looks = 0
    while looks < spins && !isMet() {
      processor_pause()
      looks += 1
    }
  }

  /// What a worker thread does until the pool is closed.
  fileprivate func serve(thread: Int) {
    var seen = 0
    while true {
      waitForJob(after: seen)
      let current = generation.load(ordering: .acquiring)
      if current == seen { return }
      seen = current
      work(thread: thread)
      if busyWorkers.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
        pthread_mutex_lock(mutex)
        pthread_cond_signal(isDone)
        pthread_mutex_unlock(mutex)
      }
    }
  }

  /// Returns when there is another job than the one of the given number, or the pool is closed.
  private func waitForJob(after seen: Int) {
    if isActive.load(ordering: .relaxed) {
      spin { generation.load(ordering: .acquiring) != seen }
    }
    guard generation.load(ordering: .acquiring) == seen else { return }
    pthread_mutex_lock(mutex)
    while generation.load(ordering: .acquiring) == seen, !isClosed.load(ordering: .relaxed) {
      pthread_cond_wait(hasJob, mutex)
    }
    pthread_mutex_unlock(mutex)
  }
}

/// The start of a worker thread.
private final class WorkerThread {
  private let pool: WorkerPool
  private let index: Int

  private init(_ pool: WorkerPool, _ index: Int) {
    self.pool = pool
    self.index = index
  }

  /// Starts a thread that serves a pool, or returns nil when the system refuses.
  static func start(_ pool: WorkerPool, index: Int) -> pthread_t? {
    let argument = Unmanaged.passRetained(WorkerThread(pool, index))
    #if canImport(Darwin)
      var thread: pthread_t?
      let result = pthread_create(
        &thread, nil,
        { pointer in
          let worker = Unmanaged<WorkerThread>.fromOpaque(pointer).takeRetainedValue()
          worker.pool.serve(thread: worker.index)
          return nil
        }, argument.toOpaque())
      let started = thread
    #else
      var thread = pthread_t()
      let result = pthread_create(
        &thread, nil,
        { pointer in
          guard let pointer else { return nil }
          let worker = Unmanaged<WorkerThread>.fromOpaque(pointer).takeRetainedValue()
          worker.pool.serve(thread: worker.index)
          return nil
        }, argument.toOpaque())
      let started: pthread_t? = thread
    #endif
    guard result == 0 else {
      argument.release()
      return nil
    }
    return started
  }
}
