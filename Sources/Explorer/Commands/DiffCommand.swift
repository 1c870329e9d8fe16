import ArgumentParser
import GraphCore
import ModelFiles

/// Shows how two models differ.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Shows the layers added, removed and changed from one model to another.",
    discussion: """
      Layers are matched by name, and by order where Keras named them. Compared is what shapes and \
      costs depend on: classes, fields, connections; initializers and the like are not. Exit codes: \
      0 no difference, 1 some, 64 to 66 trouble.
      """)

  /// How the differences are written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table
    case json
  }

  @Argument(help: "The old model: a built-in one or a .json file of Keras.", completion: .model)
  var old: String

  @Argument(help: "The new model.", completion: .model)
  var new: String

  @Option(help: "How the differences are written.")
  var format = Format.table

  func run() throws {
    let report = try command {
      DiffReport(old: try LoadedModel(named: old), new: try LoadedModel(named: new))
    }
    switch format {
    case .table: StandardStream.output.write(report.table)
    case .json: StandardStream.output.write(report.json.text() + "\n")
    }
    if !report.isEmpty { throw ExitCode(1) }
  }
}
