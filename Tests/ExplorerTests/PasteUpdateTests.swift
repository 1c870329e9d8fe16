import GraphCore
import Testing

@testable import Explorer

/// Pasted text goes into a line that is open, and is no command anywhere else.
@Suite struct PasteUpdateTests {
  private static let refused = "not pasted: this takes keys; : opens a line for text"

  @Test(arguments: [[], ["t"], ["H"], ["L"], ["?"], [.control("s"), .escape]] as [[Key]])
  func aView_takesNone(keys: [Key]) throws {
    var session = try Session80x24()
    session.select("residual_inception_1/conv2d")
    for key in keys { session.go(key) }
    session.send(.paste("xxq++\rR")) {
      $0.message = Self.refused
      $0.messageKind = .warning
    }
  }

  @Test func theCommandLine_takesALine_andDoesNotDoIt() throws {
    var session = try Session80x24()
    session.go(":")
    session.send(.paste("conv2d_2.filters=64\n")) { $0.commandLine = "conv2d_2.filters=64" }
    session.send(.paste("a\nb\n"))
    #expect(
      session.state.commandLine?.fault == "not pasted: it has 2 lines; --play FILE does a script")
    session.go(.enter)
    #expect(session.state.log.last == .done(Invocation(.edit, "conv2d_2.filters=64")))
  }

  @Test func searchAndLists_takeWords() throws {
    var session = try Session80x24()
    session.go("/")
    _ = update(&session.state, .paste("conv2d_7"))
    #expect(session.state.search?.text == "conv2d_7")
    #expect(session.state.selected?.title == "conv2d_7")
    session.go(.enter, "a")
    _ = update(&session.state, .paste("relu\tx"))
    #expect(session.state.menu?.filter == "relu x")
  }

  @Test func theNumber_takesDigits() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/conv2d")
    session.go("e")
    _ = update(&session.state, .paste("96"))
    #expect(session.state.field?.text == "96")
    _ = update(&session.state, .paste("+-x"))
    #expect(session.state.field?.text == "96")
    #expect(session.state.message?.text == "what was pasted is no number")
  }

  @Test func nothing_isPasted_ofNothing() throws {
    var session = try Session80x24()
    session.send(.paste(""))
    session.send(.paste("\n\r\n"))
    session.go(":")
    session.send(.paste(String(repeating: "x", count: 1001)))
    #expect(session.state.commandLine?.fault == "not pasted: it is too long for a line")
  }
}
