import Glibc

/// The measurements.
struct Bench {
  var options: Options
  /// The model to open.
  var model: String
  /// A folder for journals and settings of the runs.
  var folder: String

  private func open() throws -> PseudoTerminal {
    try PseudoTerminal(
      [options.program, model],
      environment: [
        "TERM=xterm-256color", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "HOME=\(folder)",
        "XDG_STATE_HOME=\(folder)/state", "XDG_CONFIG_HOME=\(folder)/config",
      ],
      columns: options.columns, rows: options.rows)
  }

  /// From start to first frame; the first start of all warms the disk's cache and does not count.
  func start() throws {
    var times: [Int] = []
    let rounds = options.layers == nil ? 21 : 2
    for round in 0..<rounds {
      let start = PseudoTerminal.now
      let terminal = try open()
      let frame = terminal.frame(since: start, computed: 0, patience: 120_000_000_000)
      if round > 0 { times.append(frame.nanoseconds) }
      _ = terminal.press("q", patience: 20_000_000)
      terminal.end()
    }
    print(Statistics(times).line("start to first frame"))
  }

  /// From key to frame, what is written, and what rest costs.
  func keys() throws {
    let terminal = try open()
    defer { terminal.end() }
    _ = terminal.frame(since: PseudoTerminal.now, computed: 0, patience: 120_000_000_000)
    terminal.drain(nanoseconds: 300_000_000)
    var stream = KeyStream(seed: options.seed)
    var all: [Int] = []
    var edits: [Int] = []
    var computed: [Int] = []
    var editsComputed: [Int] = []
    var bytes: [Int] = []
    var unanswered = 0
    for _ in 0..<options.keys {
      let key = stream.workKey()
      let frame = terminal.press(key)
      guard frame.bytes > 0 else {
        // Nothing changed on the screen, as with a move at the end of the tree.
        unanswered += 1
        continue
      }
      all.append(frame.nanoseconds)
      computed.append(frame.computed)
      bytes.append(frame.bytes)
      if "+-}{u\u{12}".contains(key) {
        edits.append(frame.nanoseconds)
        editsComputed.append(frame.computed)
      }
    }
    print(Statistics(all).line("key to frame"))
    print(Statistics(edits).line("key to frame, edits and undo"))
    print(Statistics(computed).line("computed for a key"))
    print(Statistics(editsComputed).line("computed for edits and undo"))
    let sorted = bytes.sorted()
    print(
      "bytes for a key                    mean \(bytes.reduce(0, +) / max(1, bytes.count))"
        + "   median \(sorted.isEmpty ? 0 : sorted[sorted.count / 2])   max \(sorted.last ?? 0)")
    print("keys that changed nothing          \(unanswered)")
    let before = terminal.processorTime
    let computedBefore = terminal.computed
    terminal.drain(nanoseconds: 3_000_000_000)
    print(
      "processor time in 3 s of rest      \((terminal.processorTime - before) / 1_000_000) ms"
        + "   main thread \(Statistics.fixed(Double(terminal.computed - computedBefore) / 1e6)) ms")
  }

  /// Presses random keys and changes the size at random; true when the program lives and quits well.
  ///
  /// Every 2,000 keys begin with a fresh program: copies of copies of blocks make a model without end.
  func monkey() throws -> Bool {
    var seed = options.seed
    var left = options.keys
    while left > 0 {
      let keys = min(left, 2000)
      print("monkey, seed \(seed), \(keys) keys, model \(model): ", terminator: "")
      guard try monkey(seed: seed, keys: keys) else { return false }
      left -= keys
      seed += 1
    }
    return true
  }

  private func monkey(seed: UInt64, keys: Int) throws -> Bool {
    let terminal = try open()
    var stream = KeyStream(seed: seed)
    _ = terminal.frame(since: PseudoTerminal.now, computed: 0, patience: 60_000_000_000)
    var recent: [String] = []
    for index in 0..<keys {
      if stream.next(below: 200) == 0 {
        let (columns, rows) = (1 + stream.next(below: 250), 1 + stream.next(below: 80))
        terminal.resize(columns: columns, rows: rows)
        recent.append("<\(columns)x\(rows)>")
      }
      let key = stream.anyKey()
      recent.append(key)
      _ = terminal.press(key, patience: 5_000_000_000)
      if recent.count > 40 { recent.removeFirst(20) }
      if let code = terminal.ended(patience: 0) {
        print("it ended with \(code) after \(index + 1) keys; the last ones: \(recent)")
        return false
      }
    }
    terminal.resize(columns: 80, rows: 24)
    // Whatever is open: out of it, and out of the program, leaving the edits behind.
    for _ in 0..<12 {
      _ = terminal.press("\u{1b}", patience: 60_000_000)
    }
    _ = terminal.press(":", patience: 60_000_000)
    _ = terminal.press("quit", patience: 60_000_000)
    _ = terminal.press("\r", patience: 60_000_000)
    _ = terminal.press("d", patience: 60_000_000)
    let code = terminal.ended(patience: 20_000_000_000)
    print(
      code == 0
        ? "it lived and left with 0"
        : "it did not leave well: \(code.map(String.init) ?? "still there")")
    if code == nil { terminal.end() }
    return code == 0
  }
}
