import Compute
import GraphCore
import Testing

@testable import Explorer

/// Leaving views and results.
@Suite struct BackTests {
  @Test func leavingAList_goesBackToTheOneBefore() throws {
    var session = try Session80x24()
    session.select("dense")
    session.go("+", "c", "H")
    session.press("q") {
      $0.page = .compare
      $0.pageRow = "changed dense"
    }
    session.press(.escape) {
      $0.page = .tree
      $0.pageRow = nil
    }
    // A list that was left behind is gone back to, not opened twice.
    session.go("t", "L", "H", "t")
    #expect(session.state.page == .hot && session.state.pagesBehind.isEmpty)
    session.go("H", "H")
    #expect(session.state.page == .hot)
    _ = session.state.invoke(Invocation(.view, "tree"))
    #expect(session.state.page == .tree && session.state.pagesBehind.isEmpty)
  }

  @Test func aResultThatIsNotSeen_isNotClosedFirst() throws {
    var session = try Session80x24()
    session.go("r")
    var timing = session.state.madeUpTiming(median: 60)
    let output = Tensor(shape: [1, 1000], elements: [Float](repeating: 0.001, count: 1000))
    timing.scores = ClassScores(of: session.state.analysis, input: .photograph, keep: .first) { _ in
      output
    }
    _ = update(&session.state, .run(id: 1, .finished(timing)))
    func isShown() -> Bool { view(session.state).lines.contains { $0.contains("── result") } }
    #expect(isShown())
    session.go("L", .escape)
    #expect(session.state.page == .tree && isShown())
    // Beside other lists the row has the pane, to which no Esc leads first.
    session.go("H", "c")
    #expect(!isShown())
    session.go(.escape)
    #expect(session.state.page == .history)
  }

  @Test func theResult_tellsWhatNoLayerTook() throws {
    var session = try Session80x24()
    session.go("r")
    var timing = session.state.madeUpTiming(median: 60)
    let output = Tensor(shape: [1, 1000], elements: [Float](repeating: 0.001, count: 1000))
    timing.scores = ClassScores(of: session.state.analysis, input: .photograph, keep: .first) { _ in
      output
    }
    _ = update(&session.state, .run(id: 1, .finished(timing)))
    // 0 + 1 + ... + 21 quarters of a millisecond.
    #expect(
      view(session.state).lines.contains {
        $0.contains("57.8 ms all layers, 2.25 ms (3.8%) between them")
      })
    session.go("H")
    #expect(view(session.state).lines.contains { $0.contains("57.8 ms all layers, 2.25 ms") })
    session.go("q", "j")
    #expect(view(session.state).lines.contains { $0.contains(" of all layers") })
  }
}
