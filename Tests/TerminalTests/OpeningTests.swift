import Foundation
import TestSupport
import Testing

/// What takes its time says what it does, for how long, and how it is stopped.
struct OpeningTests {
  /// A file that is read for as long as nobody writes to it.
  private func slowFile(_ session: TerminalSession) throws -> String {
    let path = session.home.path + "-slow.json"
    try #require(mkfifo(path, 0o600) == 0)
    return path
  }

  @Test(arguments: [("q", 0 as Int32), ("Escape", 0), ("C-c", 130)])
  func opening_saysHowLong_andIsLeft(key: String, code: Int32) throws {
    let session = try TerminalSession(columns: 120)
    let mode = try session.mode()
    let path = try slowFile(session)
    defer { unlink(path) }
    try session.enter("clear; $EXPLORER \(path)")
    let first = try session.wait("the progress") { Self.elapsed($0) != nil }
    #expect(first.contains("Reading \(path) · ") && first.contains("q leaves"))
    try session.wait("time to pass") { Self.elapsed($0) != Self.elapsed(first) }
    try session.resize(columns: 40, rows: 10)
    try session.wait("the narrow screen") { $0.contains("Reading") }
    try session.resize(columns: 120, rows: 24)
    try session.wait("the wide screen") { Self.elapsed($0) != nil }
    try session.press(key)
    try session.wait("the shell") { TerminalSession.isShell($0) }
    #expect(try session.exitCode() == code)
    #expect(try session.mode() == mode)
  }

  @Test func opening_endsWithTheModel_andKeysBeforeItCountForNothing() throws {
    let session = try TerminalSession(columns: 120)
    let path = try slowFile(session)
    defer { unlink(path) }
    let model = TemporaryFile(extension: "json")
    #expect(try BuiltProgram.run(["export", "residual-inception", model.path]).code == 0)
    try session.enter("clear; $EXPLORER \(path)")
    try session.wait("the progress") { Self.elapsed($0) != nil }
    try session.press("j", "+", "x")
    let data = try Data(contentsOf: URL(filePath: model.path))
    try #require(FileHandle(forWritingAtPath: path)).write(contentsOf: data)
    let screen = try session.wait(for: "559,416 params")
    #expect(TerminalSession.selectedRow(screen)?.contains("input_layer") == true)
    try session.quitExplorer()
  }

  @Test func packing_isNamed_andStopped() throws {
    let session = try TerminalSession(columns: 120)
    try session.openExplorer("inception-resnet-v2 --threads 1", totals: "55,873,736 params")
    try session.press("r")
    let screen = try session.wait(for: "packing weights")
    #expect(screen.contains("Esc stops") && screen.contains("%"))
    try session.press("Escape")
    try session.wait(for: "run cancelled", patience: .seconds(60))
    try session.quitExplorer()
  }

  /// The seconds on the line of progress.
  private static func elapsed(_ screen: String) -> Substring? {
    screen.firstMatch(of: /· ([0-9.]+) s · q leaves/)?.output.1
  }
}
