import Compute
import GraphCore
import Testing

struct PlanTests {
  private func model(_ shape: Shape, _ layer: Conv2D) throws -> ModelAnalysis {
    var graph = ModelGraph(name: "test")
    let input = try graph.add(.inputLayer(InputLayer(shape: shape)), name: "input", inputs: [])
    let output = try graph.add(.conv2D(layer), name: "wide", inputs: [input])
    graph.setOutputs([output])
    return try ModelAnalysis(graph)
  }

  @Test func memoryIsRefusedBeforeItIsTaken() throws {
    let huge = try model(Shape(200_000, 200_000, 3), Conv2D(filters: 512, kernelSize: 1))
    #expect {
      try Plan(huge, weights: Weights())
    } throws: { error in
      guard case .memory(_, let activations, let available) = error as? PlanError else {
        return false
      }
      return activations > available
    }
  }

  @Test func unknownSizesNameTheLayer() throws {
    let open = try model(Shape(.unknown, .unknown, 3), Conv2D(filters: 4, kernelSize: 1))
    #expect(throws: PlanError.unknownSize(layer: "input")) { try Plan(open, weights: Weights()) }
  }

  @Test func sizesBeyondTheAddressSpaceNameTheLayer() throws {
    let side = 1 << 29
    let huge = try model(
      Shape(.fixed(side), .fixed(side), 1), Conv2D(filters: 2, kernelSize: 1))
    #expect(throws: PlanError.tooLarge(layer: "input")) { try Plan(huge, weights: Weights()) }
  }

  @Test func givenWeightsAreChecked() throws {
    let analysis = try model(Shape(4, 4, 3), Conv2D(filters: 2, kernelSize: 1))
    var weights = Weights()
    weights.set([1, 2, 3], layer: "wide", weight: "kernel")
    #expect(
      throws: PlanError.weightSize(
        layer: "wide", weight: "kernel", expected: [1, 1, 3, 2], received: 3)
    ) { try Plan(analysis, weights: weights) }
    weights.set([1, 0, 0, 1, 0, 0], layer: "wide", weight: "kernel")
    weights.set([.nan, .infinity], layer: "wide", weight: "bias")
    let result = try Executor(threads: 1).run(
      Plan(analysis, weights: weights), input: .randomInput(shape: [1, 4, 4, 3]))
    let output = try #require(result.tensor(of: analysis.graph.outputs[0]))
    #expect(output.elements[0].isNaN && output.elements[1] == .infinity)
  }

  @Test func fusedLayersSayWhereTheyWent() throws {
    let analysis = try ModelAnalysis(BuiltInModel.inceptionV3.graph())
    let plan = try Plan(analysis, weights: Weights())
    let fused = plan.steps.filter { $0.fusedInto != nil }
    // 94 normalizations, 94 activations, and 10 pooling layers before a convolution of one pixel.
    #expect(fused.count == 198)
    #expect(plan.steps.count == analysis.order.count - 1)
  }

  @Test func sumsWithConcatenationsAreFused() throws {
    let analysis = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let plan = try Plan(analysis, weights: Weights())
    let fused = plan.steps.filter { $0.fusedInto != nil }.map { analysis.graph.name(of: $0.node) }
    #expect(
      Set(fused) == ["add", "concatenate_1", "add_1", "max_pooling2d", "max_pooling2d_1"])
  }

  @Test func aPoolingLayerThatIsKeptIsNotFused() throws {
    let analysis = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let node = try #require(analysis.graph.node(named: "max_pooling2d_1"))
    let plan = try Plan(analysis, weights: Weights(), options: PlanOptions(keep: [node]))
    #expect(plan.steps.first { $0.node == node }?.fusedInto == nil)
    #expect(plan.keptNodes.contains(node))
  }

  @Test func instructionSetsAreNamed() throws {
    #expect(try InstructionSet.named("auto") == .best)
    #expect(throws: InstructionSetError.unknown("sse9")) { try InstructionSet.named("sse9") }
    for set in InstructionSet.available { #expect(try InstructionSet.named(set.rawValue) == set) }
  }
}
