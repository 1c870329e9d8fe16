import Compute
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
    // Nothing was timed before, so the original runs in turns with it.
    guard case .measure(id: 1, _, let earlier?, .first, .photograph)? = effects.first,
      earlier.version == 0
    else {
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

  @Test func theKeysThatStopARun_stopALiveOneForGood() throws {
    for key: Key in [.escape, .control("c")] {
      var session = try Session80x24()
      session.select("dense")
      session.turn("T", "-")
      _ = update(&session.state, .tick(400))
      #expect(session.state.run?.isLive == true)
      let stop = session.send(.key(key)) {
        $0.run = nil
        $0.dueAt = nil
        $0.message = "timing stopped; it goes on after the next edit"
        $0.messageKind = .info
      }
      guard case .cancel? = stop.first else {
        Issue.record("\(stop)")
        continue
      }
      session.send(.tick(4000))
      #expect(session.state.run == nil && session.state.live.isOn)
    }
  }

  @Test func aStateThatWasLeft_isWhatThePassIsMeasuredAgainst() throws {
    var session = try Session80x24()
    session.select("dense")
    session.turn("-", "-")
    session.go("r")
    _ = update(&session.state, .run(id: 1, .finished(session.state.madeUpTiming(median: 60))))
    session.go("u")
    let effects = update(&session.state, .key("r"))
    guard case .measure(_, _, let earlier?, _, _)? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    #expect(earlier.version == 2)
  }

  /// The original took 60 ms; its passes and those of an edit then differ by so much, pair by pair.
  private func compared(_ differences: [Double]) throws -> Session80x24 {
    var session = try Session80x24()
    session.select("dense")
    session.go("r")
    session.send(.run(id: 1, .finished(session.state.madeUpTiming(median: 60)))) {
      $0.run = nil
      $0.timing = 60
      $0.message = "pass 60.0 ms ±1.50 ms, median of 5, p95 63.0 ms, 504.2 GFLOP/s"
      $0.messageKind = .info
    }
    session.turn("T", "-")
    let effects = update(&session.state, .tick(400))
    guard case .measure(id: 2, _, let earlier?, .first, .photograph)? = effects.first else {
      Issue.record("\(effects)")
      return session
    }
    #expect(earlier.version == 0 && earlier.model.totals == session.state.history.original.totals)
    var timing = session.state.madeUpTiming(median: 64 + differences[0])
    timing.turns = PassTurns(
      version: 0, old: PassTurns.Passes(median: 64, spread: 4),
      new: PassTurns.Passes(median: timing.median, spread: timing.spread),
      differences: PairedComparison(differences, differences.map { _ in 0 }))
    let again = session.state.madeUpTiming(median: 64)
    _ = update(&session.state, .run(id: 2, .finished(timing, earlier: again)))
    return session
  }

  @Test(arguments: [
    (
      Array(repeating: -24.0, count: 6),
      "pass 64.0 ms ±2.00 ms → 40.0 ms ±1.00 ms −37.5%, outside the noise",
      "pass 64.0 ms → 40.0 ms  −37.5%"
    ),
    (
      [1, -1, 1, -1, 1, -1], "pass 64.0 ms ±2.00 ms → 65.0 ms ±1.63 ms +0.0%, within the noise",
      "pass 64.0 ms → 65.0 ms  +0.0% noise"
    ),
    (
      [6, 6, 6], "pass 64.0 ms ±2.00 ms → 70.0 ms ±1.75 ms +9.4%, too few passes to tell",
      "pass 64.0 ms → 70.0 ms  +9.4% ?"
    ),
  ])
  func oldAndNew_areMeasuredInTurns_andTheVerdictStays(
    differences: [Double], message: String, header: String
  ) throws {
    var session = try compared(differences)
    #expect(session.state.message?.text == message)
    // All of it can be read at 80 columns, whatever is said about the output after it.
    let lines = view(session.state).lines
    #expect(lines[22].contains(message) && lines[1].contains(header))
    // The earlier version has the times of these turns.
    #expect(session.state.history.versions[0].timing?.median == 64)
    let change = String(header.split(separator: "  ")[1])
    session.go("H")
    let states = view(session.state).lines
    #expect(states.contains { $0.contains("dense.units=999") && $0.contains(change) })
    #expect(states.contains { $0.contains("against state 0, 64.0 ms ±2.00 ms") })
    session.go("L")
    #expect(session.state.log.map(\.description).contains("# state 1: \(message.dropFirst(5))"))
    #expect(
      view(session.state).lines.contains { $0.contains("# state 1: 64.0 ms ±2.00 ms → ") })
    // A version that is timed already is not timed again.
    session.go("q", "u")
    #expect(session.state.live.dueAt == nil)
  }

  /// The engine measures both itself, and takes the classes of the new one.
  @Test func theEngine_runsBothInTurns() throws {
    let model = try ModelAnalysis(BuiltInModel.residualInception.graph())
    func small(_ units: Int) throws -> ModelAnalysis {
      try model.applying(.set(target: "model", field: "input_size", value: .integer(8)))
        .analysis.applying(.set(target: "dense", field: "units", value: .integer(units))).analysis
    }
    let engine = ComputeEngine(
      options: PlanOptions(instructionSet: .baseline), threads: 1, inputNames: [.random: "random"],
      weights: { _, _ in Weights() },
      input: { _, _ in [.randomInput(shape: [1, 8, 8, 3], seed: 3)] })
    let (timing, earlier) = try engine.measure(
      small(4), against: EarlierModel(version: 3, model: small(20)), keep: .first, input: .random,
      cancellation: Cancellation(), progress: { _ in })
    let turns = try #require(timing.turns)
    #expect(
      turns.version == 3 && turns.old.median == earlier?.median && turns.new.median == timing.median
    )
    // Of a small model several passes make a turn.
    let pairs = turns.differences.differences.count
    #expect(pairs >= 6 && timing.passes >= pairs && timing.passes.isMultiple(of: pairs))
    #expect(timing.layers.count == 21 && earlier?.layers.count == 21)
    #expect(timing.scores?.outputs[0].top.count == 4 && earlier?.scores == nil)
    let alone = try engine.measure(
      small(4), against: nil, keep: .first, input: .random, cancellation: Cancellation(),
      progress: { _ in })
    #expect(alone.timing.turns == nil && alone.earlier == nil && alone.timing.passes == 5)
  }

  @Test func aViewThatNeedsAPass_interruptsTheRun_whichBeginsAnewBehindIt() throws {
    var session = try Session80x24()
    session.go("r")
    let effects = update(&session.state, .key(.enter))
    let words = effects.compactMap { effect in
      switch effect {
      case .cancel(let id): "cancel \(id)"
      case .inspect(let id, _, _, _, _, _): "inspect \(id)"
      case .measure(let id, _, _, _, _): "measure \(id)"
      case .journal: nil
      default: "\(effect)"
      }
    }
    #expect(words == ["cancel 1", "inspect 2", "measure 3"])
    #expect(session.state.run?.id == 3)
    // The end of the first run is no news of the second.
    session.send(.run(id: 1, .cancelled))
  }
}
