import Compute
import GraphCore
import Testing

@testable import Explorer

/// Comparisons with the original after edits, and with models from elsewhere.
@Suite struct ComparisonTests {
  private func state(_ model: BuiltInModel, size: Size = Size(120, 40)) throws -> State {
    var state = State(
      modelName: model.rawValue, analysis: try ModelAnalysis(model.graph()), size: size)
    _ = update(&state, .resize(size))
    return state
  }

  /// The model with every automatic number of a class moved on, as after a longer session of Keras.
  private func renumbered(_ analysis: ModelAnalysis, by step: Int) throws -> ModelAnalysis {
    var graph = analysis.graph
    for layer in graph.layerIDs.reversed() {
      let name = graph[layer].name
      guard name.hasPrefix("conv2d") else { continue }
      let number = Int(name.split(separator: "_").last ?? "") ?? 0
      try graph.rename(layer, to: "conv2d_\(number + step)")
    }
    return try ModelAnalysis(graph)
  }

  @Test func theRestOfARun_isComparedWithItsOwnLayers() throws {
    var state = try state(.inceptionResNetV2)
    _ = update(&state, .invoke(Invocation(.goTo, "block17_3")))
    let timing = state.madeUpTiming()
    state.model.note(timing, version: 0)
    _ = state.invoke(Invocation(.edit, "block17_3.filters_1x1=193"))
    state.model.note(timing, version: state.history.index)
    let runs = state.outline.allItems.filter {
      $0.title.hasPrefix("block17") && $0.kind == .run(17)
    }
    let rest = try #require(runs.first)
    let facts = try #require(state.facts[rest.path])
    #expect(facts.mark == .same && facts.removed.isEmpty)
    #expect(facts.originalCost == facts.cost)
    #expect(facts.originalMilliseconds == facts.milliseconds)
    #expect(facts.originalShape == state.analysis.shape(of: rest.node))
    let changed = try #require(state.facts["block17_3"])
    #expect(changed.mark == .changed && changed.originalCost != changed.cost)
  }

  @Test func otherAutomaticNumbers_areNoDifference() throws {
    var session = try Session80x24()
    let other = try renumbered(session.state.analysis, by: 13)
    _ = update(&session.state, .model(name: "other.json", .read(other)))
    #expect(session.state.comparisonList.rows.isEmpty)
    session.go("q")
    session.select("residual_inception_1/3x3/conv2d_2")
    let words = DetailText.changes(
      try #require(session.state.selected), session.state
    ).map { $0.map(\.text).joined() }
    #expect(words == ["was     conv2d_15 in other.json"])
    // What is edited is a difference, and nothing else.
    session.select("dense")
    session.turn("+")
    session.go("c")
    #expect(session.state.comparisonList.rows.map(\.mark) == [.changed])
    #expect(session.state.comparisonList.rows.map(\.item.title) == ["dense"])
  }

  @Test func aLayerMore_movesTheNumbersBehindItAlone() throws {
    var session = try Session80x24()
    _ = session.state.invoke(
      Invocation(.edit, "insert residual_inception_1/5x5/conv2d_4 Conv2D filters=32 kernel_size=3"))
    let shuffled = session.state.analysis
    // In order of execution, as who writes the layer into a script gets them.
    var graph = shuffled.graph
    let convolutions = shuffled.order.map { graph[$0].layer }
      .filter { graph[$0].name.hasPrefix("conv2d") }
    for layer in convolutions { try graph.rename(layer, to: "x_\(graph[layer].name)") }
    for (number, layer) in convolutions.enumerated() {
      try graph.rename(layer, to: number == 0 ? "conv2d" : "conv2d_\(number)")
    }
    let old = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let changes = LayerChange.between(old, try ModelAnalysis(graph))
    #expect(changes.filter { $0.old == nil }.count == 1)
    #expect(!changes.contains { $0.new == nil })
  }

  @Test func noRowIsThereAndGoneAtOnce() throws {
    var state = try state(.googLeNet)
    let other = try ModelAnalysis(BuiltInModel.inceptionV3.graph())
    _ = update(&state, .model(name: "inception-v3", .read(other)))
    for row in state.comparisonList.rows where row.mark == .removed {
      let same = state.comparisonList.rows.filter { $0.item.path == row.item.path }
      #expect(!same.contains { $0.mark == .changed }, "\(row.item.path)")
    }
  }

  // MARK: - Times

  @Test func anotherModel_isTimedInTurns() throws {
    var session = try Session80x24(size: Size(120, 40))
    let other = try ModelAnalysis(BuiltInModel.googLeNet.graph())
    _ = update(&session.state, .model(name: "googlenet", .read(other)))
    #expect(session.state.message?.text.contains("r times both") == true)
    #expect(view(session.state).lines[2].contains("against googlenet · r times it"))
    let effects = update(&session.state, .key("r"))
    guard case .measure(let id, _, let earlier?, _, _)? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    #expect(earlier.version == nil && earlier.other == "googlenet")
    #expect(earlier.model.totals == other.totals)
    var timing = session.state.madeUpTiming(median: 40)
    timing.turns = PassTurns(
      version: nil, old: PassTurns.Passes(median: 64, spread: 4),
      new: PassTurns.Passes(median: 40, spread: 2),
      differences: PairedComparison(
        Array(repeating: -24, count: 6), Array(repeating: 0, count: 6)), other: "googlenet")
    var theirs = timing
    theirs.turns = nil
    theirs.layers = Dictionary(uniqueKeysWithValues: other.order.map { ($0, 1.0) })
    _ = update(&session.state, .run(id: id, .finished(timing, earlier: theirs)))
    #expect(session.state.comparison.timing?.layers.count == other.order.count)
    #expect(session.state.message?.text.contains("outside the noise, against googlenet") == true)
    let lines = view(session.state).lines
    #expect(lines[1].contains("−37.5%") && lines[2].contains("Δ Time"))
    // Beside differences from the original it is said what the times are from.
    _ = session.state.invoke(Invocation(.compare, "original"))
    #expect(view(session.state).lines[1].contains("pass, googlenet: 64.0 ms"))
    _ = update(&session.state, .resize(Size(60, 24)))
    #expect(view(session.state).lines[1].contains("−37.5%  from googlenet"))
  }

  @Test func theEngine_runsAnotherModelInTurns_andLeavesOutOneThatItCannot() throws {
    let model = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let small = try model.applying(
      .set(target: "model", field: "input_size", value: .integer(8))
    ).analysis
    let engine = ComputeEngine(
      options: PlanOptions(instructionSet: .baseline), threads: 1, inputNames: [.random: "random"],
      weights: { _, _ in Weights() },
      input: { _, model in
        let shape = model.shape(of: model.graph.inputs[0]).dimensions.compactMap(\.value)
        guard shape == [8, 8, 3] else { throw PassCancelled() }
        return [.randomInput(shape: [1] + shape, seed: 3)]
      })
    func measure(against other: ModelAnalysis) throws -> (PassTiming, PassTiming?) {
      let (timing, earlier) = try engine.measure(
        small, against: EarlierModel(version: nil, model: other, other: "other"), keep: .first,
        input: .random, cancellation: Cancellation(), progress: { _ in })
      return (timing, earlier)
    }
    let (timing, earlier) = try measure(against: small)
    #expect(timing.turns?.base == .other("other") && earlier?.layers.count == 21)
    let alone = try measure(against: model)
    #expect(alone.0.turns == nil && alone.1 == nil)
  }
}
