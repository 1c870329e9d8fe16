import Compute
import Glibc
import GraphCore

/// How the explorer is opened.
struct ExplorerOptions: Sendable {
  /// Draw with ASCII only.
  var ascii = false
  /// Use no colour.
  var noColor = false
  /// Take mouse reports.
  var mouse = true
  /// What the settings file says.
  var settings = Settings()
  /// What is wrong with the settings file, in one line; nil when nothing is.
  var settingsFault: String?
}

/// Writes a model to a file in the format of its extension, with given weights cut by a rule where edits
/// ask for it, and says what the file lacks.
///
/// It throws `PassCancelled` when it was stopped before anything was written.
typealias ModelWriter =
  @Sendable (ModelAnalysis, FilterSelection, String, Cancellation) throws -> [String]

/// What the explorer works on, beside the model itself.
struct ModelOrigin: Sendable {
  /// The model as it was asked for, with the edits that the command line made first.
  var identity: String
  /// The file that the model came from, its real path; nil for a built-in model.
  var file: String?
  /// Whether that file stays as it is, unless the user names it.
  var isReadOnly = false
  /// Whether its weights came from another file.
  var hasOtherWeights = false
  /// The file that kept what the model's own held, which is gone; nil when that is there.
  var base: String?
  /// The model before edits of the command line.
  var original: ModelAnalysis
  /// Writes a model to a file, in the format of its extension, and says what the file lacks.
  var write: ModelWriter
  /// Says what edits made of the weights that a file gave; nil when none gave any.
  var fit: (@Sendable (ModelAnalysis, FilterSelection) throws -> [WeightChange])?
  /// Reads a model from a file.
  var read: @Sendable (String) throws -> ModelAnalysis
  /// Reads what a journal began with, which takes the place of the model that was opened once its
  /// `take` is called.
  var readBase: @Sendable (String) throws -> OpeningArguments.Base
}

extension ModelOrigin {
  /// The file that the model is saved to until another one is named; nil when one must be.
  var savePath: String? {
    guard let file, !isReadOnly, State.holdsModel(file) else { return nil }
    return file
  }
}

/// Opens a model and the terminal on it, and returns when the user leaves.
///
/// - Parameters:
///   - name: what is opened, in words.
///   - open: opens the model, on a thread of its own.
/// - Returns: the exit code: 0, or 128 and the signal that ended it.
/// - Throws: why the model can't be opened, or `TerminalError` when there is no terminal to draw on.
func runExplorer(
  _ name: String, options: ExplorerOptions,
  _ open: @escaping @Sendable (OpeningProgress) throws -> Opening
) throws -> Int32 {
  let environment = TerminalOptions.current(
    options.settings, ascii: options.ascii, noColor: options.noColor, mouse: options.mouse)
  ControllingTerminal.take()
  do throws(TerminalError) {
    try NcursesTerminal.check(environment)
  } catch {
    // What is wrong with the model is worth more than what is wrong with the terminal.
    _ = try open(OpeningProgress(name))
    throw error
  }
  // A write to a pipe whose reader is gone fails then, and is no reason to go.
  signal(SIGPIPE, SIG_IGN)
  guard let inbox = Inbox<Session.News>() else { throw TerminalError.noDescriptors }
  SignalWatcher.start { inbox.post(.signal($0)) }
  CrashGuard.arm(journal: nil)
  defer { CrashGuard.disarm() }
  let screen = OpeningScreen("Reading \(name)", inbox: inbox, open)
  let makeTerminal = { () throws(TerminalError) in try NcursesTerminal(options: environment) }
  switch try screen.wait(makeTerminal) {
  case .left(let code): return code
  case .opened(let opening, let open):
    let terminal = try open ?? makeTerminal()
    defer { terminal.close() }
    var session = Session(
      opening, options, hasMouse: environment.mouse, terminal: terminal, inbox: inbox)
    let code = session.loop()
    session.end()
    return code
  }
}

/// The loop between terminal and state: sleeps until something happens, updates, draws.
struct Session {
  /// What other threads report.
  enum News: Sendable {
    /// A signal came.
    case signal(Int32)
    /// The result of an effect came.
    case event(Event)
    /// The model is there, or can't be opened.
    case opened
    /// The model that a journal began with was read, or can't be.
    case base(Result<(ModelState, OpeningArguments.Base), any Error>)
  }

  private var state: State
  private let terminal: NcursesTerminal
  private let inbox: Inbox<News>
  private let runner: EffectRunner
  private let files: FileRunner
  private let keeper: JournalKeeper
  private let origin: ModelOrigin
  private var replay: Replay
  /// The keys that came during a replay, for afterwards.
  private var heldInput: [TerminalInput] = []
  private var exitCode: Int32?
  /// The signal that ended it.
  private var endSignal: Int32?
  private var keepsJournal = true

