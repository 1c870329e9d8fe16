import Testing

@testable import Explorer

/// Scripts and journals, line by line.
@Suite struct ReplayTests {
  private static let error = Message(kind: .error, text: "refused")

  private func content(_ lines: String) throws -> JournalContent {
    try #require(JournalContent("# explorer journal 1\n# model m\n# stamp \n" + lines))
  }

  private func script(_ invocations: Invocation...) -> [ScriptLine] {
    invocations.enumerated().map { ScriptLine(number: 2 * $0.offset + 3, invocation: $0.element) }
  }

  @Test func aScript_goesOnAfterARefusal_andTellsOfItInTheEnd() throws {
    var replay = Replay(script(Invocation(.undo), Invocation(.redo)))
    #expect(replay.count == 2 && !replay.isDone)
    let answer1 = replay.next(after: nil)
    #expect(answer1?.invocation == Invocation(.undo))
    let answer2 = replay.next(after: Self.error)
    #expect(answer2?.invocation == Invocation(.redo))
    let answer3 = replay.next(after: nil)
    #expect(answer3 == nil)
    let answer4 = replay.isFinished(after: nil)
    #expect(answer4)
    #expect(
      replay.ending(undoKey: "u")?.message
        == Message(kind: .error, text: "1 line done, 1 refused: line 3, 'undo': refused"))
    let refusals = replay.takeRefusals()
    #expect(refusals == ["refused: line 3, 'undo': refused"])
    let again = replay.takeRefusals()
    #expect(again.isEmpty)
  }

  @Test func aScript_thatIsAllDone_leavesTheLastWordToItsLines() throws {
    var replay = Replay(script(Invocation(.redo)))
    _ = replay.next(after: nil)
    let answer = replay.isFinished(after: Message(kind: .info, text: "done again"))
    #expect(answer && replay.ending(undoKey: "u") == nil)
  }

  @Test func whatIsRefusedInAReplay_isAnError_withoutABox() throws {
    var session = try Session80x24()
    session.state.replay = ReplayState(words: "Playing", done: 0, count: 9, startedAt: 0)
    for line in ["residual_inception_1/concatenate.axis=1", "undo", "redo", "next-layer"] {
      session.state.message = nil
      _ = update(&session.state, .invoke(try Invocation(parsing: line)))
      #expect(session.state.message?.kind == .error, "\(line)")
      #expect(session.state.menu == nil && session.state.question == nil)
    }
    let request = WriteRequest(path: "a.json", version: 0, replaces: false, isSave: true)
    _ = update(&session.state, .written(request, .exists("is there already")))
    #expect(session.state.question == nil)
    #expect(session.state.message?.text == "'a.json' is there already")
  }

  @Test func aJournal_tellsWhereItWasSaved_andIsForgottenInTheEnd() throws {
    var replay = Replay(
      try content("conv2d.filters=65\n# saved\nconv2d.filters=66\n"), path: "a.journal")
    let answer5 = replay.next(after: nil)
    #expect(answer5?.isSaved == false)
    let second = replay.next(after: nil)
    #expect(second?.isSaved == true)
    #expect(second?.invocation == Invocation(.edit, "conv2d.filters=66"))
    let answer6 = replay.isFinished(after: nil)
    #expect(answer6)
    let ending = replay.ending(undoKey: "u")
    #expect(ending?.message.text == "1 edit is taken up again; u undoes")
    #expect(ending?.forgetsJournal == true)
  }

  @Test func aJournal_stopsAtARefusal_andStays() throws {
    var replay = Replay(
      try content("conv2d.filters=65\nconv2d.filters=66\nundo\n"), path: "a.journal")
    _ = replay.next(after: nil)
    let answer7 = replay.next(after: Self.error)
    #expect(answer7 == nil)
    let answer8 = replay.isFinished(after: Self.error)
    #expect(answer8 && replay.done == 1)
    let ending = replay.ending(undoKey: "u")
    #expect(ending?.forgetsJournal == false)
    #expect(
      ending?.message.text == "not all could be done again, the journal stays at a.journal: "
        + "'conv2d.filters=65': refused")
  }

  @Test func aJournal_waitsForItsModel() throws {
    var replay = Replay(try content("undo\n"), path: "a.journal")
    replay.isWaiting = true
    let answer9 = replay.next(after: nil)
    #expect(answer9 == nil && replay.done == 0)
    replay.isWaiting = false
    let answer10 = replay.next(after: nil)
    #expect(answer10 != nil)
  }

  @Test func keysWaitForTheEnd_butForTheWayOut() throws {
    var session = try Session80x24()
    session.state.replay = ReplayState(words: "Playing", done: 3, count: 9, startedAt: 0)
    #expect(!session.state.isWayOut(.key("j")))
    #expect(session.state.isWayOut(.key(.escape)))
    let line = Progress.line(session.state)?.map(\.text).joined()
    #expect(line == "Playing · 3 of 9 lines · 0.0 s · Esc stops")
    session.press(.escape) {
      $0.message = "stopped after 3 of 9 lines"
      $0.messageKind = .warning
    }
    #expect(session.state.replay == nil)
  }
}
