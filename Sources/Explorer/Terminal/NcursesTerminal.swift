import CNcurses
import Compute
import Glibc
import ModelFiles

/// The terminal through ncurses: paints changed cells, reads keys; the only file that imports it.
///
/// It belongs to the main thread. `close()` restores the terminal and may be called twice.
final class NcursesTerminal {
  /// How many colours it shows.
  private(set) var depth: ColorDepth
  /// Whether only plain characters may be painted.
  let ascii: Bool

  private let handle: OpaquePointer
  private var theme: Theme
  private var options: TerminalOptions
  private var painted: Screen?
  private var looks: [Style: (attributes: attr_t, pair: Int32)] = [:]
  private var isOpen = true
  private var decoder = InputDecoder()
  private var askedAt = 0

  /// Throws when no screen can be shown, before anything is changed.
  static func check(_ options: TerminalOptions) throws(TerminalError) {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
    guard !options.type.isEmpty, cn_is_usable(options.type) else {
      throw .unsuitable(options.type)
    }
  }

  /// Takes over the terminal.
  init(options: TerminalOptions) throws(TerminalError) {
    guard let handle = Self.open(options) else { throw .unsuitable(options.type) }
    self.handle = handle
    self.options = options
    ascii = options.ascii
    theme = options.lightGround ? .light : .dark
    depth = .mono
    raw()
    noecho()
    nonl()
    set_escdelay(25)
    nodelay(cn_stdscr(), true)
    keypad(cn_stdscr(), true)
    if !options.noColor && has_colors() {
      start_color()
      use_default_colors()
      depth = ColorDepth(colors: Int(cn_colors()))
    }
    if options.mouse { cn_mouse(true) }
    wrefresh(cn_stdscr())
    markPastes(true)
    askForGround()
  }

  /// Columns and rows.
  var size: Size { Size(Int(cn_columns()), Int(cn_lines())) }

  /// Takes over the size that the kernel knows; call it when the window changed.
  func takeSize() {
    var window = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_row > 0,
      window.ws_col > 0
    else { return }
    resizeterm(Int32(window.ws_row), Int32(window.ws_col))
    redraw()
  }

  /// Forgets what is on the screen, so that the next frame paints everything.
  func redraw() {
    painted = nil
    wclear(cn_stdscr())
  }

  /// Paints what differs from the last frame.
  func present(_ frame: Screen) {
    let screen = ascii ? frame.asciiOnly() : frame
    for run in screen.changes(since: painted) {
      for x in run.columns {
        let cell = screen[x, run.y]
        if cell.isContinuation { continue }
        let (attributes, pair) = rendition(of: cell.style)
        // The last cell of the screen reports an error after it was written; that is harmless.
        _ = cn_put(Int32(run.y), Int32(x), cell.scalar, cell.mark, attributes, pair)
      }
    }
    if let cursor = screen.cursor {
      curs_set(1)
      wmove(cn_stdscr(), Int32(cursor.y), Int32(cursor.x))
    } else {
      curs_set(0)
    }
    wrefresh(cn_stdscr())
    painted = screen
  }

  /// The next key, mouse report or pasted text that has arrived, or nil.
  func read() -> TerminalInput? {
    while let input = decoder.next(unit) {
      switch input {
      case .paste(let text): return .paste(text)
      case .answer(let text): takeAnswer(text)
      case .unit(.character(let value)):
        if let key = Self.key(character: value) { return .key(key) }
      case .unit(.code(KEY_MOUSE)): if let report = mouse() { return .mouse(report) }
      case .unit(.code(let code)): if let key = Self.key(code: code) { return .key(key) }
      }
    }
    return nil
  }

