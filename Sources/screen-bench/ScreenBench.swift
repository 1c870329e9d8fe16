import ArgumentParser
import Glibc
import GraphCore

/// Measures the explorer in a pseudo-terminal: from start to first frame, from key to frame, and rest.
///
/// With `--monkey`, presses any keys at all and says whether it lived.
@main
struct ScreenBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "screen-bench",
    abstract:
      "Measures the explorer in a pseudo-terminal: to the first frame, from key to frame, at rest.",
    discussion: """
      Times are wall time, from the write of a key to the last byte of its frame, when the program sleeps \
      again. 'computed' is what its main thread computed for that. The keys are those of everyday work in \
      all views; there is a line for each kind of key. Of a large model, edits are worked out in the \
      background: the time until the new model is on screen is given by itself, and other keys are \
      pressed meanwhile. Exits with 1 when a goal is missed, and says which.
      """)

  @Option(help: ArgumentHelp("The program.", valueName: "file"))
  var program = ".build/release/explorer"

  @Option(help: "The model: a built-in one, or a file.")
  var model = "inception-resnet-v2"

  @Option(help: ArgumentHelp("Make a model of that many layers and use it.", valueName: "number"))
  var layers: Int?

  @Option(help: ArgumentHelp("How many keys are pressed.", valueName: "number"))
  var keys = 10_000

  @Option(help: "The seed of the random keys.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("The width of the screen.", valueName: "number"))
  var columns = 200

  @Option(help: ArgumentHelp("The height of the screen.", valueName: "number"))
  var rows = 60

  @Flag(help: "Press any keys at all, and resize; say whether the program lived and left well.")
  var monkey = false

  func validate() throws {
    for (name, value) in [
      ("layers", layers ?? 1), ("keys", keys), ("columns", columns), ("rows", rows),
    ]
    where value < 1 {
      throw ValidationError("--\(name) takes a number above 0, not \(value)")
    }
    guard columns <= 1000, rows <= 1000 else {
      throw ValidationError("--columns and --rows go up to 1000")
    }
    guard access(program, X_OK) == 0 else {
      throw ValidationError("there is no program '\(program)'; 'make build' makes it")
    }
  }

  func run() throws {
    let folder = "/tmp/screen-bench-\(getpid())"
    mkdir(folder, 0o700)
    defer { Self.remove(folder) }
    var model = model
    var work: WorkLayers?
    if let layers {
      model = "\(folder)/large.json"
      let analysis = try LargeModel.write(layers: layers, to: model)
      print("layers of the model                \(analysis.order.count)")
      work = WorkLayers(analysis)
    } else if !monkey {
      guard let builtIn = BuiltInModel(rawValue: model) else {
        throw ValidationError("'\(model)' is no built-in model; a file is for --monkey")
      }
      work = WorkLayers(try ModelAnalysis(builtIn.graph()))
    }
    let bench = Bench(options: self, model: model, folder: folder)
    guard !monkey else {
      guard try bench.monkey() else { throw ExitCode.failure }
      return
    }
    print("\(columns)x\(rows), \(keys) keys, seed \(seed)")
    guard let work, !work.plain.isEmpty else {
      throw ValidationError("'\(model)' has no convolution to edit")
    }
    let missed = try bench.start() + bench.keys(work)
    for goal in missed { print("missed: \(goal)") }
    if !missed.isEmpty { throw ExitCode.failure }
    print("all goals are met")
  }

  private static func remove(_ folder: String) {
    let words: [String] = ["/bin/rm", "-rf", folder]
    let command = words.map { strdup($0) } + [nil]
    defer { for text in command { free(text) } }
    var process = pid_t()
    guard posix_spawn(&process, "/bin/rm", nil, nil, command, nil) == 0 else { return }
    var status: Int32 = 0
    waitpid(process, &status, 0)
  }
}
