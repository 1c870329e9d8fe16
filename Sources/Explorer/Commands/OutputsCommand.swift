import ArgumentParser
import Compute
import GraphCore
import ModelFiles

/// Computes the output of one layer.
struct OutputsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outputs",
    abstract: "Computes one layer's output: describes it, or saves it.",
    discussion: "Without --save the output is described, as with --stats.")

  @OptionGroup var model: ModelOptions

  @Option(help: ArgumentHelp("The layer, by its Keras name.", valueName: "name"))
  var layer: String

  @Option(
    help: ArgumentHelp(
      "Write the output to this file: float32, NHWC, batch 1.", valueName: "file.npy"))
  var save: String?

  @Flag(help: "Print shape, min, max, mean, standard deviation and share of zeros.")
  var stats = false

  @Option(help: "How the description is written.")
  var format = RunCommand.Format.table

  @OptionGroup var pass: PassOptions
  @OptionGroup var engine: EngineOptions

  func run() throws {
    try command { try compute() }
  }

  private func compute() throws {
    let model = try model.load()
    let analysis = model.analysis
    guard let node = analysis.graph.node(named: layer) else {
      throw CommandError(
        .data,
        "there is no layer '\(layer)' in \(model.name); 'explorer summary \(model.name)' lists them"
      )
    }
    let tensor = try output(of: node, in: model)
    if let save {
      try File.write(
        NumpyArray(shape: tensor.shape, elements: tensor.elements).fileBytes, to: save)
    }
    guard stats || save == nil else { return }
    let report = OutputReport(
      model: model.name, layer: layer, className: analysis.graph.operation(of: node).className,
      shape: tensor.shape, statistics: TensorStatistics(tensor))
    switch format {
    case .table: StandardStream.output.write(report.table)
    case .json: StandardStream.output.write(report.json.text() + "\n")
    }
  }

  private func output(of node: NodeID, in model: LoadedModel) throws -> Tensor {
    let analysis = model.analysis
    let input = try pass.tensor(for: analysis)
    let instructionSet = try engine.instructionSet()
    let cancellation = Cancellation()
    Interrupt.cancels(cancellation)
    let plan = try Plan(
      analysis, weights: pass.made.weights(for: model),
      options: PlanOptions(mode: .fast, instructionSet: instructionSet, keep: [node]))
    let line = ProgressLine(analysis.graph)
    defer { line.clear() }
    let result = try engine.executor().run(
      plan, input: input, cancellation: cancellation, progress: line.show)
    guard let tensor = result.tensor(of: node) else {
      throw CommandError(.software, "the plan did not keep the output of '\(layer)'")
    }
    return tensor
  }
}
