import GraphCore
import Testing

@testable import Explorer

@Suite struct RunUpdateTests {
  private let progress = PassProgress(fraction: 0.5, layersDone: 11, layers: 22, layer: "add")

  private func timing(_ state: State, median: Double) -> PassTiming {
    PassTiming(
      median: median, minimum: median, percentile95: median, spread: 0, passes: 5,
      layers: Dictionary(uniqueKeysWithValues: state.analysis.order.map { ($0, median / 22) }))
  }

  @Test func run_starts_reports_andGivesEveryRowItsTime() throws {
    var session = try Session80x24()
    let effects = session.press("r") { $0.run = RunState(id: 1, version: 0, startedAt: 0) }
    guard case .measure(id: 1, _, against: nil, .first, .photograph)? = effects.first,
      effects.count == 1
    else {
      Issue.record("\(effects)")
      return
    }
    session.send(.run(id: 1, .progress(progress))) {
      $0.run = RunState(id: 1, version: 0, startedAt: 0, progress: progress)
    }
    session.send(.run(id: 1, .finished(timing(session.state, median: 44)))) {
      $0.run = nil
      $0.timing = 44
      $0.messageKind = .info
      $0.message = "pass 44.0 ms ±0.00 ms, median of 5, p95 44.0 ms, 687.5 GFLOP/s"
    }
    #expect(session.state.facts["dense"]?.milliseconds == 2)
    #expect(session.state.facts["residual_inception_1"]?.milliseconds == 20)
  }

  @Test(arguments: [Key.escape, .control("c"), "r"])
  func run_isCancelled(key: Key) throws {
    var session = try Session80x24()
    session.go("r")
    let effects = session.press(key) { $0.run?.isCancelling = true }
    guard case .cancel(id: 1)? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    session.send(.run(id: 1, .cancelled)) {
      $0.run = nil
      $0.message = "run cancelled"
      $0.messageKind = .info
    }
  }

  @Test func q_leavesARunBehind_andAsksOnlyForEdits() throws {
    var session = try Session80x24()
    session.go("j", "r")
    #expect(session.state.run != nil)
    var copy = session
    let left = update(&copy.state, .key("q")).first
    guard case .quit(keepsJournal: false, isInterrupted: false)? = left else {
      Issue.record("q does not leave")
      return
    }
    session.turn("+")
    #expect(update(&session.state, .key("q")).isEmpty)
    #expect(session.state.question == .leave && session.state.run != nil)
    // A view is closed first.
    session.go(.escape, "t", "q")
    #expect(session.state.page == .tree && session.state.question == nil)
    #expect(session.state.run?.isCancelling == false)
  }

  @Test func lateNews_isDropped() throws {
    var session = try Session80x24()
    session.go("r")
    session.send(.run(id: 7, .progress(progress)))
    session.send(.run(id: 7, .finished(timing(session.state, median: 1))))
  }

  @Test func timing_belongsToTheVersionThatWasRun() throws {
    var session = try Session80x24()
    session.select("dense")
    session.turn("r", "-")
    session.send(.run(id: 1, .finished(timing(session.state, median: 44)))) {
      $0.run = nil
      $0.messageKind = .info
      $0.message = "pass 44.0 ms ±0.00 ms, median of 5, p95 44.0 ms, 687.5 GFLOP/s"
    }
    session.go("u")
    #expect(session.state.history.current.timing?.median == 44)
  }

  @Test func failure_isSaid() throws {
    var session = try Session80x24()
    session.go("r")
    session.send(.run(id: 1, .failed("no memory"))) {
      $0.run = nil
      $0.message = "no memory"
      $0.messageKind = .error
    }
  }
}
