import Foundation
import TestSupport
import Testing

/// A shell in a terminal of its own: a private tmux server that goes with this object.
///
/// Everything that could differ between machines is set: size, locale, terminal type, prompt. A test
/// waits for what it wants to see, never for a time to pass.
final class TerminalSession {
  /// How long the screen may take to show what is waited for.
  static let patience = Duration.seconds(10)

  private let socket = TemporaryFile(extension: "tmux")
  /// The folder of journals and settings, which no other session uses unless it is given to it.
  let home: TemporaryFile

  /// Opens the terminal with a shell in it.
  ///
  /// - Parameters:
  ///   - environment: variables of the shell besides the fixed ones.
  init(
    columns: Int = 80, rows: Int = 24, environment: [String: String] = [:],
    home: TemporaryFile = TemporaryFile(extension: "home")
  ) throws {
    self.home = home
    var variables = [
      "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "ESCDELAY": "25",
      "EXPLORER": BuiltProgram.path, "HISTFILE": "", "NO_COLOR": "", "COLORTERM": "",
      "XDG_STATE_HOME": home.path + "/state", "XDG_CONFIG_HOME": home.path + "/config",
    ]
    variables.merge(environment) { $1 }
    let settings = variables.sorted { $0.key < $1.key }.flatMap { ["-e", "\($0.key)=\($0.value)"] }
    // The second command runs before the window opens: the first window takes the terminal type too.
    try tmux(
      ["-u", "-f", "/dev/null", "start-server", ";"]
        + ["set-option", "-g", "default-terminal", "screen-256color", ";"]
        + ["set-option", "-g", "remain-on-exit", "on", ";"]
        // Programs in the terminal may put text on its clipboard.
        + ["set-option", "-s", "set-clipboard", "on", ";"]
        + ["new-session", "-d", "-x", "\(columns)", "-y", "\(rows)"] + settings
        + ["env PS1='READY> ' bash --norc --noprofile -i"])
    try wait("the shell") { $0.contains("READY>") }
  }

  deinit { _ = try? tmux(["kill-server"]) }

  /// Types a line into the shell.
  func enter(_ line: String) throws {
    try tmux(["send-keys", "-l", line])
    try tmux(["send-keys", "Enter"])
  }

  /// Presses keys by tmux' names, such as `Down`, `Enter`, `C-c` or a character.
  func press(_ keys: String...) throws {
    try tmux(["send-keys"] + keys)
  }

  /// Sends a sequence as a terminal would, byte by byte.
  func send(_ sequence: String) throws {
    try tmux(["send-keys", "-H"] + sequence.utf8.map { String($0, radix: 16) })
  }

  /// What a program put on the clipboard last.
  func clipboard() throws -> String { try tmux(["show-buffer"]).output }

  /// Pastes text as a terminal does, in brackets when they were asked for.
  func paste(_ text: String) throws {
    try tmux(["set-buffer", text])
    try tmux(["paste-buffer", "-p"])
  }

  /// Gives the terminal another ground, which it tells when it is asked.
  func setGround(_ color: String) throws {
    _ = try tmux(["set-option", "-w", "window-style", "bg=\(color)"])
  }

  /// Changes the size of the terminal.
  func resize(columns: Int, rows: Int) throws {
    try tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
  }

  /// The screen, a line a row, without the blanks at the ends of lines.
  func screen() throws -> String {
    try tmux(["capture-pane", "-p"]).output
  }

  /// The screen with the escape sequences of its colours.
  func coloredScreen() throws -> String {
    try tmux(["capture-pane", "-p", "-e"]).output
  }

  /// A format of tmux put in words, such as `#{alternate_on}`.
  func property(_ format: String) throws -> String {
    try tmux(["display-message", "-p", format]).output.trimmingCharacters(in: .newlines)
  }

  /// Waits until the screen is as it should be, and returns it.
  @discardableResult
  func wait(
    _ what: String, patience: Duration = TerminalSession.patience,
    until isReached: (String) -> Bool
  ) throws -> String {
    let start = ContinuousClock.now
    while true {
      let screen = try screen()
      if isReached(screen) { return screen }
      if ContinuousClock.now - start > patience { throw NotSeen(what: what, screen: screen) }
      usleep(20_000)
    }
  }

  /// Waits until a text is on the screen, and returns the screen.
  @discardableResult
  func wait(for text: String, patience: Duration = TerminalSession.patience) throws -> String {
    try wait("'\(text)'", patience: patience) { $0.contains(text) }
  }

  /// The exit code of the last command of the shell, asked for in the shell itself.
  func exitCode() throws -> Int32? {
    let mark = UUID().uuidString.prefix(8)
    try enter("echo code-\(mark)=$?")
    let screen = try wait("the exit code") { screen in
      screen.split(separator: "\n").contains { $0.hasPrefix("code-\(mark)=") }
    }
    let line = screen.split(separator: "\n").first { $0.hasPrefix("code-\(mark)=") }
    return line.flatMap { Int32($0.split(separator: "=")[1].trimmingCharacters(in: .whitespaces)) }
  }

  /// What a command of the shell prints.
  func output(of command: String) throws -> String {
    let file = TemporaryFile()
    try enter("\(command) > \(file.path).part 2>&1; mv \(file.path).part \(file.path)")
    try wait("the end of \(command)") { _ in FileManager.default.fileExists(atPath: file.path) }
    return try file.text()
  }

  @discardableResult
  private func tmux(_ arguments: [String]) throws -> BuiltProgram.Result {
    let result = try BuiltProgram.runProcess(
      "/usr/bin/env", ["tmux", "-S", socket.path] + arguments,
      environment: ["TMUX": nil, "TERM": "xterm-256color"])
    guard result.code == 0 else { throw Failed(arguments: arguments, words: result.errors) }
    return result
  }

  /// What was waited for did not come.
  struct NotSeen: Error, CustomStringConvertible {
    var what: String
    var screen: String
    var description: String { "waited in vain for \(what); the screen is\n\(screen)" }
  }

  /// tmux refused.
  struct Failed: Error, CustomStringConvertible {
    var arguments: [String]
    var words: String
    var description: String { "tmux \(arguments.joined(separator: " ")): \(words)" }
  }
}
