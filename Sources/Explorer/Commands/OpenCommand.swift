import ArgumentParser
import Compute
import Glibc
import GraphCore
import ModelFiles
import Synchronization

/// Opens the explorer; what `explorer` does without a subcommand.
struct OpenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Opens a model in the terminal.")

  @Argument(
    help: """
      A built-in model ('explorer models' lists them), or a file of Keras: .json, .keras, or a \
      whole-model .h5.
      """, completion: .model)
  var model = BuiltInModel.residualInception.rawValue

  @OptionGroup var weights: WeightOptions
  @OptionGroup var edits: EditOptions

  @OptionGroup var made: FillOptions

  @Option(
    help: ArgumentHelp(
      "A .npy file or a picture to run the model on, in place of the photograph.",
      valueName: "file"), completion: .input)
  var input = "photograph"

  @OptionGroup var picture: PictureOptions

  @OptionGroup var labels: LabelOptions

  @OptionGroup var engine: EngineOptions

  @Option(
    help: ArgumentHelp(
      "Do what a script says first: edits, and commands as after ':', one a line.",
      valueName: "file"), completion: .file())
  var play: String?

  @Flag(help: "Leave the model's file as it is: saving asks for another name.")
  var readOnly = false

  @Flag(help: "Draw with ASCII characters only; the default when the locale is not UTF-8.")
  var ascii = false

  @Option(help: "Use colour: auto (not where NO_COLOR is set), always, never.")
  var color: ColorWish?

  @Flag(help: "Use no colour, as the environment variable NO_COLOR asks, too.")
  var noColor = false

  @Flag(help: "Leave the mouse to the terminal.")
  var noMouse = false

  @Option(
    help:
      "The colours: for a dark or a light ground; auto asks the terminal, else goes by COLORFGBG."
  )
  var theme: Settings.ThemeChoice?

  @Flag(help: "Print the settings in force as a settings file, and where it belongs, and leave.")
  var printConfig = false

  func run() throws {
    var (settings, settingsFault) = SettingsFile.load()
    if let theme { settings.theme = theme }
    if let color { settings.color = color.choice }
    if printConfig {
      if let settingsFault { StandardStream.error.write("explorer: \(settingsFault)\n") }
      let place = SettingsFile.path.map { "# \($0)\n" } ?? ""
      StandardStream.output.write(place + settings.text)
      return
    }
    let code: Int32
    do {
      let options = ExplorerOptions(
        ascii: ascii, noColor: noColor, mouse: !noMouse, settings: settings,
        settingsFault: settingsFault)
      let arguments = OpeningArguments(self)
      code = try runExplorer(model, options: options) { try arguments.open($0) }
    } catch {
      throw CommandError(error)
    }
    // Who left before the line on the screen was read finds it here.
    if let settingsFault { StandardStream.error.write("explorer: \(settingsFault)\n") }
    if code != 0 { Glibc.exit(code) }
  }
}

/// What the command line says about the model to be opened.
struct OpeningArguments: Sendable {
  /// A model that a journal began with.
  struct Base: Sendable {
    /// The model, after the edits of the command line.
    var edited: ModelAnalysis
    /// Puts it, with its weights, in the place of the model that was opened.
    var take: @Sendable () -> Void
  }

  /// The model whose weights edits cut: as it was opened, or as a journal began with it.
  private final class Beginning: Sendable {
    private let content: Mutex<LoadedModel>

    init(_ model: LoadedModel) { content = Mutex(model) }

    var model: LoadedModel { content.withLock { $0 } }

    func take(_ model: LoadedModel) { content.withLock { $0 = model } }
  }

  private let model: String
  private let weights: WeightOptions
  private let edits: EditOptions
  private let made: FillOptions
  private let input: String
  private let picture: PictureOptions
  private let labels: LabelOptions
  private let engine: EngineOptions
  private let play: String?
  private let readOnly: Bool

  /// The arguments of a command.
  init(_ command: OpenCommand) {
    model = command.model
    weights = command.weights
    edits = command.edits
    made = command.made
    input = command.input
    picture = command.picture
    labels = command.labels
    engine = command.engine
    play = command.play
    readOnly = command.readOnly
  }

