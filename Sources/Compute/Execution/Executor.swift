import GraphCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Runs plans on a pool of threads that outlives a run.
///
/// Runs of one executor follow each other: a second caller waits for the first one.
public final class Executor: Sendable {
  /// The greatest number of threads that can be asked for.
  public static let maximumThreads = 1024

  /// The number of processors that this process may use.
  public static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// The number of threads, the caller's included.
  public let threadCount: Int

  private let team: Team
  private let memory = Mutex(RunMemory())

  /// Starts the threads.
  ///
  /// - Throws: `ExecutorError.threads` for a number below 1 or above `maximumThreads`.
  public init(threads: Int = Executor.processorCount) throws(ExecutorError) {
    guard (1...Self.maximumThreads).contains(threads) else { throw .threads(threads) }
    threadCount = threads
    team = Team(WorkerPool(threads: threads))
  }

  /// An executor with memory of its own on the threads of another one: what is measured in turns must run
  /// on the same threads, since one that waits for a processor slows down all passes that it works on.
  public init(onThreadsOf other: Executor) {
    threadCount = other.threadCount
    team = other.team
  }

  /// Threads that end with the last executor that works with them, one pass at a time.
  private final class Team: Sendable {
    let pool: WorkerPool
    let turn = Mutex<Void>(())

    init(_ pool: WorkerPool) { self.pool = pool }
    deinit { pool.close() }
  }

  /// Where the threads note their times in the plan that was run last; for tests.
  var boundClock: StageClock? { memory.withLock { $0.bound?.clock } }

  /// Runs a plan once.
  ///
  /// - Parameters:
  ///   - input: the tensor of the model's only input, with batch 1.
  ///   - cancellation: stops the run within a unit of work.
  ///   - progress: called after each stage of steps, on the calling thread.
  public func run(
    _ plan: Plan, input: Tensor, cancellation: Cancellation = Cancellation(),
    progress: ((RunProgress) -> Void)? = nil
  ) throws(ExecutorError) -> PassResult {
    try run(plan, inputs: [input], cancellation: cancellation, progress: progress)
  }

  /// Runs a plan once with a tensor for each of the model's inputs, in their order.
  public func run(
    _ plan: Plan, inputs: [Tensor], cancellation: Cancellation = Cancellation(),
    progress: ((RunProgress) -> Void)? = nil
  ) throws(ExecutorError) -> PassResult {
    try run(plan, inputs: inputs, earlier: [:], cancellation: cancellation, progress: progress)
  }

  /// Runs a plan that goes on where an earlier pass can be taken over.
  ///
  /// - Parameters:
  ///   - earlier: the passes that have the outputs of the calls in `plan.given`.
  ///   - first: a call whose output is handed out once it is there, while the pass goes on.
  func run(
    _ plan: Plan, inputs: [Tensor], earlier: [NodeID: PassResult], first: FirstOutput? = nil,
    cancellation: Cancellation, progress: ((RunProgress) -> Void)?
  ) throws(ExecutorError) -> PassResult {
    try check(inputs, for: plan)
    let result = try memory.withLock { memory throws(ExecutorError) in
      try memory.prepare(for: plan, threads: threadCount)
      memory.write(inputs, for: plan)
      memory.write(earlier, for: plan)
      return team.turn.withLock { _ in pass(plan, &memory, first, cancellation, progress) }
    }
    guard let result else { throw .cancelled }
    return result
  }

  /// Works on units that are no plan's.
  func work(units: Int, _ body: (_ unit: Int, _ thread: Int) -> Void) {
    team.turn.withLock { _ in
      let pool = team.pool
      pool.setActive(true)
      defer { pool.setActive(false) }
      let shares = (0...threadCount).map { units * $0 / threadCount }
      pool.run(shares: shares, cancellation: Cancellation(), body)
    }
  }

  private func check(_ inputs: [Tensor], for plan: Plan) throws(ExecutorError) {
    guard inputs.count == plan.inputs.count else {
      throw .inputCount(expected: plan.inputs.count, received: inputs.count)
    }
    for (input, tensor) in zip(plan.inputs, inputs) {
      let shape = plan.analysis.shape(of: input.node)
      let expected = [1] + shape.dimensions.map { $0.value ?? 1 }
      guard tensor.shape == expected else {
        throw .inputShape(
          layer: plan.analysis.graph.name(of: input.node), expected: expected,
          received: tensor.shape)
      }
    }
  }

  /// Works on all stages in order; nil when the run was cancelled.
  private func pass(
    _ plan: Plan, _ memory: inout RunMemory, _ first: FirstOutput?, _ cancellation: Cancellation,
    _ progress: ((RunProgress) -> Void)?
  ) -> PassResult? {
    guard let arena = memory.arena, let bound = memory.bound else { return nil }
    let work = WorkCounter(plan)
    var times = plan.steps.map { StepTime(node: $0.node, nanoseconds: 0) }
    var completed = 0
    bound.clock.clear()
    let pool = team.pool
    pool.setActive(true)
    defer { pool.setActive(false) }

    let start = MonotonicClock.nanoseconds
    var last = start
    for (index, stage) in bound.stages.enumerated() {
      for job in stage.jobs {
        pool.run(shares: job.shares, cancellation: cancellation) { index, thread in
          let unit = job.units[index]
          let begin = MonotonicClock.nanoseconds
          job.kernels[unit.kernel].run(unit.unit, memory.scratch[thread].base)
          bound.clock.add(
            MonotonicClock.nanoseconds - begin, thread: thread, step: job.places[unit.kernel])
        }
        if cancellation.isCancelled { return nil }
      }
      let now = MonotonicClock.nanoseconds
      bound.clock.share(now - last, among: stage.steps, in: &times)
      completed += stage.steps.count
      last = now
      if let first, stage.steps.contains(where: { plan.steps[$0].node == first.node }) {
        first.take(PassResult(plan: plan, nanoseconds: now - start, steps: times, arena: arena))
        last = MonotonicClock.nanoseconds
      }
      if let progress, let step = stage.steps.last {
        progress(
          RunProgress(
            completedSteps: completed, totalSteps: plan.steps.count,
            fraction: work.fraction(afterStage: index), node: plan.steps[step].node))
        last = MonotonicClock.nanoseconds
      }
    }
    return PassResult(plan: plan, nanoseconds: last - start, steps: times, arena: arena)
  }
}

/// An output that is handed out once it is there, while its pass goes on.
struct FirstOutput {
  /// The call.
  var node: NodeID
  /// Takes what the pass has left so far; of that only the output of the call is sure to be complete.
  var take: (PassResult) -> Void
}
