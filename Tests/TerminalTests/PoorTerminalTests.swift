import Foundation
import TestSupport
import Testing

/// Terminals that lack something.
struct PoorTerminalTests {
  @Test func withoutCursorAddressingItSaysSo() throws {
    let session = try TerminalSession(columns: 200)
    for (type, words) in [("dumb", "'dumb'"), ("", "TERM is not set"), ("nonesuch", "'nonesuch'")] {
      try session.enter("clear; TERM=\(type) $EXPLORER")
      let screen = try session.wait("the explanation") {
        $0.contains(words) && TerminalSession.isShell($0)
      }
      #expect(screen.contains("explorer: ") && screen.contains("xterm-256color"))
      #expect(try session.exitCode() == 64)
    }
  }

  @Test func withoutATerminalItSaysSo() throws {
    let result = try BuiltProgram.run([])
    #expect(result.code == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("explorer: the explorer needs a terminal"))
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test func withoutUTF8ItDrawsInASCII() throws {
    let session = try TerminalSession(environment: ["LANG": "C", "LC_ALL": "C"])
    let screen = try session.openExplorer()
    #expect(!screen.contains { !$0.isASCII })
    #expect(screen.contains("+- conv2d_1") || screen.contains("conv2d_1"))
    try session.press("?")
    let help = try session.wait(for: "Keys")
    #expect(!help.contains { !$0.isASCII })
    try session.press("q")
    try session.quitExplorer()
  }

  @Test func withoutColourNoneIsSent() throws {
    let session = try TerminalSession(environment: ["NO_COLOR": "1"])
    try session.openExplorer()
    let colors = try Self.colors(in: session.coloredScreen())
    #expect(colors.isEmpty, "\(colors)")
    try session.quitExplorer()
    try session.enter("clear; unset NO_COLOR")
    try session.openExplorer()
    let usual = try Self.colors(in: session.coloredScreen())
    #expect(!usual.isEmpty)
    try session.quitExplorer()
  }

  @Test func theGroundThatTheTerminalTells_decidesOnTheTheme() throws {
    let session = try TerminalSession()
    // The bar on top, of a light and of a dark ground.
    for (ground, bar) in [("#ffffff", "48;5;254"), ("#000000", "48;5;237")] {
      try session.setGround(ground)
      try session.enter("clear")
      try session.openExplorer()
      try session.wait("the theme") { _ in
        ((try? session.coloredScreen()) ?? "").contains(bar)
      }
      // Nothing of the answer was taken for keys.
      #expect(try !session.screen().contains("rgb"))
      try session.quitExplorer()
      #expect(try !session.screen().contains("rgb"))
    }
  }

  @Test func aPipeLeavesTheTerminalToTheExplorer() throws {
    let session = try TerminalSession()
    try session.enter("$EXPLORER residual-inception | cat")
    try session.wait(for: "residual_inception_1")
    try session.press("q")
    try session.wait("the shell") { TerminalSession.isShell($0) }
  }

  @Test func aModelThatIsNotThereIsSaid() throws {
    let session = try TerminalSession(columns: 200)
    let mode = try session.mode()
    try session.enter("$EXPLORER nonesuch")
    try session.wait(for: "explorer: there is no model 'nonesuch'")
    #expect(try session.exitCode() == 66)
    #expect(try session.mode() == mode)
  }

  /// The colour codes among the attributes that are sent.
  private static func colors(in screen: String) throws -> Set<String> {
    var found: Set<String> = []
    for part in screen.components(separatedBy: "\u{1B}[").dropFirst() {
      guard let end = part.firstIndex(of: "m") else { continue }
      for code in part[..<end].split(separator: ";") {
        guard let number = Int(code) else { continue }
        let isColor = (30...38).contains(number) || (40...48).contains(number)
        if isColor || (90...107).contains(number) { found.insert(String(code)) }
      }
    }
    return found
  }
}
