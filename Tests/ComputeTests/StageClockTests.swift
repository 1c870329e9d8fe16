import GraphCore
import Testing

@testable import Compute

struct StageClockTests {
  /// What threads worked before a pass was cancelled isn't counted in the next one.
  @Test func timesOfACancelledPassAreForgotten() throws {
    let executor = try Executor(threads: 1)
    let analysis = try ModelAnalysis(BuiltInModel.residualInceptionModule.graph())
    let plan = try Plan(analysis, weights: Weights())
    let input = Tensor.randomInput(shape: [1, 28, 28, 192])
    _ = try executor.run(plan, input: input)
    let clock = try #require(executor.boundClock)
    // As a pass leaves it that is cancelled within the first stage: an hour for its first step.
    clock.add(3_600_000_000_000, thread: 0, step: 0)
    let result = try executor.run(plan, input: input)
    let first = plan.stages[0][0]
    let stage = plan.stages[0].reduce(0) { $0 + Double(result.steps[$1].nanoseconds) }
    #expect(plan.stages[0].count > 1)
    #expect(Double(result.steps[first].nanoseconds) < 0.99 * stage)
  }
}
