import Foundation
import TestSupport
import Testing

/// The way of somebody who has never seen the program, from `make run` to an edited, timed, saved and
/// exported model: every key that is pressed stands in the bottom line, in the list that is open or
/// in the help before.
struct NewcomerTests {
  @Test(arguments: [(80, 24), (200, 60)])
  func fromRunToExport_byTheBottomLineAlone(columns: Int, rows: Int) throws {
    let model = TemporaryFile(extension: "keras")
    let examples = BuiltProgram.package.appending(path: "Examples")
    try FileManager.default.copyItem(
      atPath: examples.appending(path: "digits.keras").path, toPath: model.path)
    let session = try TerminalSession(columns: columns, rows: rows)
    let digit = examples.appending(path: "digits/3.png").path
    try session.enter("$EXPLORER \(model.path) --input \(digit)")
    try session.wait(for: "13,722 params")
    try expectHints(session, ["↑↓ move", "←→ open", "r run", "Enter view", "/ find"])

    try session.press("Down")
    try expectHints(session, ["+ - edit"])
    try session.press("+")
    try session.wait(for: "16 → 17")
    try expectHints(session, ["u undo", "r run", "^S save"])
    try session.press("r")
    try session.wait("a timed pass", patience: .seconds(60)) { $0.contains("median of") }

    try session.press("Enter")
    try session.wait("an output", patience: .seconds(60)) { $0.contains("zeros") }
    try expectHints(session, ["n p step", "q back"])
    try session.press("q")
    try session.wait(for: "+ - edit")

    try session.press("C-s")
    try session.wait(for: "saved")
    try expectHints(session, ["W export"])
    try session.press("W")
    // The formats are listed with what they are; the fourth is code.
    try session.wait(for: "Keras code that builds the model")
    try session.press("Tab", "Tab", "Tab", "Tab", "Enter")
    try session.wait(for: "exported")
    let code = String(model.path.dropLast("keras".count)) + "py"
    defer { try? FileManager.default.removeItem(atPath: code) }
    #expect(try String(contentsOfFile: code, encoding: .utf8).contains("17"))

    // What is not in the bottom line is in the help, and in the menu of commands.
    try session.press("?")
    try session.wait(for: "show only rows that fit")
    try session.press("q")
    try session.wait(for: ": menu")
    try session.press(":")
    try session.wait(for: "one row up")
    try session.press("Escape")
    try session.wait(for: "q quit")
    try session.quitExplorer()
    let check = try BuiltProgram.run(["diff", model.path, examples.path + "/digits.keras"])
    #expect(check.output.contains("17") && check.output.contains("16"))
  }

  /// The bottom line names keys; help and the menu of commands always stand there.
  private func expectHints(_ session: TerminalSession, _ hints: [String]) throws {
    try session.wait("\(hints) in the bottom line") { screen in
      let last = screen.split(separator: "\n").last ?? ""
      return (hints + [": menu", "? help"]).allSatisfy { last.contains($0) }
    }
  }
}
