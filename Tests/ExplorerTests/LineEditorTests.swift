import GraphCore
import Testing

@testable import Explorer

/// Lines of text that are typed, in every box the same.
@Suite struct LineEditorTests {
  /// The line after keys, with a bar where one types.
  private func line(_ text: String, _ keys: Key..., isOffered: Bool = false) -> String {
    var line = LineEditor(text, isOffered: isOffered)
    for key in keys { _ = line.take(key) }
    return line.before + "|" + line.text.dropFirst(line.before.count)
  }

  @Test func keysMoveAndChange_whereOneTypes() {
    #expect(line("ab", "c") == "abc|")
    #expect(line("ab", .left, "c") == "ac|b")
    #expect(line("ab", .home, "c") == "c|ab")
    #expect(line("ab", .control("a"), .right, .control("f"), .right) == "ab|")
    #expect(line("ab", .control("b"), .control("b"), .left, .end) == "ab|")
    #expect(line("abc", .left, .backspace) == "a|c")
    #expect(line("abc", .home, .delete) == "|bc")
    #expect(line("abc", .delete) == "abc|" && line("abc", .home, .backspace) == "|abc")
    #expect(line("abc", .left, .control("u")) == "|c")
    #expect(line("abc", .home, .right, .control("k")) == "a|")
    #expect(line("a bc  d", .left, .control("w")) == "a |d")
    #expect(line("漢字", .left, "x") == "漢x|字")
  }

  @Test func keysThatMeanNothingThere_areLeftToTheBox() {
    var line = LineEditor("ab")
    for key in [.up, .down, .tab, .enter, .escape, .function(2), .control("p")] as [Key] {
      let isTaken = line.take(key)
      #expect(!isTaken)
    }
    #expect(line == LineEditor("ab"))
  }

  @Test func anOfferedText_givesWayToWhatIsTyped_unlessOneMovesInIt() {
    #expect(line("ab", "c", isOffered: true) == "c|")
    #expect(line("ab", .end, "c", isOffered: true) == "abc|")
    #expect(line("ab", .backspace, "c", isOffered: true) == "ac|")
  }

  @Test func aLongLine_showsWhereOneTypes() {
    var line = LineEditor("abcdefghij")
    #expect(line.shown(columns: 20) == ("abcdefghij", 10))
    #expect(line.shown(columns: 4) == ("ghij", 4))
    _ = line.take(.home)
    #expect(line.shown(columns: 4) == ("abcd", 0))
    for _ in 0..<6 { _ = line.take(.right) }
    let middle = line.shown(columns: 4)
    #expect(middle == ("defg", 3))
  }

  @Test func theyWorkInEveryLine() throws {
    var session = try Session80x24()
    session.go("/")
    session.type("ense")
    session.go(.home, "d")
    #expect(session.state.search?.text == "dense" && session.state.selected?.title == "dense")
    #expect(view(session.state).cursor == Screen.Position(x: 3, y: 22))
    session.go(.escape, ":")
    session.type("ndo")
    session.go(.control("a"), "u")
    #expect(session.state.commandLine?.text == "undo")
    #expect(session.state.commandLine?.candidates.first?.line == "undo")
    #expect(view(session.state).cursor?.x == 2)
    session.go(.escape, "?", "/")
    session.type("fold")
    session.go(.control("w"), "x")
    #expect(session.state.help?.filter == "x")
    session.go(.escape, .escape, "a")
    session.type("conv up")
    session.go(.control("w"))
    #expect(session.state.menu?.filter == "conv ")
    session.go(.control("u"))
    #expect(session.state.menu?.filter == "")
  }

  // MARK: - The command line

  @Test func aLineThatWasNotUnderstood_isInTheHistory() throws {
    var session = try Session80x24()
    session.go(":")
    session.type("exprt")
    session.go(.enter)
    #expect(session.state.commandLine?.fault == "there is no command 'exprt'; Tab takes export")
    session.go(.escape, ":", .up)
    #expect(session.state.commandLine?.text == "exprt")
  }

  @Test func exportWithoutAName_saysWhatIsMissing() throws {
    var session = try Session80x24()
    session.go("W", .enter)
    #expect(
      session.state.commandLine?.fault
        == "it takes a file's name; Tab takes residual-inception.json")
  }

  @Test func aFileThatCouldNotBeWritten_leavesItsName() throws {
    var session = try Session80x24()
    session.go(":")
    session.type("export /nowhere/a.svg")
    session.go(.enter)
    let request = WriteRequest(path: "/nowhere/a.svg", version: 0, replaces: false, isSave: false)
    _ = update(&session.state, .written(request, .failed("there is no folder '/nowhere'")))
    #expect(session.state.commandLine?.text == "export /nowhere/a.svg")
    #expect(session.state.commandLine?.fault == "there is no folder '/nowhere'")
    session.go(.escape, ":")
    session.type("w a.txt")
    session.go(.enter)
    #expect(session.state.commandLine?.text == "w a.txt")
    #expect(session.state.commandLine?.fault?.hasPrefix("'a.txt' does not end with") == true)
  }

  @Test func aLongFault_standsAboveTheLine() throws {
    var session = try Session80x24(size: Size(40, 12))
    session.go(":")
    session.type("export /nowhere/a.svg")
    session.state.commandLine?.fault = "there is no folder '/nowhere', and no way to make it"
    let lines = view(session.state).lines
    #expect(lines[10].hasPrefix(":export /nowhere/a.svg"))
    #expect(lines[8].contains("there is no folder") && lines[9].contains("make it"), "\(lines)")
  }
}
