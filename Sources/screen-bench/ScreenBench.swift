import ArgumentParser
import Glibc

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
      again. 'computed' is what its main thread computed for that. Of a large model, edits are worked out \
      in the background: the time until the new model is on screen is given by itself, the next edit \
      waits for it, and other keys are pressed meanwhile.
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
    if let layers {
      model = "\(folder)/large.json"
      print("layers of the model                \(try LargeModel.write(layers: layers, to: model))")
    }
    let bench = Bench(options: self, model: model, folder: folder)
    guard !monkey else {
      guard try bench.monkey() else { throw ExitCode.failure }
      return
    }
    print("\(columns)x\(rows), \(keys) keys, seed \(seed)")
    try bench.start()
    try bench.keys()
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
