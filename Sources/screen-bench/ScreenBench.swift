import Glibc

/// Measures the explorer in a pseudo-terminal: from start to first frame, from key to frame, and rest.
///
/// With `--monkey`, presses any keys at all and says whether it lived.
@main
struct ScreenBench {
  static func main() throws {
    let options = try Options(CommandLine.arguments.dropFirst())
    let folder = "/tmp/screen-bench-\(getpid())"
    mkdir(folder, 0o700)
    defer { remove(folder) }
    var model = options.model
    if let layers = options.layers {
      model = "\(folder)/large.json"
      print("layers of the model                \(try LargeModel.write(layers: layers, to: model))")
    }
    let bench = Bench(options: options, model: model, folder: folder)
    if options.isMonkey {
      exit(try bench.monkey() ? 0 : 1)
    }
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

/// What is asked for on the command line.
struct Options {
  var program = ".build/release/explorer"
  var model = "inception-resnet-v2"
  var layers: Int?
  var keys = 10_000
  var seed: UInt64 = 1
  var columns = 200
  var rows = 60
  var isMonkey = false

  /// Reads `--name value` pairs.
  init(_ arguments: some Sequence<String>) throws {
    var rest = Array(arguments)[...]
    while let name = rest.popFirst() {
      if name == "--monkey" {
        isMonkey = true
        continue
      }
      guard let value = rest.popFirst() else { throw Fault("\(name) needs a value") }
      switch name {
      case "--program": program = value
      case "--model": model = value
      case "--layers": layers = try Self.number(value)
      case "--keys": keys = try Self.number(value)
      case "--seed": seed = UInt64(try Self.number(value))
      case "--columns": columns = try Self.number(value)
      case "--rows": rows = try Self.number(value)
      default:
        throw Fault(
          "unknown option \(name); there are --program, --model, --layers, --keys, --seed, "
            + "--columns, --rows and --monkey")
      }
    }
  }

  private static func number(_ text: String) throws -> Int {
    guard let number = Int(text), number > 0 else { throw Fault("'\(text)' is no number above 0") }
    return number
  }

  struct Fault: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
  }
}
