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
  /// What runs models; nil when nothing can.
  var engine: (any ForwardPassEngine)?
  /// What the classes of the model are called; empty when no file says it.
  var classNames: [String] = []
  /// What is done first, as if it had been typed.
  var script: [Invocation] = []
}

/// What the explorer works on, beside the model itself.
struct ModelOrigin: Sendable {
  /// The model as it was asked for, with the edits that the command line made first.
  var identity: String
  /// The file that the model came from, its real path; nil for a built-in model.
  var file: String?
  /// The model before edits of the command line.
  var original: ModelAnalysis
  /// Writes a model to a file, in the format of its extension, and says what the file lacks.
  var write: @Sendable (ModelAnalysis, String) throws -> [String]
  /// Reads a model from a file.
  var read: @Sendable (String) throws -> ModelAnalysis
}

/// Opens the terminal on a model and returns when the user leaves.
///
/// - Parameters:
///   - model: the model with its costs.
///   - name: the name in the header.
/// - Returns: the exit code: 0, or 128 and the signal that ended it.
/// - Throws: `TerminalError` when there is no terminal to draw on.
func runExplorer(
  model: ModelAnalysis, name: String, origin: ModelOrigin,
  options: ExplorerOptions = ExplorerOptions()
) throws(TerminalError) -> Int32 {
  let environment = TerminalOptions.current(
    options.settings, ascii: options.ascii, noColor: options.noColor, mouse: options.mouse)
  try NcursesTerminal.check(environment)
  guard let inbox = Inbox<Session.News>() else { throw .noDescriptors }
  SignalWatcher.start { inbox.post(.signal($0)) }
  let keeper = JournalKeeper(origin)
  CrashGuard.arm(journal: keeper.journal?.path)
  defer { CrashGuard.disarm() }
  let terminal = try NcursesTerminal(options: environment)
  defer { terminal.close() }
  let post: @Sendable (Event) -> Void = { inbox.post(.event($0)) }
  let files = FileRunner(keep: keeper.kept(origin), write: origin.write, post: post)
  keeper.watch(files, post: post)
  var state = State(
    modelName: name, analysis: model, size: terminal.size,
    display: Display(depth: terminal.depth, ascii: terminal.ascii),
    engineName: options.engine?.name ?? "",
    inputNames: options.engine?.inputNames ?? [.random: "random"])
  state.savePath = origin.file
  state.classNames = options.classNames
  state.take(options.settings)
  state.hasMouse = environment.mouse
  keeper.greet(&state)
  if let fault = options.settingsFault { state.message = Message(kind: .error, text: fault) }
  var session = Session(
    state: state, terminal: terminal, inbox: inbox,
    runner: EffectRunner(engine: options.engine, readModel: origin.read, post: post), files: files,
    keeper: keeper,
    origin: origin)
  let code = session.loop(playing: options.script)
  session.end()
  return code
}

/// The loop between terminal and state: sleeps until something happens, updates, draws.
struct Session {
  /// What other threads report.
  enum News: Sendable {
    /// A signal came.
    case signal(Int32)
    /// The result of an effect came.
    case event(Event)
  }

  private var state: State
  private let terminal: NcursesTerminal
  private let inbox: Inbox<News>
  private let runner: EffectRunner
  private let files: FileRunner
  private let keeper: JournalKeeper
  private let origin: ModelOrigin
  private var exitCode: Int32?
  private var keepsJournal = true

  init(
    state: State, terminal: NcursesTerminal, inbox: Inbox<News>, runner: EffectRunner,
    files: FileRunner, keeper: JournalKeeper, origin: ModelOrigin
  ) {
    self.state = state
    self.terminal = terminal
    self.inbox = inbox
    self.runner = runner
    self.files = files
    self.keeper = keeper
    self.origin = origin
  }

  /// Stops what runs; the journal goes when nothing is left to be taken up.
  func end() {
    runner.cancelAll()
    if !keepsJournal || !state.hasUnsaved { keeper.journal?.remove() }
  }

