import Foundation
import TestSupport
import Testing

/// What comes in and goes out of a real terminal besides plain keys: mouse, wheel, clipboard, wide
/// characters, light grounds; and keys that other tests do not press.
struct InputTests {
  /// A type whose entry has the mouse in the encoding that is sent here.
  private let withMouse = "TERM=xterm-256color"

  @Test func theMouse_selects_folds_sorts_andTheWheelMoves() throws {
    let session = try TerminalSession()
    try session.openExplorer(prefix: withMouse)
    try session.click(on: "conv2d_2 ")
    try session.wait("the row that was clicked") {
      TerminalSession.selectedRow($0)?.contains("conv2d_2 ") == true
    }
    // On the mark one click folds, whichever row the cursor is on.
    try session.click(on: "▾ residual_inception_1")
    try session.wait("the folded block under the cursor") {
      TerminalSession.selectedRow($0)?.contains("▸ residual_inception_1") == true
        && !$0.contains("conv2d_2 ")
    }
    try session.click(on: "▸ residual_inception_1")
    try session.wait(for: "conv2d_2 ")
    try session.turnWheel(1, column: 10, row: 6)
    try session.wait("three rows down") {
      TerminalSession.selectedRow($0)?.contains("conv2d_1 ") == true
    }
    try session.turnWheel(-1, column: 10, row: 6)
    try session.wait("three rows up") {
      TerminalSession.selectedRow($0)?.contains("residual_inception_1") == true
    }
    // A hint does what its key does.
    try session.click(on: "? help")
    try session.wait(for: "show only rows that fit")
    try session.turnWheel(1, column: 10, row: 6)
    try session.wait("the help to scroll") { !$0.contains("Move\n") && $0.contains("one row up") }
    try session.press("q", "t")
    try session.wait(for: "▾MACs")
    try session.click(on: "Params")
    try session.wait(for: "▾Params")
    try session.click(on: "▾Params")
    try session.wait(for: "▴Params")
    try session.press("q")
    try session.quitExplorer()
  }

  @Test func aBreakOnNaN_stopsAtTheLayerWhereTheyBegin() throws {
    let session = try TerminalSession(columns: 120, rows: 40)
    try session.openExplorer("inception-module", totals: "163,696 params")
    try session.command("edit insert input_layer Rescaling scale=1e30")
    try session.wait(for: "rescaling ")
    try session.command("edit insert rescaling Rescaling scale=1e30")
    try session.wait(for: "rescaling_1 ")
    try session.press("g", "Enter")
    try session.wait(for: "layer 1/", patience: .seconds(60))
    try session.wait(for: "zeros", patience: .seconds(60))
    try session.press("b", "Enter")
    try session.wait(for: "c goes on")
    try session.press("c")
    try session.wait("the layer where numbers go beyond their range", patience: .seconds(60)) {
      $0.contains("rescaling_1 is NaN or infinite")
        && TerminalSession.selectedRow($0)?.contains("rescaling_1") == true
    }
    try session.press("q", "q", "d")
    try session.wait("the shell") { TerminalSession.isShell($0) }
  }

  @Test func aRegularExpression_findsRows_forwardsAndBack() throws {
    let session = try TerminalSession()
    try session.openExplorer()
    try session.press("/")
    try session.enter("^conv2d_1[02]$")
    func expect(_ name: String) throws {
      try session.wait("\(name) under the cursor") {
        TerminalSession.selectedRow($0)?.contains("\(name) ") == true
      }
    }
    try expect("conv2d_10")
    try session.press("n")
    try expect("conv2d_12")
    try session.press("n")
    try expect("conv2d_10")
    try session.wait(for: "from the top again")
    try session.press("N")
    try expect("conv2d_12")
    try session.press("/")
    try session.enter("conv2d_(")
    let screen = try session.wait(for: "conv2d_(")
    #expect(TerminalSession.selectedRow(screen)?.contains("conv2d_12 ") == true)
    try session.quitExplorer()
  }

