import Foundation
import GraphCore
import Testing

@testable import Explorer

/// Scripts and logs as `edit --script` reads them.
@Suite struct ScriptFileTests {
  @Test func aLog_isAScript() throws {
    var session = try Session80x24()
    session.go(.down)
    session.turn("+", "+")
    session.go("u", "U", "/")
    session.type("conv2d_6")
    session.go(.enter, "t", "q", "H", "q")
    session.state.remark("refused: line 3")
    let text = ScriptFile.edits(of: session.state.logText)
    let steps = try EditScript.steps(in: text)
    #expect(
      steps.map { "\($0.action)" } == [
        "residual_inception_1.filters_1x1=65", "residual_inception_1.filters_1x1=66", "undo",
        "redo",
      ])
    // The numbers of the lines are those of the log.
    let lines = session.state.logText.split(separator: "\n", omittingEmptySubsequences: false)
    for step in steps { #expect(lines[step.line - 1] == "\(step.action)") }
  }

  @Test(arguments: ["nonsense", "remove", "increase", "un", "go-to", "add.filters=3", "state x"])
  func whatIsNoLineOfALog_isNotPassedOver(line: String) {
    #expect(ScriptFile.edits(of: "# head\n" + line) == "# head\n" + line)
  }

  @Test func theMarkOfAByteOrder_isNoPartOfTheText() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "explorer-script-\(UUID().uuidString)").path
    defer { unlink(path) }
    try Data([0xEF, 0xBB, 0xBF] + Array("undo\n".utf8)).write(to: URL(filePath: path))
    #expect(try ScriptFile.text(of: path) == "undo\n")
  }
}
