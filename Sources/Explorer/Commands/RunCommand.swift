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

  @Option(
    help: """
      How many images a pass runs, one after the other: the time is that of all of them, the memory \
      that of one. All get the same input.
      """)
  var batch = 1

  @Option(help: "How many of the most probable classes of each output are printed.")
  var top = 5

  @Option(
    help: ArgumentHelp(
      """
      Run this model in turns with the first one, and say whether the difference is more than \
      noise. The edits of --set are made on the first model only, those of --against-set on this one.
      """, valueName: "model"), completion: .model)
  var against: String?

  @Option(
    help: ArgumentHelp("Like --set, for the model of --against.", valueName: "target.field=value"))
  var againstSet: [String] = []

  @Option(help: "How it is written.")
  var format = Format.table

  func validate() throws {
    guard (1...1_000_000).contains(passes) else {
      throw ValidationError("--repeat takes 1 to 1000000, got \(passes)")
    }
    guard (0...1_000_000).contains(warmup) else {
      throw ValidationError("--warmup takes 0 to 1000000, got \(warmup)")
    }
    guard (1...1024).contains(batch) else {
      throw ValidationError("--batch takes 1 to 1024, got \(batch)")
    }
    if batch > 1, against != nil {
      throw ValidationError(
        "--batch is of no use with --against, which compares passes of one image")
    }
    if against == nil, let edit = againstSet.first {
      throw ValidationError("--against-set \(edit) edits the model of --against, and there is none")
    }
    guard top >= 0 else { throw ValidationError("--top takes 0 or more, got \(top)") }
  }

  func run() throws {
    if let against { return try command { try compare(with: against) } }
    let report = try command { try measure() }
    switch format {
    case .table: StandardStream.output.write(report.table)
    case .json: StandardStream.output.write(report.json.text() + "\n")
    }
  }

  private func measure() throws -> RunReport {
    let model = try model.load()
    let options = try engine.planOptions()
    let cancellation = Cancellation()
    Interrupt.cancels(cancellation)
    let names = try labels.names(for: model.analysis, of: model.name)
    let draft = try PlanDraft(model.analysis, options: options)
    let inputs = try pass.tensors(for: model.analysis)
    let plan = try Plan(draft, weights: pass.made.weights(for: model))
    let executor = try engine.executor()
    let line = ProgressLine(model.analysis.graph)
    defer { line.clear() }
    let (timing, result) = try executor.measure(
      plan, inputs: inputs, images: batch, repeat: passes, warmup: warmup,
      cancellation: cancellation,
      progress: line.show)
    for output in model.analysis.graph.outputs {
      guard let tensor = result.tensor(of: output), let note = Self.note(on: tensor) else {
        continue
      }
      line.clear()
      StandardStream.error.write("explorer: \(model.analysis.graph.label(of: output)): \(note)\n")
    }
    return RunReport(
      model: model, plan: plan, timing: timing, images: batch, threads: executor.threadCount,
      peak: executor.peakGigaflops(options.instructionSet),
      outputs: RankedClasses.all(of: model.analysis, most: top) { result.tensor(of: $0) },
      names: names)
  }

  /// What is said about an output that holds more than numbers.
  private static func note(on output: Tensor) -> String? {
    let count = output.elements.count { !$0.isFinite }
    guard count > 0 else { return nil }
    return """
      \(count) of the output's \(output.elements.count) elements are NaN or infinite; \
      'explorer outputs MODEL --layer NAME --stats' shows where they come from
      """
  }

  private func compare(with other: String) throws {
    var edits = EditOptions()
    edits.settings = againstSet
    edits.strict = model.edits.strict
    let models = [try model.load(), try edits.apply(to: LoadedModel(named: other))]
    let options = try engine.planOptions()
    let cancellation = Cancellation()
    Interrupt.cancels(cancellation)
    let drafts = try models.map { try PlanDraft($0.analysis, options: options) }
    let executor = try engine.executor()
    let contestants = try zip(models, drafts).map { model, draft in
      Contestant(
        executor: Executor(onThreadsOf: executor),
        plan: try Plan(draft, weights: pass.made.weights(for: model)),
        inputs: try pass.tensors(for: model.analysis))
    }
    let line = ProgressLine(models[0].analysis.graph)
    let pairs = try Contestant.measure(
      contestants[0], contestants[1], repeat: passes, warmup: warmup,
      limit: PairLimit(turn: 10, enough: .infinity, most: .infinity), cancellation: cancellation,
      progress: { progress, _ in line.show(share: progress.fraction) })
    line.clear()
    func name(_ index: Int, _ edits: [String]) -> String {
      models[index].name + (edits.isEmpty ? "" : " (\(edits.joined(separator: ", ")))")
    }
    let report = AgainstReport(
      names: (name(0, model.edits.settings), name(1, againstSet)), first: pairs.first,
      second: pairs.second, comparison: pairs.comparison, options: options,
      threads: try engine.threadCount())
    switch format {
    case .table: StandardStream.output.write(report.table)
    case .json: StandardStream.output.write(report.json.text() + "\n")
    }
  }
}
