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
}