  init(
    _ opening: Opening, _ options: ExplorerOptions, hasMouse: Bool, terminal: NcursesTerminal,
    inbox: Inbox<News>
  ) {
    self.terminal = terminal
    self.inbox = inbox
    origin = opening.origin
    keeper = JournalKeeper(origin)
    CrashGuard.setJournal(keeper.journal?.path)
    let post: @Sendable (Event) -> Void = { inbox.post(.event($0)) }
    files = FileRunner(
      own: keeper.kept(origin), isReadOnly: origin.isReadOnly, write: origin.write, post: post)
    keeper.watch(files, post: post)
    runner = EffectRunner(
      engine: opening.engine, readModel: origin.read, fitWeights: origin.fit, post: post)
    let setup = Setup(
      modelName: opening.name, engineName: opening.engine?.name ?? "",
      inputNames: opening.engine?.inputNames ?? [.random: "random"], picture: opening.picture,
      size: terminal.size,
      display: Display(
        depth: terminal.depth, ascii: terminal.ascii, hasClipboard: terminal.hasClipboard,
        isInTmux: terminal.isInTmux), now: 0,
      columns: options.settings.columns, colorMap: .viridis,
      showsDetail: options.settings.showsDetail, keymap: options.settings.keymap,
      hasMouse: hasMouse, live: LiveTiming(), commandHistory: [], savePath: origin.savePath,
      savedName: nil, home: StateFolder.variable("HOME"), classNames: opening.classNames,
      keep: opening.keep, nextID: 1)
    state = State(setup, opening.model)
    if !opening.isSaved { state.savedVersion = nil }
    keeper.greet(&state)
    if let fault = options.settingsFault { state.message = Message(kind: .error, text: fault) }
    replay = Replay(opening.script)
  }

  /// Stops what runs; the journal goes when nothing is left to be taken up.
  func end() {
    runner.cancelAll()
    files.end()
    let isKept = keepsJournal && state.hasUnsaved
    if let endSignal {
      StandardStream.error.write(
        SignalWatcher.lastWords(endSignal, journal: isKept ? keeper.journal?.path : nil))
    }
    if !isKept {
      keeper.journal?.remove()
    } else if let reason = keeper.append([]) {
      // What did not fit before had a last chance.
      StandardStream.error.write("explorer: \(reason)\n")
    }
  }

  /// Runs until the user leaves or a signal says so; returns the exit code.
  mutating func loop() -> Int32 {
    let start = MonotonicClock.milliseconds
    if !replay.isDone {
      state.replay = ReplayState(
        words: "Playing the script", done: 0, count: replay.count, startedAt: 0)
    }
    playOn(start)
    terminal.present(view(state))
    while exitCode == nil {
      let hasInput = wait()
      if state.isBusy {
        send(.tick(MonotonicClock.milliseconds - start))
      } else {
        state.now = MonotonicClock.milliseconds - start
      }
      for news in inbox.takeAll() {
        switch news {
        case .signal(let signal): handle(signal)
        case .event(let event): send(event)
        case .base(let result): takeBase(result)
        case .opened: break
        }
      }
      if hasInput { readInput() }
      playOn(start)
      if exitCode == nil { terminal.present(view(state)) }
    }
    return exitCode ?? 0
  }

  /// Does what is left of a script or a journal, for the time of a few frames.
  private mutating func playOn(_ start: Int) {
    guard state.replay != nil || !replay.isDone else { return }
    let end = MonotonicClock.milliseconds + 40
    while exitCode == nil, state.replay != nil, !state.holdsReplay,
      MonotonicClock.milliseconds < end
    {
      guard let step = replay.next(after: state.message) else { break }
      state.now = MonotonicClock.milliseconds - start
      for refusal in replay.takeRefusals() { state.remark(refusal) }
      if step.isSaved, !keeper.isFileChanged {
        state.savedVersion = state.history.current.id
        state.savedKeep = state.keep
        // The next start is to know it, too.
        journal([.done(Invocation(.save))])
      }
      // What a line leads to is told from what the one before did.
      state.message = nil
      if let invocation = step.invocation { send(.invoke(invocation)) }
      state.replay?.done = replay.done
    }
    if state.replay == nil {
      // It was stopped.
      replay = Replay([])
    } else if !state.holdsReplay, !replay.isWaiting, replay.isFinished(after: state.message) {
      state.replay = nil
      for refusal in replay.takeRefusals() { state.remark(refusal) }
      // Where the model's file is another one, its layers may be others, too.
      if !replay.timings.isEmpty, keeper.isSameModel { send(.timed(replay.timings)) }
      if let ending = replay.ending(undoKey: state.key(.undo)) {
        state.message = ending.message
        if ending.forgetsJournal { keeper.forget() }
      }
      replay = Replay([])
    }
    guard state.replay == nil else { return }
    let held = heldInput
    heldInput = []
    for input in held { take(input) }
  }

