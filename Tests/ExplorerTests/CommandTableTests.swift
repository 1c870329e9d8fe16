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
}
