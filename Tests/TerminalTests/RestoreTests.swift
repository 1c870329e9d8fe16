import Foundation
import Testing

/// However the explorer ends, the terminal is as it was before.
struct RestoreTests {
  @Test(arguments: [
    SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGIO,
    SIGPWR, 40,
  ])
  func theTerminalIsRestoredAfterASignal(signal: Int32) throws {
    let session = try TerminalSession()
    let mode = try session.mode()
    let pid = try open(session)
    #expect(kill(pid, signal) == 0)
    let screen = try session.wait("the shell after signal \(signal)") {
      TerminalSession.isShell($0)
    }
    // Ctrl-C is nothing that has to be told.
    #expect(screen.contains("explorer: ended by signal \(signal)") == (signal != SIGINT))
    #expect(try session.exitCode() == 128 + signal)
    #expect(try session.mode() == mode)
  }

  @Test func theTerminalIsRestored_whileAModelIsOpened() throws {
    let session = try TerminalSession()
    let mode = try session.mode()
    let path = session.home.path + "-slow.json"
    try #require(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    let pid = try open(session, "\(path)", until: "Reading")
    #expect(kill(pid, SIGUSR1) == 0)
    try session.wait(for: "explorer: ended by signal \(SIGUSR1)")
    #expect(try session.exitCode() == 128 + SIGUSR1)
    #expect(try session.mode() == mode)
  }

  @Test(arguments: [SIGPIPE, SIGXFSZ])
  func aSignalOfWriting_isNoReasonToGo(signal: Int32) throws {
    let session = try TerminalSession()
    let pid = try open(session)
    #expect(kill(pid, signal) == 0)
    try session.press("j")
    try session.wait("the cursor") {
      TerminalSession.selectedRow($0)?.contains("residual") == true
    }
    try session.quitExplorer()
  }

  @Test func aSaveOverALimit_isRefused_andTheJournalGoesOn() throws {
    let session = try TerminalSession(columns: 160)
    let mode = try session.mode()
    let folder = session.home.path + "-out"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try session.enter("ulimit -f 200")
    let pid = try open(session)
    try session.press("j", "+", "Enter")
    try session.wait(for: "1x1 64 → 65")
    try session.command("save \(folder)/out.keras")
    try session.wait(for: "cannot write '\(folder)/out.keras'")
    try session.wait(for: "file too large")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    // The line stays, to be corrected.
    try session.press("Escape")
    try session.wait("the line to close") { !$0.contains("Tab complete") }
    try session.press("+")
    try session.wait(for: "1x1 65 → 66")
    #expect(kill(pid, SIGQUIT) == 0)
    let words = try session.wait(for: "what you did is in")
    #expect(words.contains("explorer: ended by signal \(SIGQUIT)"))
    #expect(try session.mode() == mode)
    try session.enter("clear; $EXPLORER")
    try session.wait(for: "with 2 edits")
    try session.press("y")
    try session.wait(for: "2 edits are taken up again")
    try session.press("C-c")
    try session.wait(for: "leave without saving")
    try session.press("d")
    try session.wait("the shell") { TerminalSession.isShell($0) }
    #expect(try session.exitCode() == 0)
  }

  @Test func theTerminalIsRestoredDuringARun() throws {
    let session = try TerminalSession()
    let mode = try session.mode()
    try session.openSlowExplorer()
    try session.press("r")
    try session.wait(for: "Esc stops")
    // Ctrl-C stops the run first, and leaves after that.
    try session.press("C-c")
    try session.wait(for: "run cancelled", patience: .seconds(60))
    try session.press("C-c")
    try session.wait("the shell") { TerminalSession.isShell($0) }
    #expect(try session.mode() == mode)
  }

  @Test func suspendingGivesTheTerminalBack() throws {
    let session = try TerminalSession()
    let mode = try session.mode()
    try session.openExplorer()
    try session.press("C-z")
    try session.wait("the shell after Ctrl-Z") { TerminalSession.isShell($0) }
    #expect(try session.mode() == mode)
    try session.enter("fg")
    try session.wait(for: "559,416 params")
    try session.press("j")
    try session.wait("the cursor") {
      TerminalSession.selectedRow($0)?.contains("residual") == true
    }
    try session.quitExplorer()
    #expect(try session.mode() == mode)
  }

  /// Opens the explorer in a way that tells its number.
  private func open(
    _ session: TerminalSession, _ arguments: String = "", until text: String = "559,416 params"
  ) throws -> pid_t {
    let file = "explorer-\(UUID().uuidString).pid"
    try session.enter(
      "cd ${TMPDIR:-/tmp}; clear; sh -c 'echo $$ > \(file); exec $EXPLORER \(arguments)'")
    try session.wait(for: text)
    #expect(try session.property("#{alternate_on} #{cursor_flag}") == "1 0")
    return try processNumber(file)
  }

  private func processNumber(_ name: String) throws -> pid_t {
    let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    let url = URL(filePath: folder).appending(path: name)
    defer { try? FileManager.default.removeItem(at: url) }
    let text = try String(contentsOf: url, encoding: .utf8)
    return try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
  }
}
