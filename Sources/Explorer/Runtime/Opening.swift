import Compute
import Glibc
import GraphCore
import Synchronization

/// A model that was opened, with what belongs to it.
struct Opening: Sendable {
  /// The model with all that is derived from it.
  var model: ModelState
  /// The name in the header.
  var name: String
  /// Where it came from.
  var origin: ModelOrigin
  /// What runs models; nil when nothing can.
  var engine: (any ForwardPassEngine)?
  /// The picture that it is run on first; nil for random numbers.
  var picture: InputFile?
  /// What the classes of the model are called; empty when no file says it.
  var classNames: [String] = []
  /// Which filters of given weights stay when an edit leaves a layer fewer; nil when no file gave
  /// weights.
  var keep: FilterSelection?
  /// Whether the model is what its file holds.
  var isSaved = true
  /// What is done first, as if it had been typed.
  var script: [ScriptLine] = []
}

/// What is being done to open a model, and since when.
final class OpeningProgress: Sendable {
  private let content: Mutex<(step: String, startedAt: Int)>

  /// A progress that begins now.
  init(_ step: String) {
    content = Mutex((step, MonotonicClock.milliseconds))
  }

  /// Says what comes next.
  func report(_ step: String) { content.withLock { $0.step = step } }

  /// The step that is being done, and the milliseconds since the beginning.
  var now: (step: String, elapsed: Int) {
    content.withLock { ($0.step, MonotonicClock.milliseconds - $0.startedAt) }
  }
}

/// Opens a model on a thread of its own, with a screen that says so when it takes its time.
struct OpeningScreen {
  /// How an opening ended.
  enum Outcome {
    /// It is there, and so is the terminal, when one was needed for the progress.
    case opened(Opening, NcursesTerminal?)
    /// The user or a signal ended the program, with this exit code.
    case left(Int32)
  }

  /// How long the screen stays as it is, in milliseconds: most models are there by then.
  private static let grace = 25

  private let progress: OpeningProgress
  private let inbox: Inbox<Session.News>
  private let result = Result()

  /// What the thread came to.
  private final class Result: Sendable {
    let value = Mutex<Swift.Result<Opening, any Error>?>(nil)
  }

  /// Starts to open a model.
  init(
    _ step: String, inbox: Inbox<Session.News>,
    _ open: @escaping @Sendable (OpeningProgress) throws -> Opening
  ) {
    let progress = OpeningProgress(step)
    self.progress = progress
    self.inbox = inbox
    let body: @Sendable () -> Void = { [result] in
      let outcome = Swift.Result { try open(progress) }
      result.value.withLock { $0 = outcome }
      inbox.post(.opened)
    }
    // Without a thread the model is opened here, and nothing is shown meanwhile.
    if !startThread(body) { body() }
  }

  /// Waits for the model; after a moment, with a screen.
  ///
  /// - Throws: why the model can't be opened; the terminal is given back by then.
  func wait(_ makeTerminal: () throws -> NcursesTerminal) throws -> Outcome {
    var terminal: NcursesTerminal?
    let start = MonotonicClock.milliseconds
    while true {
      if let outcome = result.value.withLock({ $0 }) {
        do {
          return .opened(try outcome.get(), terminal)
        } catch {
          terminal?.close()
          throw error
        }
      }
      let elapsed = MonotonicClock.milliseconds - start
      if terminal == nil, elapsed >= Self.grace { terminal = try makeTerminal() }
      if let terminal { terminal.present(Self.screen(progress, terminal.size)) }
      let patience = terminal == nil ? Self.grace - elapsed : 100
      if let code = sleep(terminal, milliseconds: max(0, patience)) {
        terminal?.close()
        return .left(code)
      }
    }
  }

  /// Sleeps until something happens; the exit code when that ends the program.
  private func sleep(_ terminal: NcursesTerminal?, milliseconds: Int) -> Int32? {
    var descriptors = [
      pollfd(fd: inbox.readEnd, events: Int16(POLLIN), revents: 0),
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
    ]
    // Keys that come before the screen are for later.
    poll(&descriptors, terminal == nil ? 1 : 2, Int32(milliseconds))
    for news in inbox.takeAll() {
      switch news {
      case .signal(SIGWINCH): terminal?.takeSize()
      case .signal(SIGINT): return 130
      case .signal(let signal) where SignalWatcher.endings.contains(signal):
        StandardStream.error.write(SignalWatcher.lastWords(signal, journal: nil))
        return 128 + signal
      default: break
      }
    }
    guard let terminal, descriptors[1].revents != 0 else { return nil }
    if Int32(descriptors[1].revents) & (POLLHUP | POLLERR | POLLNVAL) != 0 { return 128 + SIGHUP }
    while let input = terminal.read() {
      switch input {
      case .key("q"), .key(.escape): return 0
      case .key(.control("c")): return 130
      case .key(.control("l")): terminal.redraw()
      default: break
      }
    }
    return nil
  }

  /// The line of progress: what is done, for how long, and the way out.
  static func screen(_ progress: OpeningProgress, _ size: Size) -> Screen {
    var screen = Screen(size)
    let (step, elapsed) = progress.now
    let spans = [
      Span(step, .text), Span(" · ", .faint), Span(Format.seconds(elapsed), .number),
      Span(" · ", .faint), Span("q", .key), Span(" leaves", .faint),
    ]
    let area = Rect(x: 1, y: size.height / 2, width: max(0, size.width - 2), height: 1)
    screen.writeCut(spans, x: area.x, y: area.y, in: area)
    return screen
  }
}
