import Compute
import GraphCore
import Testing

@testable import Explorer

/// What edits make of weights that a file gave: the rule, what is said about it, and what uses it.
@Suite struct FittedWeightsTests {
  /// A session whose weights came from a file.
  private func trained(size: Size = Size(80, 24)) throws -> Session80x24 {
    var session = try Session80x24(size: size)
    session.state.keep = .first
    session.state.savedKeep = .first
    _ = update(&session.state, .resize(size))
    return session
  }

  private func questions(_ effects: [Effect]) -> [FittedWeights.Basis] {
    effects.compactMap { if case .fit(let basis, _) = $0 { basis } else { nil } }
  }

  /// Answers as the program would, with the weights of the fill for those of a file.
  private func answer(_ effects: [Effect], in session: inout Session80x24) throws {
    for case .fit(let basis, let model) in effects {
      let original = try #require(session.state.history.model(of: 0))
      let fill = Weights(fill: .he, seed: 7)
      var given = Weights()
      for node in original.order {
        let layer = original.graph.name(of: node)
        for weight in original.weights(of: node) {
          given.set(
            try fill.elements(of: weight, layer: layer), layer: layer, weight: weight.name)
        }
      }
      let fit = try WeightFit(given, from: original, to: model, keep: basis.keep)
      _ = update(&session.state, .fitted(basis, .found(fit.changes)))
    }
  }

  private func lines(_ state: State) throws -> [String] {
    let item = try #require(state.selected)
    return DetailText.weights(item, state).map { $0.map(\.text).joined() }
  }

  @Test func anEdit_asksWhatBecameOfTheWeights_withoutGivenOnes_not() throws {
    var session = try trained()
    session.select("residual_inception_1/3x3/conv2d_1")
    #expect(
      questions(update(&session.state, .key("-"))) == [.init(version: 1, keep: .first)])
    // What neither changes model nor rule asks nothing.
    #expect(questions(update(&session.state, .key(.down))) == [])
    #expect(questions(update(&session.state, .key("u"))) == [.init(version: 0, keep: .first)])

    var made = try Session80x24()
    made.select("residual_inception_1/3x3/conv2d_1")
    #expect(questions(update(&made.state, .key("-"))) == [])
    #expect(try lines(made.state) == [])
    made.go(":")
    for key in "keep largest" { made.go(.character(key)) }
    made.press(.enter) {
      $0.commandLine = nil
      $0.message = "no file gave weights; they are made up, so there is nothing to keep"
      $0.messageKind = .info
    }
    #expect(made.state.log.contains { "\($0)".hasPrefix("keep") } == false)
  }

  @Test func aLayer_saysWhatBecameOfEachWeight_andABlockHowMany() throws {
    var session = try trained()
    session.select("residual_inception_1/conv2d")
    try answer(
      update(&session.state, .invoke(Invocation(.edit, "conv2d.filters=60"))), in: &session)
    #expect(
      try lines(session.state) == [
        "weights kernel 1×1×3×64 → 1×1×3×60: the first 60 filters kept",
        "        bias 64 → 60: the first 60 filters kept",
        "        keep first  :keep largest keeps those with the largest L1 norm",
      ])
    session.select("residual_inception_1/3x3/conv2d_2")
    #expect(try lines(session.state) == [])
    session.select("residual_inception_1")
    #expect(try lines(session.state).first == "weights 2 layers changed: 2 sliced")
    session.select("residual_inception_2")
    #expect(try lines(session.state).first == "weights 5 layers changed: 4 sliced, 1 new")
    session.select("residual_inception_2/conv2d_13")
    #expect(try lines(session.state) == ["weights new, all from the fill"])

    try answer(update(&session.state, .invoke(Invocation(.keep, "largest"))), in: &session)
    session.select("residual_inception_1/conv2d")
    #expect(
      try lines(session.state).first
        == "weights kernel 1×1×3×64 → 1×1×3×60: the largest 60 filters kept")

    try answer(
      update(&session.state, .invoke(Invocation(.edit, "conv2d.filters=72"))), in: &session)
    #expect(
      try lines(session.state) == [
        "weights kernel 1×1×3×64 → 1×1×3×72: 8 new filters from the fill",
        "        bias 64 → 72: 8 new filters from the fill",
      ])
  }

  @Test func aWindow_keepsItsMiddle() throws {
    var session = try trained()
    session.select("residual_inception_1/3x3/conv2d_2")
    let edit = Invocation(.edit, "conv2d_2.kernel_size=5")
    try answer(update(&session.state, .invoke(edit)), in: &session)
    #expect(
      try lines(session.state) == [
        "weights kernel 3×3×96×128 → 5×5×96×128: the old window in the middle of a new one"
      ])
  }

  @Test func lateNews_isDropped() throws {
    var session = try trained()
    session.select("residual_inception_1/conv2d")
    let first = update(&session.state, .key("-"))
    session.turn("-")
    try answer(first, in: &session)
    #expect(session.state.weightChanges.isEmpty)
  }

  @Test func theRule_isLogged_completed_andInTheScript() throws {
    var session = try trained()
    session.select("residual_inception_1/conv2d")
    session.turn("-", ":")
    for key in "keep " { session.go(.character(key)) }
    #expect(session.state.commandLine?.candidates.map(\.label) == ["first", "largest"])
    #expect(session.state.commandLine?.candidates.first?.help.hasSuffix("as now") == true)
    session.go(.down, .down, .enter)
    #expect(session.state.keep == .largest)
    #expect(session.state.log.last == .done(Invocation(.keep, "largest")))
    #expect(session.state.script.contains("\nkeep largest\nconv2d.filters=63"))
    #expect(try EditScript.edits(in: session.state.script).count == 1)
    session.send(.invoke(Invocation(.keep, "most"))) {
      $0.message = "keep takes first or largest"
      $0.messageKind = .error
    }
  }

  @Test func passesAndFiles_useTheRule() throws {
    var session = try trained()
    session.state.savePath = "m.keras"
    session.select("residual_inception_1/conv2d")
    session.turn("-")
    _ = update(&session.state, .invoke(Invocation(.keep, "largest")))
    let run = update(&session.state, .key("r"))
    guard case .measure(_, _, _, .largest, _)? = run.first else {
      Issue.record("\(run)")
      return
    }
    let save = update(&session.state, .key(.control("s")))
    guard case .write(let request, _)? = save.first else {
      Issue.record("\(save)")
      return
    }
    #expect(request.keep == .largest)
    _ = update(&session.state, .written(request, .done(bytes: 1)))
    #expect(!session.state.hasUnsaved)
    // By the other rule, the file would hold other weights.
    _ = update(&session.state, .invoke(Invocation(.keep, "first")))
    #expect(session.state.hasUnsaved)
    session.go("u")
    _ = update(&session.state, .written(request, .done(bytes: 1)))
  }

  @Test func outputsThatAreLookedAt_areComputedAnew() throws {
    var session = try trained()
    session.go(.enter)
    session.answerInspection(id: 1)
    let effects = update(&session.state, .invoke(Invocation(.keep, "largest")))
    let isAnew = effects.contains {
      if case .inspect(_, version: 0, _, .largest, _, _) = $0 { true } else { false }
    }
    #expect(isAnew, "\(effects)")
  }

  @Test(arguments: ScreenSnapshotTests.sizes)
  func screens(size: Size) throws {
    var session = try trained(size: size)
    session.select("residual_inception_1/conv2d")
    try answer(
      update(&session.state, .invoke(Invocation(.edit, "conv2d.filters=60"))), in: &session)
    expectScreen(view(session.state), "weights-\(size.width)x\(size.height)")
  }
}
