import Foundation
import Testing

@testable import Explorer

/// The table of commands and what is made from it.
@Suite struct CommandTableTests {
  @Test func everyCommandHasOneRow() {
    #expect(CommandTable.rows.count == Command.allCases.count)
    #expect(Set(CommandTable.rows.map(\.command)) == Set(Command.allCases))
  }

  @Test func everyKeyHasOneCommandInAScope() {
    for scope in Scope.allCases {
      var seen: [Key: Command] = [:]
      for row in CommandTable.rows where row.scopes.contains(scope) {
        for key in row.keys {
          #expect(seen[key] == nil, "\(key.label) in \(scope): \(row.command) and another")
          seen[key] = row.command
        }
      }
    }
  }

  @Test func everyKeyIsReadAsItIsWritten() {
    for key in CommandTable.rows.flatMap(\.keys) {
      #expect(Key(parsing: key.name) == key)
    }
    #expect(Key(parsing: "Ctrl-R") == .control("r"))
    #expect(Key(parsing: "Ctrl-Ret") == nil)
    #expect(Key(parsing: "") == nil)
  }

  @Test func everyInvocationIsReadAsItIsWritten() throws {
    for row in CommandTable.rows where row.command != .edit {
      let argument = row.argument.map { _ in "some words" }
      let invocation = Invocation(row.command, argument)
      #expect(try Invocation(parsing: "\(invocation)") == invocation)
    }
    let edit = try Invocation(parsing: "conv2d_2.filters=96")
    #expect(edit == Invocation(.edit, "conv2d_2.filters=96"))
    #expect(edit.description == "conv2d_2.filters=96")
  }

  @Test func thePageOfKeysIsUpToDate() throws {
    let path = #filePath.components(separatedBy: "/Tests/")[0] + "/Documentation/keys.md"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text == KeysPage.markdown, "run 'make docs'")
  }

  @Test func rebinding_takesTheKeyFromItsOldCommand() {
    var keymap = Keymap.standard
    #expect(keymap.bind(.undo, to: ["Z"]).isEmpty)
    #expect(keymap.command(for: "u", in: .tree) == nil)
    #expect(keymap.command(for: "Z", in: .tree) == .undo)
    #expect(keymap.bind(.undo, to: ["r", "Z"]) == [.run])
    #expect(keymap.command(for: "r", in: .tree) == .undo)
    #expect(keymap.keys(of: .run).isEmpty)
    #expect(keymap.keys(of: .undo) == ["r", "Z"])
  }

  // MARK: - Other keys, and keys of boxes

  @Test func textsNameTheKeysThatTheSettingsGive() throws {
    var session = try Session80x24()
    let text = """
      key.back = Z
      key.search = F3
      key.increase = w
      key.next-dial = ;
      key.show-output = F4
      key.mark = F5
      key.unmark-all = V
      """
    session.state.keymap = try Settings(text).keymap
    #expect(session.state.key(.search) == "F3" && session.state.key(.goTo) == ":go-to")
    session.select("residual_inception_1")
    let screen = view(session.state).lines.joined(separator: "\n")
    #expect(screen.contains("; next number"), "\(screen)")
    let wide = try Session80x24(size: Size(160, 50))
    session.state.size = wide.state.size
    let details = view(session.state).lines.joined(separator: "\n")
    #expect(details.contains("; next, w − by 1, { } by 8, e types"), "\(details)")
    session.go("n")
    #expect(session.state.message?.text == "nothing was searched for yet; F3 searches")
    session.go("V")
    #expect(session.state.message?.text == "no row is marked; F5 marks one")
    _ = update(&session.state, .invoke(Invocation(.nextChannel)))
    #expect(session.state.message?.text == "works on outputs, which F4 shows")
    session.go("H")
    _ = update(&session.state, .invoke(Invocation(.increase)))
    #expect(session.state.message?.text == "works on rows of the tree, to which Z goes back")
    session.go("?")
    let hints = view(session.state).lines.last ?? ""
    #expect(hints.contains("F3 search") && hints.contains("Z close"), "\(hints)")
  }

  @Test func everyBox_hasItsKeys_andThePagesHaveThemAll() throws {
    for box in Box.allCases { #expect(!BoxTable.rows(in: box).isEmpty, "\(box)") }
    for row in BoxTable.rows {
      #expect(KeysPage.markdown.contains("| \(row.help) | \(row.places) |"), "\(row.help)")
      #expect(KeysPage.table.contains("\(row.help) (\(row.places))"))
    }
    #expect(ManualPage.text.contains(".SS In boxes"))
  }

  @Test func inABox_helpShowsItsKeys() throws {
    var session = try Session80x24()
    session.select("residual_inception_1")
    session.go("e", "?")
    let lines = view(session.state).lines
    #expect(
      lines[1].contains("Keys of a number") && lines.contains { $0.contains("type a number") })
    #expect(!lines.contains { $0.contains("one row up") })
    session.go("q")
    #expect(session.state.field != nil && session.state.help == nil)
    session.go(.escape, ":", "?")
    #expect(session.state.commandLine?.text == "?")
    session.go(.function(1))
    #expect(view(session.state).lines[1].contains("Keys of command line"))
    session.go(.escape)
    #expect(session.state.commandLine?.text == "?" && session.state.help == nil)
  }

  @Test func aLetter_beginsTheSearchInHelp() throws {
    var session = try Session80x24()
    session.go("?", "u", "n", "d", "o")
    #expect(session.state.help?.filter == "undo" && session.state.scope == .helpSearch)
    let lines = HelpView.lines(session.state).map { $0.map(\.text).joined() }
    #expect(lines.contains { $0.contains("undo") } && !lines.contains { $0.contains("one row up") })
  }
}
