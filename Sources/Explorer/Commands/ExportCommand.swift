import ArgumentParser
import GraphCore
import ModelFiles

/// Writes a model to a file.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a model to a file in the format that its extension names.",
    discussion: """
      .json is what Keras' to_json() writes; keras.models.model_from_json loads it. A model from \
      such a file keeps everything that the edits do not touch.
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "The file to write; it is replaced as a whole.")
  var file: String

  func run() throws {
    let format = try ExportFormat(path: file)
    try format.write(model.load(), to: file)
  }
}

/// A format that models are written in.
enum ExportFormat: String, CaseIterable {
  /// What Keras' `to_json()` writes.
  case json

  /// The format that a file's extension names.
  init(path: String) throws(CommandError) {
    let name = path.split(separator: "/").last ?? ""
    let end = name.split(separator: ".", omittingEmptySubsequences: false).last ?? ""
    guard name.contains("."), let format = ExportFormat(rawValue: end.lowercased()) else {
      let known = Self.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
      throw CommandError(
        .usage, "'\(path)' has no extension of a format that can be written; there is \(known)")
    }
    self = format
  }

  /// Writes a model.
  func write(_ model: LoadedModel, to path: String) throws(CommandError) {
    switch self {
    case .json:
      let json = JSONValue(keras: model.analysis, keeping: model.document)
      try command { try File.write(json.pythonBytes, to: path) }
    }
  }
}