  /// What ncurses reads next within some milliseconds.
  private func unit(_ milliseconds: Int) -> InputDecoder.Unit? {
    if let unit = unit() { return unit }
    guard milliseconds > 0 else { return nil }
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, Int32(milliseconds)) > 0 ? unit() : nil
  }

  private func unit() -> InputDecoder.Unit? {
    var value: UInt32 = 0
    switch cn_read(&value) {
    case 1: return .character(value)
    case 2: return .code(Int32(bitPattern: value))
    default: return nil
    }
  }

  /// Asks the terminal to tell pasted text from keys, or no more; one that can't passes over it.
  private func markPastes(_ isOn: Bool) { send(isOn ? "\u{1b}[?2004h" : "\u{1b}[?2004l") }

  private func send(_ request: StaticString) {
    // A terminal that is gone is noticed when it is read.
    _ = File.writeAll(
      UnsafeRawBufferPointer(start: request.utf8Start, count: request.utf8CodeUnitCount),
      to: STDOUT_FILENO)
  }

  /// Asks the terminal for its ground; nothing waits for the answer.
  private func askForGround() {
    guard options.asksGround, depth != .mono else { return }
    decoder.expectsAnswer = true
    askedAt = MonotonicClock.milliseconds
    send(Ground.question)
  }

  /// Takes the theme for the ground that the terminal says it has.
  private func takeAnswer(_ text: String) {
    guard decoder.expectsAnswer, let isLight = Ground.isLight(answer: text) else { return }
    decoder.expectsAnswer = false
    guard isLight != options.lightGround else { return }
    options.lightGround = isLight
    theme = isLight ? .light : .dark
    looks.removeAll(keepingCapacity: true)
    redraw()
  }

  /// Waits a moment for an answer that is still under way, which the shell would take for typed text.
  private func awaitAnswer() {
    let end = askedAt + 300
    while decoder.expectsAnswer, case let rest = end - MonotonicClock.milliseconds, rest > 0 {
      var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      guard poll(&descriptor, 1, Int32(rest)) > 0, read() != nil || !decoder.expectsAnswer else {
        return
      }
    }
  }

  /// Asks for reports of the mouse, or for none.
  func listenToMouse(_ isOn: Bool) {
    options.mouse = isOn
    cn_mouse(isOn)
  }

  /// Whether it may be asked to put text on a clipboard.
  var hasClipboard: Bool { Clipboard.exists(on: options.type) }

  /// Whether it is a pane of tmux.
  var isInTmux: Bool { options.isInTmux }

  /// Asks for text to be put on the clipboard of whoever looks at the terminal.
  func copy(_ text: String) { cn_send(Clipboard.sequence(for: text)) }

  /// Gives the terminal back for a while, as for Ctrl-Z.
  func leave() {
    cn_mouse(false)
    clearLastLine()
    markPastes(false)
    endwin()
  }

  /// Makes room for the shell's prompt, which comes there where there is no second screen.
  private func clearLastLine() {
    wmove(cn_stdscr(), cn_lines() - 1, 0)
    wclrtoeol(cn_stdscr())
    wrefresh(cn_stdscr())
    painted = nil
  }

  /// Takes the terminal again after `leave()`.
  func enter() {
    if options.mouse { cn_mouse(true) }
    takeSize()
    wrefresh(cn_stdscr())
    markPastes(true)
  }

  /// Restores the terminal.
  func close() {
    guard isOpen else { return }
    isOpen = false
    awaitAnswer()
    cn_mouse(false)
    curs_set(1)
    clearLastLine()
    markPastes(false)
    endwin()
    delscreen(handle)
  }

  /// Opens the entry for direct colour where the terminal claims it and the entry is installed.
  ///
  /// GNU screen passes COLORTERM on from the terminal around it but shows no direct colour; so
  /// only a type of xterm's family may stand in for the exact one.
  private static func open(_ options: TerminalOptions) -> OpaquePointer? {
    if options.directColor && !options.noColor {
      let family = options.type.split(separator: "-").first.map(String.init) ?? ""
      let types =
        [family + "-direct"] + (family == "screen" || family == "tmux" ? [] : ["xterm-direct"])
      for type in types where cn_is_usable(type) {
        if let handle = cn_open(type) { return handle }
      }
    }
    return cn_is_usable(options.type) ? cn_open(options.type) : nil
  }

  private func rendition(of style: Style) -> (attributes: attr_t, pair: Int32) {
    if let known = looks[style] { return known }
    var attributes: attr_t = 0
    var pair: Int32 = 0
    if let picture = style.picture, depth >= .palette {
      pair = colorPair(
        ThemeColor(rich: picture.foreground, ansi: 7), ThemeColor(rich: picture.background, ansi: 0)
      )
    } else {
      let look = theme.look(of: style, depth: depth)
      if look.bold { attributes |= cn_bold() }
      if look.underline { attributes |= cn_underline() }
      if look.reverse { attributes |= cn_reverse() }
      if look.dim { attributes |= cn_dim() }
      if depth != .mono { pair = colorPair(look.foreground, look.background) }
    }
    // Pictures bring many colours; ncurses recycles its pairs, so must this table.
    if looks.count > 4096 { looks.removeAll(keepingCapacity: true) }
    looks[style] = (attributes, pair)
    return (attributes, pair)
  }

  private func colorPair(_ foreground: ThemeColor?, _ background: ThemeColor?) -> Int32 {
    let front = foreground?.index(at: depth) ?? -1
    let ground = background?.index(at: depth) ?? -1
    return front < 0 && ground < 0 ? 0 : max(0, alloc_pair(Int32(front), Int32(ground)))
  }

  private func mouse() -> MouseReport? {
    var x: Int32 = 0
    var y: Int32 = 0
    let action: MouseReport.Action
    switch cn_mouse_report(&x, &y) {
    case 1: action = .press
    case 2: action = .wheelUp
    case 3: action = .wheelDown
    default: return nil
    }
    return MouseReport(action: action, x: Int(x), y: Int(y))
  }

  private static func key(character value: UInt32) -> Key? {
    switch value {
    case 9: return .tab
    case 10, 13: return .enter
    case 27: return .escape
    case 8, 127: return .backspace
    case 0: return .control(" ")
    case 1...26: return Unicode.Scalar(value + 96).map { .control(Character($0)) }
    case 28...31: return nil
    default: return Unicode.Scalar(value).map { .character(Character($0)) }
    }
  }

  private static func key(code: Int32) -> Key? {
    switch code {
    case KEY_UP: .up
    case KEY_DOWN: .down
    case KEY_LEFT: .left
    case KEY_RIGHT: .right
    // Terminals of the VT220's kind have these two in place of Home and End, the number pad others.
    case KEY_HOME, KEY_FIND, KEY_A1: .home
    case KEY_END, KEY_SELECT, KEY_C1: .end
    case KEY_PPAGE, KEY_A3: .pageUp
    case KEY_NPAGE, KEY_C3: .pageDown
    // The Linux console says that its key to suspend is Ctrl-Z.
    case KEY_SUSPEND: .control("z")
    case KEY_ENTER: .enter
    case KEY_BACKSPACE: .backspace
    case KEY_DC: .delete
    case KEY_BTAB: .backTab
    case (KEY_F0 + 1)...(KEY_F0 + 12): .function(Int(code - KEY_F0))
    default: nil
    }
  }
}

/// What comes from the terminal.
enum TerminalInput: Hashable, Sendable {
  /// A key was pressed.
  case key(Key)
  /// The mouse was used.
  case mouse(MouseReport)
  /// Text was pasted.
  case paste(String)
}
