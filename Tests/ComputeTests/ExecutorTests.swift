import Foundation
import GraphCore
import Synchronization
import Testing

@testable import Compute

struct ExecutorTests {
  private func examplePlan(_ mode: PlanMode = .fast) throws -> Plan {
    try Plan(
      ModelAnalysis(BuiltInModel.residualInceptionModule.graph()), weights: Weights(),
      options: PlanOptions(mode: mode))
  }

  private let input = Tensor.randomInput(shape: [1, 28, 28, 192])

  @Test func resultsDontDependOnTheNumberOfThreads() throws {
    let plan = try examplePlan(.inspect)
    let one = try Executor(threads: 1).run(plan, input: input)
    for threads in [2, 3, 7] {
      let result = try Executor(threads: threads).run(plan, input: input)
      for node in plan.keptNodes {
        #expect(result.tensor(of: node) == one.tensor(of: node))
      }
    }
  }

  @Test func runsFollowEachOtherOnOneExecutor() throws {
    let plan = try examplePlan()
    let executor = try Executor(threads: 2)
    let output = plan.analysis.graph.outputs[0]
    let first = try executor.run(plan, input: input)
    let expected = first.tensor(of: output)
    for _ in 0..<20 {
      #expect(try executor.run(plan, input: input).tensor(of: output) == expected)
    }
    // The first result holds memory of its own.
    #expect(first.tensor(of: output) == expected)
  }

  @Test func callersOnSeveralThreadsWaitForEachOther() async throws {
    let plan = try examplePlan()
    let executor = try Executor(threads: 2)
    let output = plan.analysis.graph.outputs[0]
    let expected = try executor.run(plan, input: input).tensor(of: output)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 {
        group.addTask {
          try executor.run(plan, input: input).tensor(of: output) == expected
        }
      }
      for try await isEqual in group { #expect(isEqual) }
    }
  }

  @Test func progressGrowsToOne() throws {
    let plan = try examplePlan()
    var fractions: [Double] = []
    _ = try Executor(threads: 2).run(plan, input: input) { fractions.append($0.fraction) }
    #expect((2...plan.steps.count).contains(fractions.count))
    #expect(fractions == fractions.sorted())
    #expect(fractions.last == 1)
  }

  @Test func cancelledRunsStopSoon() throws {
    let analysis = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let plan = try Plan(analysis, weights: Weights())
    let executor = try Executor(threads: 2)
    let cancellation = Cancellation()
    let image = Tensor.randomInput(shape: [1, 224, 224, 3])
    #expect(throws: ExecutorError.cancelled) {
      _ = try executor.run(plan, input: image, cancellation: cancellation) { progress in
        if progress.completedSteps >= 2 { cancellation.cancel() }
      }
    }
    // The executor works on.
    _ = try Executor(threads: 1).run(examplePlan(), input: input)
  }

  @Test(arguments: [1, 2, 5])
  func cancellationStopsWithinAUnitOfWork(threads: Int) {
    let pool = WorkerPool(threads: threads)
    defer { pool.close() }
    let cancellation = Cancellation()
    let late = Atomic<Int>(0)
    let shares = (0...threads).map { 1000 * $0 }
    pool.run(shares: shares, cancellation: cancellation) { unit, _ in
      if cancellation.isCancelled { late.add(1, ordering: .relaxed) }
      if unit % 1000 == 10 { cancellation.cancel() }
    }
    // Each of the other threads may have been about to begin one.
    #expect(cancellation.isCancelled)
    #expect(late.load(ordering: .relaxed) < threads)
    pool.run(shares: shares, cancellation: cancellation) { _, _ in
      Issue.record("a unit was begun after the cancellation")
    }
  }

  @Test func threadCountsAndShapesAreChecked() throws {
    #expect(throws: ExecutorError.threads(0)) { try Executor(threads: 0) }
    #expect(throws: ExecutorError.threads(100_000)) { try Executor(threads: 100_000) }
    let plan = try examplePlan()
    #expect(throws: ExecutorError.self) {
      try Executor(threads: 1).run(plan, input: .randomInput(shape: [1, 28, 28, 191]))
    }
    let many = try Executor(threads: 64)
    #expect(try many.run(plan, input: input).steps.map(\.node) == plan.steps.map(\.node))
  }

  @Test func measurementsLeaveTheWarmupOut() throws {
    let plan = try examplePlan()
    let (timing, result) = try Executor(threads: 1).measure(
      plan, input: input, repeat: 5, warmup: 2)
    #expect(timing.passes.count == 5)
    #expect(timing.layers.map(\.node) == plan.steps.map(\.node))
    #expect(timing.min <= timing.median && timing.median <= timing.p95)
    #expect(result.nanoseconds > 0)
  }
}
