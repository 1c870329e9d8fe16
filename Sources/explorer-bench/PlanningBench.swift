import ArgumentParser
import Compute
import GraphCore

/// What it takes until an edited network can be run, beside a pass of it.
struct PlanningBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "planning",
    abstract: "What a plan costs after an edit of one convolution, beside a pass of the network.")

  @OptionGroup var options: BenchOptions

  @OptionGroup var network: NetworkOptions

  func run() throws {
    let analysis = try network.analysis()
    let planOptions = PlanOptions(instructionSet: try options.instructionSet)
    let weights = Weights(fill: .he)
    func plan(_ analysis: ModelAnalysis, reusing previous: Plan?) throws -> Plan {
      try Plan(analysis, weights: weights, options: planOptions, reusing: previous)
    }
    let (whole, original) = try time { try plan(analysis, reusing: nil) }
    let executor = try Executor(threads: network.threads)
    let pass = try executor.measure(
      original, inputs: network.inputs(of: analysis), repeat: 10, warmup: 2
    ).timing.median
    print(
      "\(network.model), \(network.threads) thread(s), \(planOptions.instructionSet.rawValue); medians in ms"
    )
    print(padded("a pass", 48) + rounded(pass))
    print(padded("a plan from nothing", 48) + rounded(whole))
    print(padded("a plan after an edit of", 48) + padded("ms", 10) + "share of the pass")
    for name in convolutions(of: analysis) {
      let edited = try analysis.applying(Edit(parsing: "\(name).kernel_size=1")).analysis
      let milliseconds = try time { try plan(edited, reusing: original) }.milliseconds
      print(
        padded("  \(name)", 48) + padded(rounded(milliseconds), 10)
          + "\(Int((100 * milliseconds / pass).rounded())) %")
    }
  }

  /// The first convolution, some in between, and the one with most weights.
  private func convolutions(of analysis: ModelAnalysis) -> [String] {
    let all = analysis.order.filter {
      if case .conv2D(let layer) = analysis.graph.operation(of: $0) {
        layer.kernelSize.height > 1 && layer.kernelSize.width > 1 && layer.padding == .same
      } else {
        false
      }
    }
    let largest = all.max { analysis.cost(of: $0).weightBytes < analysis.cost(of: $1).weightBytes }
    var nodes = [0, all.count / 2, all.count - 1].compactMap {
      all.indices.contains($0) ? all[$0] : nil
    }
    if let largest, !nodes.contains(largest) { nodes.append(largest) }
    return nodes.map { analysis.graph.name(of: $0) }
  }

  /// The median time of something and what it made, in milliseconds.
  private func time<Made>(_ make: () throws -> Made) throws -> (milliseconds: Double, made: Made) {
    let clock = ContinuousClock()
    var times: [Double] = []
    let end = clock.now + .seconds(options.seconds)
    var made: Made?
    repeat {
      let start = clock.now
      made = try make()
      times.append(start.duration(to: clock.now) / .milliseconds(1))
    } while clock.now < end || times.count < 5
    guard let made else { throw ValidationError("Nothing was measured.") }
    return (times.sorted()[times.count / 2], made)
  }
}
