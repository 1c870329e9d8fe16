import Glibc

/// The measurements.
struct Bench {
  var options: ScreenBench
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

  /// What nobody waits longer for, in nanoseconds.
  private static let patience = 120_000_000_000

  /// From start to first frame, and until the model is there and the program rests; the first start
  /// of all warms the disk's cache and does not count.
  func start() throws {
    var frames: [Int] = []
    var rests: [Int] = []
    let rounds = options.layers == nil ? 21 : 4
    for round in 0..<rounds {
      let start = PseudoTerminal.now
      let terminal = try open()
      let frame = terminal.frame(
        since: start, computed: 0, patience: Self.patience, mustWrite: true)
      let rest = terminal.rest(since: start, patience: Self.patience)
      if round > 0 {
        frames.append(frame.nanoseconds)
        rests.append(rest)
      }
      _ = terminal.press("q", patience: 20_000_000)
      terminal.end()
    }
    print(Statistics(frames).line("start to first frame"))
    print(Statistics(rests).line("start to the model on screen"))
  }

  /// From key to frame, what is written, and what rest costs.
  func keys() throws {
    let terminal = try open()
    defer { terminal.end() }
    _ = terminal.frame(
      since: PseudoTerminal.now, computed: 0, patience: Self.patience, mustWrite: true)
    _ = terminal.rest(since: PseudoTerminal.now, patience: Self.patience)
    terminal.drain(nanoseconds: 300_000_000)
    var stream = KeyStream(seed: options.seed)
    var all: [PseudoTerminal.Frame] = []
    var edits: [PseudoTerminal.Frame] = []
    var meanwhile: [PseudoTerminal.Frame] = []
    var results: [Int] = []
    var editedAt: Int?
    var unanswered = 0
    for _ in 0..<options.keys {
      let key = stream.workKey()
      let isEdit = "+-}{u\u{12}".contains(key)
      if isEdit, let start = editedAt {
        let rest = terminal.rest(since: start, patience: Self.patience)
        results.append(rest)
        editedAt = nil
      }
      if editedAt != nil, !terminal.isWorking { editedAt = nil }
      let start = PseudoTerminal.now
      let frame = terminal.press(key, patience: Self.patience)
      if frame.bytes == 0 {
        // Nothing changed on the screen, as with a move at the end of the tree.
        unanswered += 1
      } else {
        all.append(frame)
        if isEdit { edits.append(frame) } else if editedAt != nil { meanwhile.append(frame) }
      }
      // In a small model only the journal works behind an edit.
      if isEdit, options.layers != nil, terminal.isWorking { editedAt = start }
    }
    print(Statistics(all.map(\.nanoseconds)).line("key to frame"))
    print(Statistics(edits.map(\.nanoseconds)).line("key to frame, edits and undo"))
    if !results.isEmpty {
      print(Statistics(meanwhile.map(\.nanoseconds)).line("key to frame during an edit"))
      print(Statistics(results).line("edit to its result"))
    }
    print(Statistics(all.map(\.computed)).line("computed for a key"))
    print(Statistics(edits.map(\.computed)).line("computed for edits and undo"))
    let bytes = all.map(\.bytes).sorted()
    print(
      "bytes for a key                    mean \(bytes.reduce(0, +) / max(1, bytes.count))"
        + "   median \(bytes.isEmpty ? 0 : bytes[bytes.count / 2])   max \(bytes.last ?? 0)")
    print("keys that changed nothing          \(unanswered)")
    _ = terminal.rest(since: PseudoTerminal.now, patience: Self.patience)
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
      fflush(nil)
      guard try monkey(seed: seed, keys: keys) else { return false }
      left -= keys
      seed += 1
    }
    return true
  }

  private func monkey(seed: UInt64, keys: Int) throws -> Bool {
    let terminal = try open()
    var stream = KeyStream(seed: seed)
    _ = terminal.frame(
      since: PseudoTerminal.now, computed: 0, patience: Self.patience, mustWrite: true)
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
    // Whatever is open: out of it, and out of the program, leaving the edits behind. On a busy machine
    // an Esc and what follows it may be read as one key, so there is a second and a third try.
    var code: Int?
    for _ in 0..<3 where code == nil {
      for _ in 0..<12 { _ = terminal.press("\u{1b}", patience: 60_000_000) }
      for key in [":", "quit", "\r", "d"] { _ = terminal.press(key, patience: 300_000_000) }
      code = terminal.ended(patience: 20_000_000_000)
    }
    print(
      code == 0
        ? "it lived and left with 0"
        : "it did not leave well: \(code.map(String.init) ?? "still there")")
    if code == nil { terminal.end() }
    return code == 0
  }
}
