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
  ///
  /// - Returns: the goals that are missed.
  func start() throws -> [String] {
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
    return goals.missed("start to first frame", Statistics(frames).quantile(0.5), goals.start)
  }

  /// From key to frame, what is written, and what rest costs.
  ///
  /// - Returns: the goals that are missed.
  func keys(_ layers: WorkLayers) throws -> [String] {
    let terminal = try open()
    defer { terminal.end() }
    _ = terminal.frame(
      since: PseudoTerminal.now, computed: 0, patience: Self.patience, mustWrite: true)
    _ = terminal.rest(since: PseudoTerminal.now, patience: Self.patience)
    terminal.drain(nanoseconds: 300_000_000)
    var frames = Frames()
    var work = WorkKeys(seed: options.seed, layers)
    // Outputs need a pass, which a model of very many layers has no memory for.
    let outputs = options.layers == nil ? options.keys / 10 : 0
    let deep = options.keys / (options.layers == nil ? 30 : 50)
    for key in work.deepUndo(deep) { try press(key, terminal, &frames) }
    while frames.count < options.keys - outputs {
      for key in work.scene() { try press(key, terminal, &frames) }
    }
    if outputs > 0 {
      for key in work.rowWithOutputs() { try press(key, terminal, &frames) }
      _ = terminal.press("\r", patience: Self.patience)
      _ = terminal.rest(since: PseudoTerminal.now, patience: Self.patience)
      for key in work.outputs(outputs) { try press(key, terminal, &frames) }
    }
    frames.report()
    _ = terminal.rest(since: PseudoTerminal.now, patience: Self.patience)
    let before = terminal.processorTime
    let computedBefore = terminal.computed
    terminal.drain(nanoseconds: 3_000_000_000)
    print(
      "processor time in 3 s of rest      \((terminal.processorTime - before) / 1_000_000) ms"
        + "   main thread \(Statistics.fixed(Double(terminal.computed - computedBefore) / 1e6)) ms")
    return frames.missed(goals)
  }

  /// The goals for a model of a few hundred layers, and for one of a hundred thousand.
  private var goals: Goals {
    options.layers == nil
      ? Goals(start: 50, median: 2, percentile99: 8)
      : Goals(start: 50, median: 16, percentile99: 16)
  }

  /// Presses a key and takes its frame; what an edit comes to in a large model is waited for, and the
  /// cursor moves meanwhile.
  private func press(_ key: WorkKey, _ terminal: PseudoTerminal, _ frames: inout Frames) throws {
    if key.kind == nil, options.layers != nil {
      // What is listed in the background must be there before a row of it is gone to.
      _ = terminal.rest(since: PseudoTerminal.now, patience: Self.patience)
    }
    let start = PseudoTerminal.now
    let frame = terminal.press(key.key, patience: Self.patience)
    frames.note(key.key)
    if let kind = key.kind { frames.add(frame, kind) }
    if frame.bytes == 0, let code = terminal.ended(patience: 1_000_000) {
      throw PseudoTerminal.Failure(
        description: "the program ended with \(code) at '\(key.key)', \(key.kind ?? "a command")")
    }
    guard frames.unansweredInARow < 60 else {
      // Something is open that takes all keys, so that nothing would be measured.
      throw PseudoTerminal.Failure(
        description: "60 keys changed nothing; the last ones: \(frames.lastKeys)")
    }
    guard key.isEdit, options.layers != nil else { return }
    for _ in 0..<2 where terminal.isWorking {
      // Away and back, so that the next edit is of the same layer.
      for move in ["j", "k"] {
        frames.add(terminal.press(move, patience: Self.patience), "moves during an edit")
      }
    }
    frames.results.append(terminal.rest(since: start, patience: Self.patience))
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