  /// Sleeps until a key, a signal or a result comes; while something runs, a tenth of a second at
  /// most, and not at all while a replay goes on.
  private mutating func wait() -> Bool {
    var descriptors = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: inbox.readEnd, events: Int16(POLLIN), revents: 0),
    ]
    let playsOn = state.replay != nil && !state.holdsReplay && !replay.isWaiting
    let patience: Int32 = playsOn ? 0 : state.isBusy ? 100 : -1
    let count = poll(&descriptors, nfds_t(descriptors.count), patience)
    guard count > 0 else { return false }
    let input = Int32(descriptors[0].revents)
    // The terminal is gone: nobody is there to look on.
    if input & (POLLHUP | POLLERR | POLLNVAL) != 0 && input & POLLIN == 0 {
      exitCode = 128 + SIGHUP
    }
    return input & POLLIN != 0
  }

  /// Reads all keys that have come before drawing, so that a held key never piles up frames.
  private mutating func readInput() {
    var any = false
    while exitCode == nil, let input = terminal.read() {
      any = true
      if state.replay != nil, !state.isWayOut(input) {
        heldInput.append(input)
      } else {
        take(input)
      }
    }
    guard !any, exitCode == nil else { return }
    // Readable, but nothing to read: the end of the input, or half a sequence.
    var waiting: Int32 = 0
    if ioctl(STDIN_FILENO, UInt(FIONREAD), &waiting) != 0 || waiting == 0 { checkHangup() }
  }

  private mutating func take(_ input: TerminalInput) {
    switch input {
    case .key(let key): send(.key(key))
    case .mouse(let report): send(.mouse(report))
    case .paste(let text): send(.paste(text))
    }
  }

  private mutating func checkHangup() {
    var mode = termios()
    if tcgetattr(STDIN_FILENO, &mode) != 0 { exitCode = 128 + SIGHUP }
  }

  private mutating func handle(_ signal: Int32) {
    switch signal {
    case SIGWINCH:
      terminal.takeSize()
      send(.resize(terminal.size))
    case SIGINT: send(.interrupt)
    case SIGTSTP: suspend()
    case SIGCONT:
      terminal.enter()
      send(.resize(terminal.size))
    default:
      endSignal = signal
      exitCode = 128 + signal
    }
  }

  private mutating func send(_ event: Event) {
    for effect in update(&state, event) {
      switch effect {
      case .quit(let keeps, let isInterrupted):
        keepsJournal = keeps
        exitCode = exitCode ?? (isInterrupted ? CommandError.Code.interrupted.rawValue : 0)
      case .write(let request, let model): files.write(request, model)
      case .cancelWrite: files.cancel()
      case .findFiles(let text, let prefix, let path):
        files.find(text: text, prefix: prefix, path: path)
      case .journal(let lines): journal(lines)
      case .recover: recover()
      case .forgetRecovery: keeper.forget()
      case .listenToMouse(let isOn): terminal.listenToMouse(isOn)
      case .copy(let text): terminal.copy(text)
      case .redraw: terminal.redraw()
      case .suspend: suspend()
      default: runner.run(effect)
      }
    }
  }

  private mutating func journal(_ lines: [JournalLine]) {
    if let reason = keeper.append(lines) { state.message = Message(kind: .error, text: reason) }
  }

  /// Does again what the journal that was found says, on the model that it began with.
  private mutating func recover() {
    guard let found = keeper.found, let (content, obstacle) = keeper.toBeDone else { return }
    replay = Replay(content, path: found.path)
    if let obstacle { replay.fail(obstacle) }
    if keeper.isFileChanged { files.distrustOwn() }
    state.replay = ReplayState(
      words: "Taking up the edits", done: 0, count: replay.count, startedAt: state.now)
    guard let base = found.base else { return }
    replay.isWaiting = true
    let (read, inbox) = (origin.readBase, inbox)
    let body: @Sendable () -> Void = {
      inbox.post(
        .base(
          Result {
            let base = try read(base)
            return (ModelState(base.edited), base)
          }))
    }
    if !startThread(body) { body() }
  }

  /// Begins anew with the model that a journal began with.
  private mutating func takeBase(
    _ result: Result<(ModelState, OpeningArguments.Base), any Error>
  ) {
    // The replay was stopped meanwhile.
    guard let found = keeper.found, let base = found.base, let playing = state.replay else {
      return
    }
    replay.isWaiting = false
    do {
      let (model, beginning) = try result.get()
      try keeper.takeBase(base)
      beginning.take()
      state.restart(model)
      // The file holds what was saved last, or what another program wrote.
      state.savedVersion = nil
      state.replay = playing
    } catch {
      replay.fail("the model as it was opened cannot be read: \(CommandError(error))")
    }
  }

  private mutating func suspend() {
    terminal.leave()
    CrashGuard.disarm()
    SignalWatcher.stop()
    CrashGuard.arm(journal: keeper.journal?.path)
    terminal.enter()
    send(.resize(terminal.size))
  }
}

extension State {
  /// Whether something runs whose elapsed time is on screen.
  var isBusy: Bool {
    if run != nil || live.dueAt != nil || work.shown != nil || replay != nil || writing != nil {
      return true
    }
    if case .computing? = outputs?.source { return true }
    return false
  }
}
