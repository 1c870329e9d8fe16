import Compute
import GraphCore
import Testing

/// Stepping after an edit: what is taken over, and that it is the same as if all were computed anew.
struct InspectionTests {
  private let input = Tensor.randomInput(shape: [1, 28, 28, 192])
  private let executor: Executor

  init() throws {
    executor = try Executor(threads: 2)
  }

  private func module() throws -> ModelAnalysis {
    try ModelAnalysis(BuiltInModel.residualInceptionModule.graph())
  }

  private func inspect(
    _ analysis: ModelAnalysis, _ weights: Weights = Weights(), reusing previous: Inspection? = nil
  ) throws -> Inspection {
    try executor.inspect(
      PlanDraft(analysis, options: PlanOptions(mode: .inspect)), weights: weights, inputs: [input],
      reusing: previous)
  }

  /// Every output is what an inspection from the start gives.
  private func expectEqual(_ inspection: Inspection, _ weights: Weights = Weights()) throws {
    let fresh = try inspect(inspection.analysis, weights)
    for node in inspection.analysis.order {
      #expect(
        inspection.tensor(of: node) == fresh.tensor(of: node) && fresh.tensor(of: node) != nil,
        "\(inspection.analysis.graph.name(of: node))")
    }
  }

  @Test func nothingIsComputedTwice() throws {
    let first = try inspect(module())
    #expect(first.computed.count == first.analysis.order.count)
    let second = try inspect(module(), reusing: first)
    #expect(second.computed.isEmpty)
    try expectEqual(second)
  }

  @Test func anEditComputesWhatLiesBehindIt() throws {
    let first = try inspect(module())
    for (node, layer) in first.analysis.order.compactMap({ node -> (NodeID, String)? in
      guard case .conv2D = first.analysis.graph.operation(of: node) else { return nil }
      return (node, first.analysis.graph.name(of: node))
    }) {
      let edited = try first.analysis.applying(Edit(parsing: "\(layer).activation=tanh")).analysis
      let second = try inspect(edited, reusing: first)
      #expect(second.computed.contains(node))
      #expect(second.computed.count < edited.order.count)
      try expectEqual(second)
      // And back again, from the edited one.
      let third = try inspect(first.analysis, reusing: second)
      #expect(third.computed == second.computed)
      try expectEqual(third)
    }
  }

  @Test func anEditOfTheLastLayer_leavesTheInput() throws {
    var model = ModelBuilder(name: "small")
    let input = model.input(shape: Shape(28, 28, 192), name: "in")
    let convolution = model.conv2D(input, filters: 4, kernelSize: 1, name: "conv")
    let pooled = model.globalAveragePooling2D(convolution, name: "pool")
    let dense = model.dense(pooled, units: 20, activation: .softmax, name: "dense")
    let first = try inspect(ModelAnalysis(model.finish(outputs: [dense])))
    let edited = try first.analysis.applying(Edit(parsing: "dense.units=10")).analysis
    let second = try inspect(edited, reusing: first)
    #expect(second.computed == [dense])
    try expectEqual(second)
  }

  @Test func otherWeightsAndInputsCount() throws {
    let analysis = try module()
    let first = try inspect(analysis)
    let seeded = Weights(seed: 2)
    let second = try inspect(analysis, seeded, reusing: first)
    #expect(!second.computed.isEmpty)
    try expectEqual(second, seeded)

    let other = Tensor.randomInput(shape: [1, 28, 28, 192], seed: 9)
    let third = try executor.inspect(
      PlanDraft(analysis, options: PlanOptions(mode: .inspect)), weights: Weights(),
      inputs: [other], reusing: first)
    #expect(third.computed.count == analysis.order.count)
  }

  @Test func theOutputThatIsWantedFirst_isThereBeforeThePassIsDone() throws {
    let module = try module()
    let draft = try PlanDraft(module, options: PlanOptions(mode: .inspect))
    for node in [module.order[0], module.order[3], module.order[module.order.count - 1]] {
      var early: (tensor: Tensor, steps: Int)?
      var steps = 0
      let inspection = try executor.inspect(
        draft, weights: Weights(), inputs: [input], first: node,
        reached: { early = ($0, steps) }, progress: { steps = $0.completedSteps })
      #expect(early?.tensor == inspection.tensor(of: node))
      let place = try #require(module.order.firstIndex(of: node))
      #expect((early?.steps ?? .max) <= place)
      // What an edit leaves alone is there at once.
      early = nil
      _ = try executor.inspect(
        draft, weights: Weights(), inputs: [input], reusing: inspection, first: node,
        reached: { early = ($0, 0) })
      #expect(early?.tensor == inspection.tensor(of: node))
    }
  }
}