  @Test func halfPages_goDownAndComeBack() throws {
    let session = try TerminalSession()
    let first = try session.openExplorer()
    let rows = first.split(separator: "\n").count { $0.contains("224×224×") }
    #expect(first.contains(" 1/30"))
    try session.press("C-d")
    let half = try session.wait("half a page down") { !$0.contains(" 1/30") && $0.contains("/30") }
    let place = try #require(half.firstMatch(of: #/ ([0-9]+)/30/#)).output.1
    #expect(try (rows / 3...rows).contains(#require(Int(place)) - 1), "\(place) of \(rows) rows")
    try session.press("C-u")
    try session.wait(for: " 1/30")
    try session.quitExplorer()
  }

  @Test(arguments: ["層漢字é", "한글", "層👩🏽\u{200d}🔬", "e\u{301}🙂"])
  func wideNames_keepTheColumns_andLeaveNothingBehind(name: String) throws {
    let session = try TerminalSession()
    try session.openExplorer()
    try session.command("edit rename conv2d_1 \(name)")
    try session.press("j", "j", "j", "j")
    // The joiner and the tone are not written; what they joined stands there apart.
    let shown = String(name.unicodeScalars.filter { $0.value != 0x200d && $0.value != 0x1f3fd })
    let renamed = try session.wait("the name under the cursor") {
      TerminalSession.selectedRow($0)?.contains(shown) == true
    }
    let row = try #require(TerminalSession.selectedRow(renamed))
    let other = try #require(renamed.split(separator: "\n").first { $0.contains("conv2d_2 ") })
    func end(_ line: some StringProtocol) throws -> Int {
      let range = try #require(line.range(of: "224×224×"))
      let digits = line[range.upperBound...].prefix { $0.isNumber }.count
      return line[..<range.upperBound].reduce(digits) { $0 + Self.columns($1) }
    }
    #expect(try end(row) == end(other), "\(row)\n\(other)")
    // Painted piece by piece or as a whole, the screen is the same: no half of a character is left.
    try session.press("h", "h")
    try session.wait("the folded branch") {
      TerminalSession.selectedRow($0)?.contains("▸ 3x3") == true
    }
    try session.press("l")
    let pieces = try session.wait("the branch with its layers") {
      TerminalSession.selectedRow($0)?.contains("▾ 3x3") == true
    }
    try session.press("C-l", "?")
    try session.wait(for: "show only rows that fit")
    try session.press("q")
    try session.wait("the same screen, painted anew") { $0 == pieces }
    try session.press("q", "d")
    try session.wait("the shell") { TerminalSession.isShell($0) }
  }

  /// The columns that a terminal gives a character of these names.
  private static func columns(_ character: Character) -> Int {
    let first = character.unicodeScalars.first?.value ?? 0
    return (0x1100..<0x1200).contains(first) || first >= 0x2e80 ? 2 : 1
  }

  @Test func namesAndRows_areSentToTheClipboard() throws {
    let session = try TerminalSession()
    try session.openExplorer()
    try session.select("conv2d_2 ")
    try session.press("y")
    try session.wait(for: "sent to the clipboard: conv2d_2")
    #expect(try session.clipboard() == "conv2d_2")
    try session.press("Y")
    try session.wait(for: "sent to the clipboard: conv2d_2  ")
    let row = try session.clipboard()
    #expect(row.hasPrefix("conv2d_2\t") && row.contains("\tParams 110,720\t"), "\(row)")
    try session.quitExplorer()
    try session.openExplorer(prefix: "TERM=linux")
    try session.press("y")
    try session.wait(for: "this terminal has no clipboard")
    try session.quitExplorer()
  }

  @Test func aLightGround_hasItsOwnColours_askedForOrSeen() throws {
    let session = try TerminalSession(columns: 100)
    func colors(_ prefix: String) throws -> String {
      try session.enter("clear")
      try session.openExplorer(prefix: prefix)
      try session.wait(for: "? help")
      let screen = try session.coloredScreen()
      try session.quitExplorer()
      return screen.split(separator: "\n").prefix(20).joined(separator: "\n")
    }
    let usual = try colors("")
    let seen = try colors("COLORFGBG='0;15'")
    #expect(seen != usual)
    let folder = session.home.path + "/config/explorer"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try "theme = light\n".write(
      toFile: folder + "/config", atomically: true, encoding: .utf8)
    #expect(try colors("") == seen)
    // What a terminal says counts for less than what the user says.
    try "theme = dark\n".write(toFile: folder + "/config", atomically: true, encoding: .utf8)
    #expect(try colors("COLORFGBG='0;15'") == usual)
  }
}
