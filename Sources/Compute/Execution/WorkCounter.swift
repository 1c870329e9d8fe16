import GraphCore

/// The share of a plan's work that is done after each stage.
struct WorkCounter {
  private let done: [Double]

  init(_ plan: Plan) {
    var sum = 0.0
    var sums: [Double] = []
    for stage in plan.stages {
      for step in stage {
        let cost = plan.analysis.cost(of: plan.steps[step].node)
        // A float that is written takes about the time of twenty multiply-accumulates.
        sum += Double(cost.multiplyAccumulates ?? 0) + Double(cost.outputBytes ?? 0) * 5
      }
      sums.append(sum)
    }
    done = sums.map { sum > 0 ? $0 / sum : 1 }
  }

  /// The share, from 0 to 1.
  func fraction(afterStage index: Int) -> Double { done[index] }
}
