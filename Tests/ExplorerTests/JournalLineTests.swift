import Compute
import GraphCore
import Testing

@testable import Explorer

/// Times in a journal, and what a journal has that no file has.
@Suite struct JournalLineTests {
  private func content(_ lines: String...) throws -> JournalContent {
    try #require(
      JournalContent(
        "# explorer journal 1\n# model m\n# stamp \n" + lines.joined(separator: "\n") + "\n"))
  }

  private func unsaved(_ lines: String...) throws -> UnsavedEdits {
    let text = "# explorer journal 1\n# model m\n# stamp \n" + lines.map { $0 + "\n" }.joined()
    return try #require(JournalContent(text)).unsaved
  }

  @Test func times_areReadAsTheyAreWritten() throws {
    let graph = try BuiltInModel.residualInception.graph()
    let nodes = try ModelAnalysis(graph).order
    let timing = PassTiming(
      median: 168.25, minimum: 1.0 / 3, percentile95: 1e-7, spread: 0.5, passes: 5,
      layers: [nodes[1]: 0.1, nodes[4]: 12], scores: nil)
    let line = JournalLine.timing(version: 3, timing).text
    let read = try content("conv2d.filters=3", line).timings
    var compared = timing
    compared.turns = PassTurns(
      version: 1, old: PassTurns.Passes(median: 170, spread: 1),
      new: PassTurns.Passes(median: 168, spread: 2),
      differences: PairedComparison([1, 2, 0.1], [0.3, 4, 1]))
    let both = try content(JournalLine.timing(version: 2, compared).text).timings[2]
    #expect(both?.turns == compared.turns)
    var expected = timing
    expected.isFromBefore = true
    #expect(read == [3: expected])
    // The last times of a version count.
    let later = try content(line, line.replacing("168.25", with: "99")).timings[3]
    #expect(later?.median == 99)
  }

  @Test(arguments: [
    "", "3", "x median=1 minimum=1 percentile95=1 spread=0 passes=1 layers=",
    "3 median=x minimum=1 percentile95=1 spread=0 passes=1 layers=",
    "3 median=nan minimum=1 percentile95=1 spread=0 passes=1 layers=",
    "3 median=-1 minimum=1 percentile95=1 spread=0 passes=1 layers=",
    "3 median=1 minimum=1 passes=1",
    "3 median=1 minimum=1 percentile95=1 spread=0 passes=1 layers=1:x", "3 words",
  ])
  func whatAreNoTimes_isPassedOver(words: String) throws {
    let content = try content("# timing \(words)", "undo")
    #expect(content.timings.isEmpty && content.lines == ["undo"])
  }

  @Test func editsThatWereTakenBack_areNotCounted() throws {
    let e = "conv2d.filters=3"
    #expect(try unsaved() == UnsavedEdits())
    #expect(try unsaved("go-to add", "search x", "view states") == UnsavedEdits())
    #expect(try unsaved(e, e) == UnsavedEdits(edits: 2, versions: 2, isEmpty: false))
    #expect(try unsaved(e, "undo", e) == UnsavedEdits(edits: 1, versions: 2, isEmpty: false))
    #expect(try unsaved(e, "undo") == UnsavedEdits(edits: 0, versions: 1, isEmpty: false))
    #expect(try unsaved(e, e, "undo", "undo", "redo").edits == 1)
    // 1 - 2 and 3 are branches of the original; redo leads where one was last.
    #expect(try unsaved(e, e, "state 0", e, "state 2").edits == 2)
    #expect(try unsaved(e, e, "state 0", e, "state 0", "redo").edits == 1)
    #expect(try unsaved(e, e, "state 0", e, "state 1", "state 0", "redo", "redo").edits == 2)
    #expect(try unsaved(e, "state 7", "state x", "state").edits == 1)
    #expect(try unsaved("keep largest") == UnsavedEdits(edits: 1, versions: 0, isEmpty: false))
  }

  @Test func editsSinceTheLastSave_areCounted() throws {
    let e = "conv2d.filters=3"
    #expect(try unsaved(e, e, "# saved") == UnsavedEdits())
    #expect(try unsaved(e, "# saved", e, e) == UnsavedEdits(edits: 2, versions: 2, isEmpty: false))
    // Behind what was saved lies as much work as before it.
    #expect(try unsaved(e, e, "# saved", "undo").edits == 1)
    #expect(try unsaved(e, e, "# saved", "state 0", e).edits == 3)
    #expect(try unsaved(e, "# saved", e, "# saved", "go-to add") == UnsavedEdits())
  }

  @Test func aRestart_doesNotWriteFilesOrTimeAgain() throws {
    var replay = Replay(
      try content("export a.py", "conv2d.filters=3", "run"), path: "a.journal")
    var steps: [Invocation?] = []
    while let step = replay.next(after: nil) { steps.append(step.invocation) }
    #expect(steps == [nil, Invocation(.edit, "conv2d.filters=3"), nil])
  }

  @Test func whatWasTimed_goesToTheJournal_andComesBackMarked() throws {
    var session = try Session80x24()
    session.go("r")
    let id = try #require(session.state.run?.id)
    let timing = PassTiming(
      median: 8, minimum: 7, percentile95: 9, spread: 1, passes: 5, layers: [:], scores: nil)
    var lines: [JournalLine] = []
    for effect in update(&session.state, .run(id: id, .finished(timing))) {
      if case .journal(let some) = effect { lines += some }
    }
    #expect(lines.contains(.timing(version: 0, timing)))

    var again = try Session80x24()
    var before = timing
    before.isFromBefore = true
    // A version that is not there has no times; neither is one taken that was timed since.
    let effects = update(&again.state, .timed([0: before, 7: before]))
    #expect(again.state.history.current.timing == before)
    #expect(effects.contains { if case .journal = $0 { true } else { false } })
    var other = before
    other.median = 1
    _ = update(&again.state, .timed([0: other]))
    #expect(again.state.history.current.timing == before)
    again.go("H")
    let text = view(again.state).lines.joined(separator: "\n")
    #expect(text.contains("measured before"))
  }
}
