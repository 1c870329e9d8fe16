import ArgumentParser
import Compute
import GraphCore

/// Measures kernels against the peak of the arithmetic units, and the making of plans against passes.
@main
struct ExplorerBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explorer-bench",
    abstract:
      "Measures kernels against the peak of the arithmetic units, and plans against passes.",
    subcommands: [
      ConvolutionBench.self, ChoiceBench.self, MemoryBench.self, PlanningBench.self,
      CancellationBench.self, PeakBench.self,
    ],
    defaultSubcommand: ConvolutionBench.self)
}

/// What all measurements share.
struct BenchOptions: ParsableArguments {
  @Option(help: "auto, baseline, avx2, avx512 or neon.")
  var isa = "auto"

  @Option(help: "The seconds that each thing is measured.")
  var seconds = 0.3

  func validate() throws {
    guard seconds.isFinite, seconds > 0 else {
      throw ValidationError("--seconds takes a number above 0, not \(seconds).")
    }
    do { _ = try instructionSet } catch { throw ValidationError("--isa: \(error)") }
  }

  /// The instructions that kernels are built of.
  var instructionSet: InstructionSet { get throws { try .named(isa) } }

  /// The greatest peak of one thread that is seen within the time, in GFLOP/s.
  func peak() throws -> Double {
    let end = ContinuousClock.now + .seconds(seconds)
    var peak = 0.0
    repeat {
      peak = max(peak, PeakMeter.gigaflops(try instructionSet))
    } while ContinuousClock.now < end
    return peak
  }
}

/// A whole network that is run.
struct NetworkOptions: ParsableArguments {
  @Option(help: "A built-in network.")
  var model = "inception-resnet-v2"

  @Option(help: "The number of threads of a pass.")
  var threads = Executor.processorCount

  /// The network.
  func analysis() throws -> ModelAnalysis {
    guard let builtIn = BuiltInModel(rawValue: model) else {
      throw ValidationError(
        "There is no network '\(model)'; there are "
          + BuiltInModel.allCases.map(\.rawValue).joined(separator: ", ") + ".")
    }
    return try ModelAnalysis(builtIn.graph())
  }

  /// Random inputs for it.
  func inputs(of analysis: ModelAnalysis) -> [Tensor] {
    analysis.graph.inputs.map {
      .randomInput(shape: [1] + analysis.shape(of: $0).dimensions.map { $0.value ?? 1 })
    }
  }
}

/// Prints the peak of one thread.
struct PeakBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peak", abstract: "Print the multiply-add peak of one thread in GFLOP/s.")

  @OptionGroup var options: BenchOptions

  func run() throws { print(Int(try options.peak().rounded())) }
}

/// A text with spaces behind it, as wide as a column.
func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(1, width - text.count))
}

/// A number with three digits behind the point.
func rounded(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
