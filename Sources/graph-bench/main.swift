// Measures how fast models are opened, folded and edited, against the goals and against Keras.
//
//     graph-bench EXPLORER_BINARY [LAYERS ...]
//
// LAYERS are the sizes of the large graphs, 10000 to 100000 without any.

import Glibc
import GraphCore
import ModelFiles

/// What one thing took, in milliseconds.
struct Timing {
  var fastest: Double
  var median: Double

  /// Does something several times.
  init(_ count: Int, _ body: () throws -> Void) rethrows {
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<count {
      let time = try clock.measure(body)
      times.append(
        Double(time.components.attoseconds) / 1e15 + Double(time.components.seconds) * 1e3)
    }
    times.sort()
    fastest = times[0]
    median = times[times.count / 2]
  }
}

/// Runs a program to its end with its output thrown away.
func runProcess(_ arguments: [String]) throws {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
  var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
  defer { for word in argv { free(word) } }
  var child: pid_t = 0
  let fault = posix_spawn(&child, arguments[0], &actions, nil, &argv, environ)
  guard fault == 0 else {
    throw BenchError("cannot run \(arguments[0]): \(String(cString: strerror(fault)))")
  }
  var status: Int32 = 0
  while waitpid(child, &status, 0) < 0 {}
  guard status == 0 else { throw BenchError("\(arguments.joined(separator: " ")) failed") }
}

struct BenchError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

/// Prints a line at once, so that a long run can be followed.
func say(_ line: String) {
  print(line)
  fflush(nil)
}

func cell(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

func milliseconds(_ value: Double) -> String {
  let scale = value < 10 ? 1000.0 : 10
  return "\((value * scale).rounded() / scale)"
}

// MARK: - InceptionResNetV2

/// What Keras takes, in milliseconds.
///
/// Medians of Keras 3.15.1 with TensorFlow 2.21 on two cores of an AMD EPYC with AVX-512. Of the
/// process: `import keras; m = keras.applications.InceptionResNetV2(weights=None); m.summary()`. Of an
/// edit: one convolution's filters changed in the JSON, `build_config` dropped, `model_from_json`,
/// `summary`, in a live process.
enum Keras {
  static let process = 5750.0
  static let edit = 2585.0
  static let fromJSON = 2195.0
}

func benchmarkInceptionResNetV2(explorer: String) throws {
  func row(_ what: String, _ timing: Timing, goal: Double, keras: Double) {
    say(
      what + String(repeating: " ", count: max(1, 56 - what.count))
        + cell(milliseconds(timing.median), 9) + cell(milliseconds(timing.fastest), 9)
        + cell(milliseconds(goal), 9) + cell(milliseconds(keras), 9))
  }
  say(
    "InceptionResNetV2, 782 layers" + String(repeating: " ", count: 27)
      + cell("median", 9) + cell("fastest", 9) + cell("goal", 9) + cell("Keras", 9) + "  ms")
  row(
    "explorer summary inception-resnet-v2, whole process",
    try Timing(21) { try runProcess([explorer, "summary", "inception-resnet-v2"]) },
    goal: 50, keras: Keras.process)
  let analysis = try ModelAnalysis(BuiltInModel.inceptionResNetV2.graph())
  let bytes = JSONValue(keras: analysis, keeping: nil).pythonBytes
  row(
    "reading its JSON (\(bytes.count / 1000) kB), with shapes and costs",
    try Timing(21) { _ = try ModelAnalysis(KerasDocument(reading: bytes).graph) },
    goal: 30, keras: Keras.fromJSON)
  let edit = try Edit(parsing: "conv2d.filters=64")
  row(
    "edit of its first convolution, shapes and costs answered",
    try Timing(201) { _ = try analysis.applying(edit) }, goal: 1, keras: Keras.edit)
  let all = try Edit(parsing: "model.input_size=331")
  row(
    "edit of its input size, which changes every layer",
    try Timing(51) { _ = try analysis.applying(all) }, goal: 50, keras: Keras.edit)
}

// MARK: - Large graphs

/// A sequence of residual inception modules of ten layers each, and a classifier.
func sequence(layers: Int) throws -> ModelGraph {
  var model = ModelBuilder(name: "large")
  var x = model.input(shape: Shape(32, 32, 16))
  let filters = InceptionFilters(4, 4, 4, 4, 4, 4)
  for _ in 0..<max(1, (layers - 3) / 10) { x = model.residualInceptionModule(x, filters) }
  x = model.globalAveragePooling2D(x)
  x = model.dense(x, units: 10)
  return try model.finish(outputs: [x])
}

/// One layer that is read by all others, whose outputs are concatenated.
func fan(layers: Int) throws -> ModelGraph {
  var model = ModelBuilder(name: "wide")
  let x = model.input(shape: Shape(8, 8, 4))
  let stem = model.conv2D(x, filters: 4, kernelSize: 1)
  let branches = (0..<max(2, layers - 3)).map { _ in model.conv2D(stem, filters: 1, kernelSize: 1) }
  let merged = model.concatenate(branches)
  return try model.finish(outputs: [merged])
}

func benchmark(_ name: String, sizes: [Int], _ make: (Int) throws -> ModelGraph) throws {
  say("\n\(name): milliseconds, and microseconds a layer in brackets")
  let columns = ["build", "JSON", "infer", "fold", "edit", "input", "widen", "insert", "remove"]
  say(cell("layers", 8) + columns.map { cell($0, 15) }.joined())
  for size in sizes {
    var graph = try make(size)
    let build = try Timing(1) { graph = try make(size) }
    let analysis = try ModelAnalysis(graph)
    let bytes = JSONValue(keras: analysis, keeping: nil).pythonBytes
    var line = cell("\(analysis.order.count)", 8)
    func add(_ timing: Timing) {
      let each = timing.fastest * 1000 / Double(analysis.order.count)
      line += cell("\(milliseconds(timing.fastest)) (\((each * 100).rounded() / 100))", 15)
    }
    func edit(_ text: String) throws {
      let edit = try Edit(parsing: text)
      add(try Timing(5) { _ = try analysis.applying(edit) })
    }
    add(build)
    add(try Timing(3) { _ = try KerasDocument(reading: bytes).graph })
    add(try Timing(5) { _ = try ModelAnalysis(graph) })
    add(Timing(5) { _ = Outline(analysis) })
    try edit("conv2d.filters=8")
    try edit("model.input_size=16")
    try edit("widen model 2 1")
    try edit("insert conv2d Dropout rate=0.1")
    // Every block of the run; of the fan, the layer that all others read.
    let run = Outline(analysis).allItems.first { if case .run = $0.kind { true } else { false } }
    try edit("remove \(run?.path ?? "conv2d")")
    say(line)
  }
}

do {
  let arguments = CommandLine.arguments.dropFirst()
  guard let explorer = arguments.first else {
    throw BenchError("usage: graph-bench EXPLORER_BINARY [LAYERS ...]")
  }
  let given = arguments.dropFirst().compactMap { Int($0) }
  let sizes = given.isEmpty ? [10_000, 20_000, 50_000, 100_000] : given
  try benchmarkInceptionResNetV2(explorer: explorer)
  try benchmark("A sequence of residual inception modules", sizes: sizes, sequence)
  try benchmark("One layer with readers only", sizes: sizes, fan)
} catch {
  say("graph-bench: \(error)")
  exit(1)
}
