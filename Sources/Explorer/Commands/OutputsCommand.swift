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
      """
      Write the output to this file: .npy as float32, NHWC, batch 1; .png as a mosaic of the \
      channels, black the least and white the greatest value of the layer.
      """, valueName: "file.npy|file.png"))
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
    let saving = try save.map { ($0, try OutputFormat(path: $0)) }
    let tensor = try output(of: node, in: model)
    if let (path, format) = saving {
      try File.write(format.bytes(of: tensor, path: path), to: path)
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
    // Directly from the definition, as is fit for looking at: only speed would ask for more.
    let options = PlanOptions(
      mode: .fast, instructionSet: try engine.instructionSet(), convolutions: .direct, keep: [node])
    try Plan.checkMemory(of: analysis, options: options)
    let inputs = try pass.tensors(for: analysis)
    let cancellation = Cancellation()
    Interrupt.cancels(cancellation)
    let plan = try Plan(
      analysis, weights: pass.made.weights(for: model), options: options)
    let line = ProgressLine(analysis.graph)
    defer { line.clear() }
    let result = try engine.executor().run(
      plan, inputs: inputs, cancellation: cancellation, progress: line.show)
    guard let tensor = result.tensor(of: node) else {
      throw CommandError(.software, "the plan did not keep the output of '\(layer)'")
    }
    return tensor
  }
}

/// A format that a layer's output is written in.
enum OutputFormat: String, CaseIterable {
  /// NumPy's array.
  case npy
  /// A picture of the channels side by side.
  case png

  /// The format that a file's extension names.
  init(path: String) throws(CommandError) {
    let end = path.split(separator: ".").last?.lowercased() ?? ""
    guard path.contains("."), let format = OutputFormat(rawValue: end) else {
      throw CommandError(
        .usage, "'\(path)' is to be a .npy or a .png file; name it so")
    }
    self = format
  }

  /// The bytes of the file.
  func bytes(of tensor: Tensor, path: String) throws -> [UInt8] {
    switch self {
    case .npy: return NumpyArray(shape: tensor.shape, elements: tensor.elements).fileBytes
    case .png:
      let shape = Array(tensor.shape.dropFirst())
      guard let mosaic = ChannelMosaic(shape: shape, elements: tensor.elements) else {
        throw CommandError(
          .data,
          "an output of \(shape.map(String.init).joined(separator: "x")) makes no picture; "
            + "save it as .npy")
      }
      return try mosaic.picture.pngBytes(path: path)
    }
  }
}
