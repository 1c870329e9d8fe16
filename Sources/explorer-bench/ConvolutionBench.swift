import ArgumentParser
import Compute
import GraphCore

/// GFLOP/s of single convolutions.
///
/// Each shape is measured with direct kernels, and again where a plan would choose another method. The
/// operations are those of the definition, so another method's share may be above 100 %.
struct ConvolutionBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convolutions",
    abstract: "GFLOP/s of single convolutions, as shares of the peak that the same run measures.")

  @OptionGroup var options: BenchOptions

  @Option(help: "The number of threads.")
  var threads = 1

  @Flag(
    help: """
      Read 8 MiB of other memory before each pass, so that weights and maps come from beyond the \
      second-level cache as within a network.
      """)
  var cold = false

  @Argument(help: "Only shapes whose name contains this, such as 3x3 or 224x224.")
  var filter = ""

  func run() throws {
    let instructionSet = try options.instructionSet
    let shapes = ConvolutionShape.standard.filter {
      filter.isEmpty || $0.description.contains(filter)
    }
    guard !shapes.isEmpty else { throw ValidationError("No shape's name contains '\(filter)'.") }
    let executor = try Executor(threads: threads)
    print(
      "\(instructionSet.rawValue), \(threads) thread(s); "
        + "GFLOP/s of the \(cold ? "median cold" : "fastest") pass, as a share of the peak of one thread times threads"
    )
    print(
      padded("shape", 34) + padded("method", 16) + padded("ms", 10) + padded("GFLOP/s", 10)
        + padded("peak", 8) + "share")
    for shape in shapes {
      let analysis = try shape.model()
      for method in [ConvolutionMethod.direct, .fastest] {
        let plan = try Plan(
          analysis, weights: Weights(fill: .he),
          options: PlanOptions(instructionSet: instructionSet, convolutions: method))
        let transform = plan.steps.compactMap(\.transform).first
        if method == .fastest && transform == nil { continue }
        try measure(shape, plan, executor, method: transform ?? "direct")
      }
    }
  }

  private func measure(
    _ shape: ConvolutionShape, _ plan: Plan, _ executor: Executor, method: String
  ) throws {
    let input = Tensor.randomInput(shape: [1, shape.height, shape.width, shape.channels])
    var fastest = Double.infinity
    var peak = 0.0
    var spent = 0.0
    var medians: [Double] = []
    while spent < options.seconds {
      peak = max(peak, PeakMeter.gigaflops(try options.instructionSet))
      if cold {
        let times = try (0..<5).map { _ in
          readOtherMemory()
          return try executor.measure(plan, input: input, repeat: 1, warmup: 0).timing.median
        }
        medians.append(times.sorted()[2])
        spent += times.reduce(0, +) / 1e3 + 0.02
        continue
      }
      let timing = try executor.measure(plan, input: input, repeat: 5, warmup: 1).timing
      fastest = min(fastest, timing.min)
      spent += timing.mean * 6 / 1e3 + 0.01
    }
    if cold { fastest = medians.sorted()[medians.count / 2] }
    let operations = 2 * Double(plan.analysis.totals.multiplyAccumulates ?? 0)
    let rate = operations / fastest / 1e6
    print(
      padded("\(shape)", 34) + padded(method, 16) + padded(rounded(fastest), 10)
        + padded("\(Int(rate.rounded()))", 10) + padded("\(Int(peak.rounded()))", 8)
        + "\(Int((100 * rate / (peak * Double(threads))).rounded())) %")
  }
}

/// Memory that no kernel touches.
private let otherMemory = [UInt64](repeating: 1, count: 1 << 20)

/// Reads it, so that nothing else is left in the second-level cache.
private func readOtherMemory() {
  let sum = otherMemory.reduce(0, &+)
  precondition(sum == UInt64(otherMemory.count))
}
