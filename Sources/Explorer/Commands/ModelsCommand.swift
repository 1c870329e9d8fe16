import ArgumentParser
import GraphCore

/// Lists the built-in models.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "Lists the built-in models.")

  func run() throws {
    var table = TextTable([.left("Model"), .left("What it is")])
    for model in BuiltInModel.allCases { table.add([model.rawValue, model.summary]) }
    StandardStream.output.write(table.text)
  }
}
