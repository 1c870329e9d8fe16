import ArgumentParser
import Compute
import GraphCore
import ModelFiles

/// Computes the output of one layer.
struct OutputsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outputs",
    abstract: "Computes the output of a layer, or of all: describes it, or saves it.",
    discussion: """
      Without --save the output is described, as with --stats. With --all, --save names a folder, \
      which gets a file NAME.npy for each layer, and NAME:1.npy for its second call. A / in a name \
      becomes _, and a name that is taken by then gets ~2.
      """)

  @OptionGroup var model: ModelOptions

  @Option(help: ArgumentHelp("The layer, by its Keras name.", valueName: "name"))
  var layer: String?

  @Flag(help: "All layers, each into a file of the folder that --save names.")
  var all = false

  @Option(
    help: ArgumentHelp(
      """
      Write the output to this file: .npy as float32, NHWC, batch 1; .png as a mosaic of the \
      channels, black the least and white the greatest value of the layer.
      """, valueName: "file.npy|file.png"), completion: .file())
  var save: String?

  @Flag(help: "Print shape, min, max, mean, standard deviation and share of zeros.")
  var stats = false

  @Option(help: "How the description is written.")
  var format = RunCommand.Format.table

  @OptionGroup var pass: PassOptions
  @OptionGroup var engine: EngineOptions

  func validate() throws {
    guard all != (layer != nil) else {
      throw ValidationError("either --layer or --all is needed")
    }
    guard !all || save != nil else { throw ValidationError("--all needs --save with a folder") }
  }

  func run() throws {
    try command {
      if let layer { try compute(layer) } else if let save { try saveAll(in: save) }
    }
  }

  private func compute(_ layer: String) throws {
    let model = try model.load()
    let analysis = model.analysis
    guard let node = analysis.graph.node(named: layer) else {
      throw CommandError(
        .data,
        "there is no layer '\(layer)' in \(model.name); 'explorer summary \(model.name)' lists them"
      )
    }
    let saving = try save.map { ($0, try OutputFormat(path: $0)) }
    let result = try result(of: model, keep: [node])
    guard let tensor = result.tensor(of: node) else {
      throw CommandError(.software, "the plan did not keep the output of '\(layer)'")
    }
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

  /// Writes the output of every call of every layer.
  private func saveAll(in folder: String) throws {
    let model = try model.load()
    let result = try result(of: model, keep: Set(model.analysis.order))
    try File.makeFolder(folder)
    var names = OutputFileNames()
    for node in model.analysis.order {
      guard let tensor = result.tensor(of: node) else { continue }
      try File.write(
        NumpyArray(shape: tensor.shape, elements: tensor.elements).fileBytes,
        to: "\(folder)/\(names.name(of: node, in: model.analysis.graph)).npy")
    }
  }

  private func result(of model: LoadedModel, keep: Set<NodeID>) throws -> PassResult {
    let analysis = model.analysis
    var options = try engine.planOptions(default: .exact)
    options.keep = keep
    let draft = try PlanDraft(analysis, options: options)
    let inputs = try pass.tensors(for: analysis)
    let cancellation = Cancellation()
    Interrupt.cancels(cancellation)
    let plan = try Plan(draft, weights: pass.made.weights(for: model))
    let line = ProgressLine(analysis.graph)
    defer { line.clear() }
    return try engine.executor().run(
      plan, inputs: inputs, cancellation: cancellation, progress: line.show)
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
