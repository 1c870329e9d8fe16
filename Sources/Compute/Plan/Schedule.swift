import GraphCore

/// The stage in which each call's work is done.
///
/// The calls of a stage don't depend on each other, and all threads work on them together. A
/// convolution's stage is that of the calls whose work it does, too.
struct Schedule {
  /// The stage of each call, from 0.
  private(set) var stages: [NodeID: Int] = [:]
  /// The number of stages.
  private(set) var count = 0

  /// One call after the other.
  static func sequential(_ analysis: ModelAnalysis) -> Schedule {
    var schedule = Schedule()
    for node in analysis.order {
      schedule.stages[node] = schedule.count
      schedule.count += 1
    }
    return schedule
  }

  /// Each call as soon as its inputs are there: the branches of a module side by side.
  ///
  /// - Parameters:
  ///   - fusions: what convolutions do besides their own work, and what they add.
  ///   - workers: the convolution that does a call's work.
  static func concurrent(
    _ analysis: ModelAnalysis, slices: [NodeID: ConcatenationSlice],
    fusions: [NodeID: Fusion], workers: [NodeID: NodeID]
  ) -> Schedule {
    var schedule = Schedule()
    /// The first stage that can read an output.
    var available: [NodeID: Int] = [:]
    func ready(_ nodes: [NodeID]) -> Int {
      nodes.reduce(0) { stage, node in
        // A concatenation that is added may come later in the order than the last of its inputs.
        max(stage, available[node] ?? ready(analysis.graph[node].inputs))
      }
    }
    for node in analysis.order {
      var stage = ready(analysis.graph[node].inputs)
      if let addend = fusions[node]?.addend { stage = max(stage, ready([addend])) }
      if let worker = workers[node] {
        // A pooling layer is done by the convolution behind it, its only reader.
        available[node] = schedule.stages[worker].map { max($0 + 1, stage) } ?? stage
        continue
      }
      schedule.stages[node] = stage
      let isDone =
        analysis.graph.operation(of: node).isInput
        || ConcatenationSlice.isWritten(by: analysis.graph[node].inputs, node, slices)
      available[node] = isDone ? stage : stage + 1
      schedule.count = max(schedule.count, stage + 1)
    }
    for (node, worker) in workers { schedule.stages[node] = schedule.stages[worker] }
    return schedule
  }
}
