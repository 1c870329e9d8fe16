import ArgumentParser
import Compute
import GraphCore

/// Whether the methods that plans choose for convolutions are the fastest ones.
///
/// A network is run once for each tile of Winograd's algorithm, with all convolutions computed by it
/// that may be, so that each method is timed where it is used.
struct ChoiceBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "choices",
    abstract: "How much faster the convolutions of a network would be by other methods.")

  @OptionGroup var options: BenchOptions

  @OptionGroup var network: NetworkOptions

  @Option(help: "How often each plan is run, in turns with the others.")
  var repetitions = 10

  @Flag(name: .customLong("all"), help: "Print the times of all methods.")
  var isVerbose = false

  func validate() throws {
    guard repetitions > 0 else { throw ValidationError("--repetitions takes 1 or more.") }
  }

  /// A convolution's shape, as far as its time depends on it.
  private struct Shape: Hashable {
    var window: Size2D
    var input: String
    var output: String
  }

  /// The time of all layers of a shape by a method.
  private struct Method {
    var name: String
    var milliseconds: Double
  }

  func run() throws {
    let analysis = try network.analysis()
    // Nine pairs of tiles are the most that a window has; none of them has a tenth.
    let plans = try [nil, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8].map { candidate in
      var planOptions = PlanOptions(instructionSet: try options.instructionSet)
      planOptions.candidate = candidate
      return try Plan(analysis, weights: Weights(fill: .he), options: planOptions)
    }
    let executor = try Executor(threads: network.threads)
    let inputs = network.inputs(of: analysis)
    var times = plans.map { $0.steps.map { _ in [Double]() } }
    for _ in 0..<repetitions {
      for (index, plan) in plans.enumerated() {
        let timing = try executor.measure(plan, inputs: inputs, repeat: 1, warmup: 1).timing
        for (step, layer) in timing.layers.enumerated() {
          times[index][step].append(layer.milliseconds)
        }
      }
    }
    report(analysis, plans, times.map { $0.map { $0.sorted()[repetitions / 2] } })
  }

  private func report(_ analysis: ModelAnalysis, _ plans: [Plan], _ times: [[Double]]) {
    var shapes: [Shape: [Int]] = [:]
    for (step, planStep) in plans[0].steps.enumerated() {
      guard plans[2].steps[step].transform != nil,
        case .conv2D(let layer) = analysis.graph.operation(of: planStep.node)
      else { continue }
      let shape = Shape(
        window: layer.kernelSize,
        input: "\(analysis.shape(of: analysis.graph[planStep.node].inputs[0]))",
        output: "\(analysis.shape(of: planStep.node))")
      shapes[shape, default: []].append(step)
    }
    print(
      "\(network.model), \(network.threads) thread(s), medians of \(repetitions) passes; "
        + "ms of all layers of a shape")
    print(
      padded("shape", 44) + padded("layers", 8) + padded("chosen", 16) + padded("ms", 9)
        + padded("fastest", 16) + padded("ms", 9) + "direct")
    var (chosen, fastest) = (0.0, 0.0)
    let rows = shapes.map { shape, steps in
      let methods = plans.indices.map { plan in
        Method(
          name: plans[plan].steps[steps[0]].transform ?? "direct",
          milliseconds: steps.reduce(0) { $0 + times[plan][$1] })
      }
      return (shape, steps.count, methods)
    }
    for (shape, count, methods) in rows.sorted(by: { $0.2[0].milliseconds > $1.2[0].milliseconds })
    {
      // By name, so that the choice is compared with itself only where both are the same.
      let others = methods.dropFirst().filter { $0.name != methods[0].name }
      let best = others.min { $0.milliseconds < $1.milliseconds } ?? methods[0]
      let isFastest = methods[0].milliseconds <= best.milliseconds
      chosen += methods[0].milliseconds
      fastest += isFastest ? methods[0].milliseconds : best.milliseconds
      print(
        padded("\(shape.window) \(shape.input) -> \(shape.output)", 44) + padded("\(count)", 8)
          + padded(methods[0].name, 16) + padded(rounded(methods[0].milliseconds), 9)
          + padded(isFastest ? "the same" : best.name, 16)
          + padded(isFastest ? "" : rounded(best.milliseconds), 9)
          + rounded(methods[1].milliseconds))
      if isVerbose {
        for method in methods.dropFirst() where method.name != "direct" {
          print("    " + padded(method.name, 16) + rounded(method.milliseconds))
        }
      }
    }
    print(
      "all: \(rounded(chosen)) ms, by the fastest methods \(rounded(fastest)) ms, "
        + "\(rounded(100 * (chosen / fastest - 1))) % lost")
  }
}
