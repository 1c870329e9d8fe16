import ArgumentParser
import Compute

/// Times a forward pass.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs a model and prints how long each layer took.")

  /// How the result is written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table
    case json
  }

  @OptionGroup var model: ModelOptions
  @OptionGroup var pass: PassOptions
  @OptionGroup var labels: LabelOptions
  @OptionGroup var engine: EngineOptions

  @Option(name: .customLong("repeat"), help: "How many passes are timed.")
  var passes = 10

  @Option(help: "How many passes are made before, untimed.")
  var warmup = 2

  @Option(help: "How many of the most probable classes are printed.")
  var top = 5

  @Option(help: "How it is written.")
  var format = Format.table

  func validate() throws {
    guard (1...1_000_000).contains(passes) else {
      throw ValidationError("--repeat takes 1 to 1000000, got \(passes)")
    }
    guard (0...1_000_000).contains(warmup) else {
      throw ValidationError("--warmup takes 0 to 1000000, got \(warmup)")
    }
    guard top >= 0 else { throw ValidationError("--top takes 0 or more, got \(top)") }
  }

  func run() throws {
    let report = try command { try measure() }
    switch format {
    case .table: StandardStream.output.write(report.table)
    case .json: StandardStream.output.write(report.json.text() + "\n")
    }
  }

  private func measure() throws -> RunReport {
    let model = try model.load()
    let instructionSet = try engine.instructionSet()
    let cancellation = Cancellation()
    Interrupt.cancels(cancellation)
    let names = try labels.names(for: model.analysis)
    let input = try pass.tensor(for: model.analysis)
    let plan = try Plan(
      model.analysis, weights: pass.made.weights(for: model),
      options: PlanOptions(mode: .fast, instructionSet: instructionSet))
    let executor = try engine.executor()
    let line = ProgressLine(model.analysis.graph)
    defer { line.clear() }
    let (timing, result) = try executor.measure(
      plan, input: input, repeat: passes, warmup: warmup, cancellation: cancellation,
      progress: line.show)
    let output = model.analysis.graph.outputs.first.flatMap { result.tensor(of: $0) }
    return RunReport(
      model: model, timing: timing,
      fusedInto: plan.steps.reduce(into: [:]) { $0[$1.node] = $1.fusedInto },
      threads: executor.threadCount, instructionSet: instructionSet,
      warmup: warmup, top: output.map { RunReport.top(top, of: $0, names: names) } ?? [])
  }
}
