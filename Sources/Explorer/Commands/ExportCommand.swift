import ArgumentParser
import Compute
import GraphCore
import ModelFiles

/// Writes a model to a file.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a model to a file in the format that its extension names.",
    discussion: """
      .json is what Keras' to_json() writes; keras.models.model_from_json loads it. .keras has the \
      weights too; keras.models.load_model opens it. .weights.h5 has the weights alone, for \
      model.load_weights. .py is code that builds the model, .svg a drawing, .dot a graph for Graphviz, .tsv \
      the layers, .md a report. A model from a file keeps everything that the edits do not touch; weights \
      that no file gives are made up.
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "The file to write; it is replaced as a whole.", completion: .file())
  var file: String

  @OptionGroup var made: FillOptions

  func run() throws {
    let format = try ExportFormat(path: file)
    let model = try model.load()
    try format.write(model, weights: command { try made.weights(for: model) }, to: file)
    for remark in format.remarks(on: model) {
      StandardStream.error.write("explorer: '\(file)' \(remark)\n")
    }
  }
}

/// A format that models are written in.
enum ExportFormat: String, CaseIterable {
  /// What Keras' `to_json()` writes.
  case json
  /// The archive of Keras, weights included.
  case keras
  /// The weights alone.
  case weights = "weights.h5"
  /// Keras code.
  case py
  /// A drawing.
  case svg
  /// A graph for Graphviz.
  case dot
  /// The layers as tab-separated values.
  case tsv
  /// A report in Markdown.
  case md

  /// What it is, in a few words.
  var summary: String {
    switch self {
    case .json: "the model as Keras' to_json() writes it"
    case .keras: "model and weights, for keras.models.load_model"
    case .weights: "the weights alone, for model.load_weights"
    case .py: "Keras code that builds the model"
    case .svg: "a drawing of the graph"
    case .dot: "the graph for Graphviz"
    case .tsv: "the layers as tab-separated values"
    case .md: "a report in Markdown"
    }
  }

  /// The format that a file's extension names.
  init(path: String) throws(CommandError) {
    let name = (path.split(separator: "/").last ?? "").lowercased()
    guard let format = Self.allCases.first(where: { name.hasSuffix(".\($0.rawValue)") }) else {
      if name.hasSuffix(".npy") || name.hasSuffix(".png") {
        throw CommandError(
          .usage,
          "'\(path)' would hold the output of a layer, which 'explorer outputs MODEL --layer NAME "
            + "--save \(path)' writes")
      }
      let known = Self.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
      throw CommandError(
        .usage, "'\(path)' has no extension of a format that can be written; there is \(known)")
    }
    // Keras looks at the end of the name alone, in lower case.
    if [.keras, .weights].contains(format), !path.hasSuffix(".\(format.rawValue)") {
      throw CommandError(
        .usage, "'\(path)': Keras opens such a file only when it ends in .\(format.rawValue)")
    }
    self = format
  }

  /// Writes a model; the file is replaced as a whole.
  ///
  /// - Parameters:
  ///   - weights: the weights, for the formats that have them.
  ///   - cancellation: stops it as long as nothing is written, with `PassCancelled`.
  func write(
    _ model: LoadedModel, weights: Weights, to path: String, cancellation: Cancellation? = nil
  ) throws {
    do {
      let bytes = try self.bytes(of: model) { layer, weight in
        if cancellation?.isCancelled == true { throw PassCancelled() }
        return try weights.elements(of: weight, layer: model.analysis.graph[layer].name)
      }
      if cancellation?.isCancelled == true { throw PassCancelled() }
      File.removeRemains(of: path)
      try File.write(bytes, to: path)
    } catch let stop as PassCancelled {
      throw stop
    } catch {
      throw CommandError(error)
    }
  }

  private func bytes(
    of model: LoadedModel, elements: (LayerID, WeightSpecification) throws -> [Float]
  ) throws -> [UInt8] {
    let analysis = model.analysis
    switch self {
    case .json: return JSONValue(keras: analysis, keeping: model.document).pythonBytes
    case .keras:
      return try KerasArchive.bytes(
        of: analysis, keeping: model.document, carried: model.carried, elements: elements)
    case .weights:
      return try WeightFile.bytes(of: analysis, carried: model.carried, elements: elements)
    case .py: return Array(PythonModule(analysis, keeping: model.document).text.utf8)
    case .svg: return Array(SVGDocument(analysis, title: model.title).text.utf8)
    case .dot: return Array(DOTDocument(analysis).text.utf8)
    case .tsv: return Array(SummaryReport(model).tsv.utf8)
    case .md: return Array(MarkdownReport(model).text.utf8)
    }
  }
}