  /// Runs until the user leaves or a signal says so; returns the exit code.
  mutating func loop(playing script: [Invocation] = []) -> Int32 {
    let start = Clock.milliseconds
    state.now = 0
    for invocation in script { send(.invoke(invocation)) }
    terminal.present(view(state))
    while exitCode == nil {
      let hasInput = wait()
      if state.isBusy {
        send(.tick(Clock.milliseconds - start))
      } else {
        state.now = Clock.milliseconds - start
      }
      for news in inbox.takeAll() {
        switch news {
        case .signal(let signal): handle(signal)
        case .event(let event): send(event)
        }
      }
      if hasInput { readInput() }
      if exitCode == nil { terminal.present(view(state)) }
    }
    return exitCode ?? 0
  }

  /// Sleeps until a key, a signal or a result comes; while something runs, a tenth of a second at most.
  private mutating func wait() -> Bool {
    var descriptors = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: inbox.readEnd, events: Int16(POLLIN), revents: 0),
    ]
    let count = poll(&descriptors, nfds_t(descriptors.count), state.isBusy ? 100 : -1)
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
      switch input {
      case .key(let key): send(.key(key))
      case .mouse(let report): send(.mouse(report))
      }
    }
    guard !any, exitCode == nil else { return }
    // Readable, but nothing to read: the end of the input, or half a sequence.
    var waiting: Int32 = 0
    if ioctl(STDIN_FILENO, UInt(FIONREAD), &waiting) != 0 || waiting == 0 { checkHangup() }
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
    case SIGTERM, SIGHUP: exitCode = 128 + signal
    case SIGINT: send(.interrupt)
    case SIGTSTP: suspend()
    case SIGCONT:
      terminal.enter()
      send(.resize(terminal.size))
    default: break
    }
  }

  private mutating func send(_ event: Event) {
    for effect in update(&state, event) {
      switch effect {
      case .quit(let keeps):
        keepsJournal = keeps
        exitCode = exitCode ?? 0
      case .write(let request, let model): files.write(request, model)
      case .findFiles(let text, let prefix, let path):
        files.find(text: text, prefix: prefix, path: path)
      case .journal(let lines):
        if let reason = keeper.append(lines) {
          state.message = Message(kind: .error, text: reason)
        }
      case .recover: recover()
      case .forgetRecovery: keeper.forget()
      case .listenToMouse(let isOn): terminal.listenToMouse(isOn)
      case .redraw: terminal.redraw()
      case .suspend: suspend()
      default: runner.run(effect)
      }
    }
  }

  /// Does again what the journal that was found says, on the model that it began with.
  private mutating func recover() {
    guard let found = keeper.found else { return }
    var fault: String?
    if let base = found.base {
      do {
        try keeper.takeBase(base)
        state.restart(ModelState(try origin.read(base)))
      } catch {
        fault = "the model as it was opened cannot be read: \(CommandError(error))"
      }
    }
    for (index, line) in found.content.lines.enumerated() where fault == nil {
      if index == found.content.savedLines, index > 0 {
        state.savedVersion = state.history.current.id
      }
      do throws(Invocation.Fault) {
        send(.invoke(try Invocation(parsing: line)))
      } catch {
        fault = "'\(line)': \(error.text)"
      }
      if let message = state.message, message.kind == .error {
        fault = "'\(line)': \(message.text)"
      }
    }
    if let fault {
      state.message = Message(
        kind: .error,
        text: "not all could be done again, the journal stays at \(found.path): \(fault)")
    } else {
      let edits = found.content.unsavedEdits
      state.message = Message(
        kind: .info,
        text: "\(edits) edit\(edits == 1 ? " is" : "s are") taken up again; u undoes")
      keeper.forget()
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
    if run != nil || live.dueAt != nil || work.shown != nil { return true }
    if case .computing? = outputs?.source { return true }
    return false
  }
}
