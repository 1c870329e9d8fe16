/// What is to be met, in milliseconds.
struct Goals {
  /// From start to first frame, in the median.
  var start: Double
  /// From key to frame, in the median.
  var median: Double
  /// From key to frame, at 99 %.
  var percentile99: Double

  /// The words for a goal that is missed; none when it is met.
  func missed(_ name: String, _ value: Double, _ goal: Double) -> [String] {
    value <= goal
      ? [] : ["\(name): \(Statistics.fixed(value)) ms, the goal is \(Statistics.fixed(goal)) ms"]
  }
}

/// The frames that keys led to, by the kind of key.
struct Frames {
  private var kinds: [String] = []
  private var frames: [String: [PseudoTerminal.Frame]] = [:]
  private var unanswered = 0
  /// How many of the last keys changed nothing on the screen.
  private(set) var unansweredInARow = 0
  /// The latest keys, in words: what led to where none changes anything.
  var lastKeys: String { recent.map { $0.debugDescription }.joined(separator: " ") }
  private var recent: [String] = []
  /// From an edit to the new model on screen, in nanoseconds.
  var results: [Int] = []

  /// How many keys there were.
  private(set) var count = 0

  /// Notes a key that is pressed.
  mutating func note(_ key: String) {
    recent.append(key)
    if recent.count > 100 { recent.removeFirst() }
  }

  /// Takes a frame; of a key that changed nothing on the screen, as a move at the end of the tree does,
  /// only that there was one.
  mutating func add(_ frame: PseudoTerminal.Frame, _ kind: String) {
    count += 1
    guard frame.bytes > 0 else {
      unanswered += 1
      unansweredInARow += 1
      return
    }
    unansweredInARow = 0
    if frames[kind] == nil { kinds.append(kind) }
    frames[kind, default: []].append(frame)
  }

  /// Prints a line for all keys, and one for each kind.
  func report() {
    let all = kinds.flatMap { frames[$0] ?? [] }
    print(Statistics(all.map(\.nanoseconds)).line("key to frame"))
    print(Statistics(all.map(\.computed)).line("computed for a key"))
    if !results.isEmpty { print(Statistics(results).line("edit to its result")) }
    for kind in kinds.sorted() {
      let frames = frames[kind] ?? []
      print(Statistics(frames.map(\.nanoseconds)).line("  " + kind))
      print(Statistics(frames.map(\.computed)).line("    computed"))
    }
    let bytes = all.map(\.bytes).sorted()
    print(
      "bytes for a key                    mean \(bytes.reduce(0, +) / max(1, bytes.count))"
        + "   median \(bytes.isEmpty ? 0 : bytes[bytes.count / 2])   max \(bytes.last ?? 0)")
    print("keys that changed nothing          \(unanswered)")
  }

  /// The goals that are missed: of all keys together, and of each kind in the median, so that a slow kind
  /// does not hide among the others.
  func missed(_ goals: Goals) -> [String] {
    let all = Statistics(kinds.flatMap { frames[$0] ?? [] }.map(\.nanoseconds))
    var missed =
      goals.missed("key to frame, median", all.quantile(0.5), goals.median)
      + goals.missed("key to frame, 99 %", all.quantile(0.99), goals.percentile99)
    for kind in kinds.sorted() {
      let median = Statistics((frames[kind] ?? []).map(\.nanoseconds)).quantile(0.5)
      missed += goals.missed("\(kind), median", median, goals.percentile99)
    }
    return missed
  }
}
