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
  /// Whether the ground is light, as COLORFGBG tells where a terminal sets it.
  var lightGround: Bool
  /// Whether to ask for mouse reports.
  var mouse: Bool

  /// The options from an environment, with what the command line adds.
  init(
    environment: (String) -> String?, utf8Locale: Bool, ascii: Bool = false, noColor: Bool = false,
    mouse: Bool = true
  ) {
    type = environment("TERM") ?? ""
    self.noColor = noColor || !(environment("NO_COLOR") ?? "").isEmpty
    self.ascii = ascii || !utf8Locale
    directColor = ["truecolor", "24bit"].contains(environment("COLORTERM") ?? "")
    let ground = (environment("COLORFGBG") ?? "").split(separator: ";").last.flatMap { Int($0) }
    lightGround = ground.map { $0 == 7 || $0 == 15 } ?? false
    self.mouse = mouse
  }

  /// The options of this process.
  static func current(ascii: Bool, noColor: Bool, mouse: Bool) -> TerminalOptions {
    setlocale(LC_CTYPE, "")
    let codeset = nl_langinfo(nl_item(CODESET)).map { String(cString: $0) } ?? ""
    return TerminalOptions(
      environment: { name in getenv(name).map { String(cString: $0) } },
      utf8Locale: codeset == "UTF-8" || codeset == "utf8", ascii: ascii, noColor: noColor,
      mouse: mouse)
  }
}