  /// Opens the model, and says what it is at.
  func open(_ progress: OpeningProgress) throws -> Opening {
    let isFile = BuiltInModel(rawValue: model) == nil
    let path = isFile ? Self.fullPath(model) : nil
    let identity = ([path ?? model] + edits.settings).joined(separator: " --set ")
    let (file, base) = try load(identity)
    if let path = weights.weights { progress.report("Reading the weights of \(path)") }
    let opened = try weights.apply(to: file)
    let loaded = try edits.apply(to: opened)
    let beginning = Beginning(opened)
    let edited: @Sendable (ModelAnalysis, FilterSelection) -> LoadedModel = { analysis, keep in
      var model = beginning.model
      model.analysis = analysis
      model.given?.keep = keep
      return model
    }
    var origin = ModelOrigin(
      identity: identity, file: path, isReadOnly: readOnly,
      hasOtherWeights: weights.weights != nil, base: base, original: opened.analysis,
      write: { [made] analysis, keep, path, cancellation in
        let model = edited(analysis, keep)
        let format = try ExportFormat(path: path)
        let weights = try made.fit(to: model).weights
        try format.write(model, weights: weights, to: path, cancellation: cancellation)
        return format.remarks(on: model)
      },
      read: { try LoadedModel(named: $0).analysis },
      readBase: { [edits] in
        var base = try LoadedModel(named: $0)
        base.name = opened.name
        let model = base
        return Base(edited: try edits.analysis(of: base)) { beginning.take(model) }
      })
    if opened.given != nil {
      origin.fit = { [made] in try made.fit(to: edited($0, $1)).changes }
    }
    progress.report("Finding the blocks of \(loaded.name)")
    var opening = Opening(
      model: ModelState(loaded.analysis), name: loaded.name, origin: origin,
      engine: try computeEngine(for: loaded, edited))
    if opening.engine?.inputNames[.photograph] != nil {
      opening.picture = InputFile(
        path: input, preprocess: picture.preprocess, resize: picture.resize)
    }
    opening.classNames = try labels.names(for: loaded.analysis, of: model) ?? []
    opening.keep = opened.given?.keep
    // What --set made is in no file; a built-in model is made again as easily.
    opening.isSaved = path == nil || (edits.settings.isEmpty && base == nil)
    if let play { opening.script = try Self.lines(in: play) }
    return opening
  }

  /// The model; when its file is gone, what a journal kept of it, and where that is.
  private func load(_ identity: String) throws -> (LoadedModel, base: String?) {
    do {
      return (try LoadedModel(named: model), nil)
    } catch {
      guard identity.hasPrefix("/"), access(model, F_OK) != 0, [ENOENT, ENOTDIR].contains(errno),
        let found = JournalKeeper.journal(of: identity)
      else { throw error }
      guard let base = found.base else {
        throw CommandError(
          .noInput,
          "\(CommandError(error)); the edits of it from \(found.time) are in '\(found.path)'")
      }
      var kept = try LoadedModel(named: base)
      kept.name = model
      return (kept, base)
    }
  }

  /// The path from the root, without links, also where the folder is gone.
  private static func fullPath(_ path: String) -> String {
    let real = File.realPath(path)
    return real.hasPrefix("/") ? real : "\(File.realPath("."))/\(real)"
  }

  /// Reads a script: edits, and commands as they are typed after `:`.
  private static func lines(in path: String) throws -> [ScriptLine] {
    let text = try ScriptFile.text(of: path)
    var result: [ScriptLine] = []
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let said = EditScript.withoutComment(line)[...].trimmingBlanks
      guard !said.isEmpty else { continue }
      do throws(Invocation.Fault) {
        result.append(ScriptLine(number: index + 1, invocation: try Invocation(parsing: said)))
      } catch {
        let way = error.isUnknown ? "; 'explorer keys' lists all of them" : ""
        throw CommandError(.data, "'\(path)', line \(index + 1): \(error.text)\(way)")
      }
    }
    return result
  }

  private func computeEngine(
    for loaded: LoadedModel,
    _ edited: @escaping @Sendable (ModelAnalysis, FilterSelection) -> LoadedModel
  ) throws -> ComputeEngine {
    let model = loaded.analysis
    var names: [InputChoice: String] = [.random: "random, seed \(made.seed)"]
    let channels = model.graph.inputs.first.map { model.shape(of: $0).channels.value ?? 0 } ?? 0
    if input == "random" {
      // Random numbers alone were asked for.
    } else if input != "photograph" {
      names[.photograph] = input
    } else if channels == 1 || channels == 3 {
      names[.photograph] = "the photograph"
    }
    var pass = PassOptions()
    pass.made = made
    pass.picture = picture
    let (file, options) = (input, pass)
    return ComputeEngine(
      options: try engine.planOptions(), threads: try engine.threadCount(), inputNames: names,
      weights: { try options.made.fit(to: edited($0, $1)).weights },
      input: { choice, model in
        var options = options
        switch choice {
        case .random: options.input = []
        case .photograph: options.input = [file]
        case .file(let chosen):
          options.input = [chosen.path]
          options.picture.preprocess = chosen.preprocess
          options.picture.resize = chosen.resize
        }
        return try options.tensors(for: model)
      })
  }
}

extension Settings.ThemeChoice: ExpressibleByArgument {}

/// Whether colour is used, in the words that other programs have for it.
enum ColorWish: String, ExpressibleByArgument, CaseIterable {
  case auto
  case always
  case never

  /// The setting that it stands for.
  var choice: Settings.Choice {
    switch self {
    case .auto: .auto
    case .always: .on
    case .never: .off
    }
  }
}
