import Foundation
import Testing

/// However the explorer ends, the terminal is as it was before.
struct RestoreTests {
  @Test(arguments: [("TERM", 143 as Int32), ("HUP", 129), ("INT", 0)])
  func theTerminalIsRestoredAfterASignal(signal: String, code: Int32) throws {
    let session = try TerminalSession()
    let mode = try session.mode()
    let file = "explorer-\(UUID().uuidString).pid"
    try session.enter("cd ${TMPDIR:-/tmp}; sh -c 'echo $$ > \(file); exec $EXPLORER'")
    try session.wait(for: "559,416 params")
    #expect(try session.property("#{alternate_on} #{cursor_flag}") == "1 0")
    let pid = try processNumber(file)
    #expect(kill(pid, Self.number(signal)) == 0)
    try session.wait("the shell after SIG\(signal)") { TerminalSession.isShell($0) }
    #expect(try session.exitCode() == code)
    #expect(try session.mode() == mode)
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

  private func processNumber(_ name: String) throws -> pid_t {
    let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    let url = URL(filePath: folder).appending(path: name)
    defer { try? FileManager.default.removeItem(at: url) }
    let text = try String(contentsOf: url, encoding: .utf8)
    return try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  private static func number(_ signal: String) -> Int32 {
    ["TERM": SIGTERM, "HUP": SIGHUP, "INT": SIGINT][signal] ?? SIGKILL
  }
}
