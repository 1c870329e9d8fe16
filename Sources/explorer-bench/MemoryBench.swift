import ArgumentParser
import Compute
import GraphCore

/// What a bound of a plan's memory costs in time.
struct MemoryBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory",
    abstract: "The time of a pass within bounds of its memory, in percent of weights and outputs.")

  @OptionGroup var options: BenchOptions

  @OptionGroup var network: NetworkOptions

  @Option(help: "How often each plan is run, in turns with the others.")
  var repetitions = 10

  func validate() throws {
    guard repetitions > 0 else { throw ValidationError("--repetitions takes 1 or more.") }
  }

  func run() throws {
    let analysis = try network.analysis()
    let instructionSet = try options.instructionSet
    let bounds: [MemoryBound?] = [100, 105, 110, 115, 125, 150, 200].map { .percent($0) } + [nil]
    let plans = try bounds.map {
      try Plan(
        analysis, weights: Weights(fill: .he),
        options: PlanOptions(instructionSet: instructionSet, memory: $0))
    }
    let executor = try Executor(threads: network.threads)
    let inputs = network.inputs(of: analysis)
    var times = [[Double]](repeating: [], count: plans.count)
    for _ in 0..<repetitions {
      for (index, plan) in plans.enumerated() {
        let timing = try executor.measure(plan, inputs: inputs, repeat: 1, warmup: 1).timing
        times[index].append(timing.median)
      }
    }
    print(
      "\(network.model), \(network.threads) thread(s), \(instructionSet.rawValue); "
        + "medians of \(repetitions) passes in turns")
    print(
      padded("bound", 10) + padded("weights MiB", 14) + padded("outputs MiB", 14)
        + padded("together", 10) + padded("ms", 10) + "of the fastest plan's time")
    let least = Double(plans[0].weightBytes + plans[0].activationBytes)
    let medians = times.map { $0.sorted()[repetitions / 2] }
    for (index, plan) in plans.enumerated() {
      let share = Double(plan.weightBytes + plan.activationBytes) / least
      print(
        padded(bounds[index].map { "\($0)" } ?? "none", 10)
          + padded(rounded(Double(plan.weightBytes) / 1_048_576), 14)
          + padded(rounded(Double(plan.activationBytes) / 1_048_576), 14)
          + padded("\(Int((share * 100).rounded()))%", 10) + padded(rounded(medians[index]), 10)
          + rounded(medians[index] / medians[plans.count - 1]))
    }
  }
}
