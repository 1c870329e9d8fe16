import GraphCore
import Testing

@testable import Explorer

@Suite struct LiveTimingTests {
  @Test func aPassStarts_whenTheKeysRest() throws {
    var session = try Session80x24()
    session.select("dense")
    session.state.live.isOn = true
    session.send(.key("+")) {
      $0.dial = "units=1001"
      $0.version = 1
      $0.isEdited = true
      $0.parameters = 559_673
      $0.macs = 15_124_506_880
      $0.message = "units 1000 → 1001 · +257 params · +256 MAC"
      $0.messageKind = .info
      $0.dueAt = 400
    }
    session.send(.tick(300))
    // Another key puts it off.
    session.send(.key("J")) {
      $0.dueAt = 700
      $0.message = nil
      $0.messageKind = nil
    }
    session.send(.tick(699))
    let effects = session.send(.tick(700)) {
      $0.dueAt = nil
      $0.run = RunState(id: 1, version: 1, startedAt: 700, isLive: true)
    }
    guard case .measure(id: 1, _, .first, .photograph)? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    // A key stops it at once; its late news counts for nothing.
    let stop = session.send(.key("K")) {
      $0.run = nil
      $0.dueAt = 1100
    }
    guard case .cancel(id: 1)? = stop.first else {
      Issue.record("\(stop)")
      return
    }
    session.send(.run(id: 1, .cancelled))
    let again = session.send(.tick(1100)) {
      $0.dueAt = nil
      $0.run = RunState(id: 2, version: 1, startedAt: 1100, isLive: true)
    }
    #expect(again.count == 1)
  }

  @Test func finished_showsOldAndNew_withTheirSpread() throws {
    var session = try Session80x24()
    session.select("dense")
    session.go("r")
    session.send(.run(id: 1, .finished(session.state.madeUpTiming(median: 60)))) {
      $0.run = nil
      $0.timing = 60
      $0.message = "pass 60.0 ms, median of 5, p95 63.0 ms, 252.1 GMAC/s"
      $0.messageKind = .info
    }
    session.turn("T", "-")
    _ = update(&session.state, .tick(400))
    session.send(.run(id: 2, .finished(session.state.madeUpTiming(median: 40)))) {
      $0.run = nil
      $0.timing = 40
      $0.message =
        "pass 60.0 ms → 40.0 ms −33.3%, beyond the noise, spread 57.0 ms to 63.0 ms → 38.0 ms to 42.0 ms"
      $0.messageKind = .info
    }
    // A version that is timed already is not timed again.
    session.go("u")
    #expect(session.state.live.dueAt == nil)
  }

  @Test func aViewThatNeedsAPass_interruptsTheRun_whichBeginsAnewBehindIt() throws {
    var session = try Session80x24()
    session.go("r")
    let effects = update(&session.state, .key(.enter))
    let words = effects.map { effect in
      switch effect {
      case .cancel(let id): "cancel \(id)"
      case .inspect(let id, _, _, _, _): "inspect \(id)"
      case .measure(let id, _, _, _): "measure \(id)"
      default: "\(effect)"
      }
    }
    #expect(words == ["cancel 1", "inspect 2", "measure 3"])
    #expect(session.state.run?.id == 3)
    // The end of the first run is no news of the second.
    session.send(.run(id: 1, .cancelled))
  }
}
