/// The kernels of a plan with their memory, in the stages in which threads work on them.
///
/// - Note: `@unchecked Sendable`: nothing in it changes but the clock, and what the kernels write to
///   belongs to the run that holds the executor's lock.
final class BoundPlan: @unchecked Sendable {
  /// Which plan it is.
  let plan: PlanIdentity
  /// The stages in order.
  let stages: [BoundStage]
  /// Where threads note how long they work on each step of a stage.
  let clock: StageClock

  init(_ plan: Plan, _ memory: ArenaView, threads: Int) {
    self.plan = plan.identity
    stages = plan.stages.map { steps in
      BoundStage(
        steps: steps,
        kernels: steps.map { plan.steps[$0].kernels.map { $0.bind(memory, threads: threads) } },
        threads: threads)
    }
    clock = StageClock(threads: threads, steps: stages.map(\.steps.count).max() ?? 0)
  }
}
