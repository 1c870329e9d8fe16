import Glibc

/// What the environment and the command line say about the terminal.
struct TerminalOptions: Hashable, Sendable {
  /// The terminal type, as in `xterm-256color`.
  var type: String
  /// No colour: NO_COLOR is set to something, or it was asked for.
  var noColor: Bool
  /// Plain characters only: asked for, or the locale is not UTF-8.
  var ascii: Bool
  /// Whether the terminal says that it shows direct colour.
  var directColor: Bool
  /// Whether the ground is light: as the settings say, or COLORFGBG where a terminal sets it.
  var lightGround: Bool
  /// Whether to ask the terminal for its ground; an answer is worth more than COLORFGBG.
  var asksGround: Bool
  /// Whether the terminal is a pane of tmux.
  var isInTmux: Bool
  /// Whether to ask for mouse reports.
  var mouse: Bool

  /// The options from an environment, with what the command line adds.
  init(
    environment: (String) -> String?, utf8Locale: Bool, settings: Settings = Settings(),
    ascii: Bool = false, noColor: Bool = false, mouse: Bool = true
  ) {
    type = environment("TERM") ?? ""
    // https://no-color.org: set to anything but nothing. A user's own file may say otherwise.
    // What forces colour wins: it is said to do so no matter what.
    let force = environment("CLICOLOR_FORCE") ?? ""
    let isForced = !force.isEmpty && force != "0"
    let wantsNone = !(environment("NO_COLOR") ?? "").isEmpty && !isForced
    self.noColor =
      noColor || settings.color == .off || (settings.color == .auto && wantsNone)
    // The Linux console's fonts lack most of what the views draw.
    let needsASCII = !utf8Locale || type == "linux"
    self.ascii = ascii || settings.ascii == .on || (settings.ascii == .auto && needsASCII)
    directColor = ["truecolor", "24bit"].contains(environment("COLORTERM") ?? "")
    let ground = (environment("COLORFGBG") ?? "").split(separator: ";").last.flatMap { Int($0) }
    lightGround =
      settings.theme == .light
      || (settings.theme == .auto && ground.map { $0 == 7 || $0 == 15 } ?? false)
    // The Linux console and the terminals of old know no such question.
    asksGround =
      settings.theme == .auto && !self.noColor && type != "linux" && !type.hasPrefix("vt")
    isInTmux = !(environment("TMUX") ?? "").isEmpty
    self.mouse = mouse && settings.mouse
  }

  /// The options of this process.
  static func current(
    _ settings: Settings, ascii: Bool, noColor: Bool, mouse: Bool
  ) -> TerminalOptions {
    setlocale(LC_CTYPE, "")
    let codeset = nl_langinfo(nl_item(CODESET)).map { String(cString: $0) } ?? ""
    return TerminalOptions(
      environment: { name in getenv(name).map { String(cString: $0) } },
      utf8Locale: codeset == "UTF-8" || codeset == "utf8", settings: settings, ascii: ascii,
      noColor: noColor, mouse: mouse)
  }
}
