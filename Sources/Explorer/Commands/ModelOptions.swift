import ArgumentParser
import GraphCore
import ModelFiles

/// Which model a command works on, and the edits that are made first.
struct ModelOptions: ParsableArguments {
  @Argument(
    help: """
      A built-in model ('explorer models' lists them), or a file of Keras: .json, .keras, or a \
      whole-model .h5.
      """, completion: .model)
  var model: String

  @OptionGroup var weights: WeightOptions
  @OptionGroup var edits: EditOptions

  /// The model after the edits; what the edits brought along is said on standard error.
  func load() throws(CommandError) -> LoadedModel {
    try command { try edits.apply(to: weights.apply(to: LoadedModel(named: model))) }
  }
}

/// Edits in words.
struct EditOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      """
      Set a number first, as conv2d_2.filters=96, residual_inception_1.filters_3x3=96, \
      model.input_size=299 or model.classes=10. Several are made as one edit.
      """, valueName: "target.field=value"))
  var settings: [String] = []

  @Flag(help: "Refuse an edit that other layers would have to follow, and say which ones.")
  var strict = false

  /// Makes the edits, and says on standard error what they brought along.
  func apply(to model: LoadedModel) throws -> LoadedModel {
    guard let made = try made(on: model) else { return model }
    StandardStream.error.write(made.remarks)
    var model = model
    model.analysis = made.outcome.analysis
    return model
  }

  /// A model after the edits, of which nothing is said.
  func analysis(of model: LoadedModel) throws -> ModelAnalysis {
    try made(on: model)?.outcome.analysis ?? model.analysis
  }

  private func made(on model: LoadedModel) throws -> AppliedEdit? {
    guard !settings.isEmpty else { return nil }
    let edits = try settings.map { try Edit(parsing: $0) }
    return try AppliedEdit(
      edits.count == 1 ? edits[0] : .all(edits), to: model.analysis, isStrict: strict)
  }
}

/// A model under the name by which the user asked for it.
struct LoadedModel {
  /// The built-in model's name, or the path of the file.
  var name: String
  /// The name without the folders of a path, for titles.
  var title: String { name.split(separator: "/").last.map { String($0) } ?? name }
  /// The model.
  var analysis: ModelAnalysis
  /// The file's document, when the model came from a file.
  var document: KerasDocument?
  /// The weights, when a file gave them.
  var given: GivenWeights?

  /// Builds a built-in model, or reads a model from a file.
  init(named name: String) throws {
    if let builtIn = BuiltInModel(rawValue: name) {
      self.name = name
      analysis = try ModelAnalysis(builtIn.graph())
      return
    }
    let isFile = [".json", ".keras", ".h5"].contains { name.hasSuffix($0) }
    guard isFile || name.contains("/") else {
      let names = BuiltInModel.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandError(
        .noInput,
        "there is no model '\(name)'; the built-in ones are \(names), and a file is named "
          + "with .json, .keras, .h5 or a /")
    }
    self.name = name
    let opened = try OpenFile(name)
    do {
      let file = try ModelFile(reading: opened, with: ReaderProcess())
      document = file.document
      analysis = file.analysis
      given = file.weights.map { GivenWeights($0, for: file.analysis) }
    } catch {
      throw CommandError(.data, "'\(name)': \(error)")
    }
  }
}
