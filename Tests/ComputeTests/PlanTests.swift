import GraphCore
import Testing

@testable import Compute

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

  @Test func onlyWhatAnEditChangesIsPackedAgain() throws {
    let analysis = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let plan = try Plan(analysis, weights: Weights())
    let edited = try analysis.applying(Edit(parsing: "conv2d_9.kernel_size=5")).analysis
    let second = try Plan(edited, weights: Weights(), reusing: plan)
    let before = Set(plan.filters.values.map { ObjectIdentifier($0) })
    let new = second.filters.filter { !before.contains(ObjectIdentifier($0.value)) }
    #expect(new.map(\.key.shape) == [[5, 5, 96, 128]])
    #expect(second.filters.count == plan.filters.count)
  }

  @Test func instructionSetsAreNamed() throws {
    #expect(try InstructionSet.named("auto") == .best)
    #expect(throws: InstructionSetError.unknown("sse9")) { try InstructionSet.named("sse9") }
    for set in InstructionSet.available { #expect(try InstructionSet.named(set.rawValue) == set) }
  }
}

/// Models that are called like a layer and give several outputs.
struct SeveralOutputsTests {
  private func model() throws -> ModelAnalysis {
    var inner = ModelBuilder(name: "encoder")
    let (left, right) = (inner.input(shape: Shape(9, 9, 3)), inner.input(shape: Shape(9, 9, 3)))
    let sum = inner.add([
      inner.conv2D(left, filters: 8, kernelSize: 3, padding: .same),
      inner.conv2D(right, filters: 8, kernelSize: 1),
    ])
    let small = inner.maxPooling2D(sum, poolSize: 2, strides: 2)
    let encoder = NestedModel(try ModelAnalysis(inner.finish(outputs: [sum, small])))
    var model = ModelBuilder(name: "outer")
    let picture = model.input(shape: Shape(9, 9, 3))
    let unread = model.input(shape: Shape(4))
    #expect(model.shape(of: unread) == Shape(4))
    let called = model.add(.model(encoder), name: "encoder", [picture, picture])
    let second = model.output(1, of: called)
    let below = model.conv2D(second, filters: 4, kernelSize: 1, name: "below")
    let beside = model.conv2D(called, filters: 4, kernelSize: 3, strides: 2, name: "beside")
    return try ModelAnalysis(model.finish(outputs: [model.concatenate([beside, below]), second]))
  }

  private let inputs = [
    Tensor.randomInput(shape: [1, 9, 9, 3]), Tensor.randomInput(shape: [1, 4], seed: 3),
  ]

  /// Each output is that of the layer inside that makes it.
  @Test(arguments: [PlanMode.fast, .inspect])
  func outputsAreThoseOfTheLayersInside(_ mode: PlanMode) throws {
    let nested = try model()
    let flat = try nested.flattened().analysis
    let executor = try Executor(threads: 1)
    let options = PlanOptions(mode: mode)
    let ours = try executor.run(
      Plan(nested, weights: Weights(), options: options), inputs: inputs)
    let theirs = try executor.run(
      Plan(flat, weights: Weights(), options: options), inputs: inputs)
    #expect(nested.graph.outputs.count == 2)
    for (left, right) in zip(nested.graph.outputs, flat.graph.outputs) {
      let tensor = try #require(ours.tensor(of: left) as Tensor?)
      #expect(tensor == theirs.tensor(of: right))
      #expect(tensor.shape == [1] + nested.shape(of: left).dimensions.compactMap(\.value))
    }
    guard mode == .inspect else { return }
    let called = try #require(nested.graph.node(named: "encoder"))
    let sum = try #require(flat.graph.node(named: "encoder/add"))
    #expect(ours.tensor(of: called) == theirs.tensor(of: sum))
  }

  /// What an edit behind a further output leaves alone is taken over, that output too.
  @Test func furtherOutputsAreTakenOver() throws {
    let executor = try Executor(threads: 1)
    let model = try model()
    let options = PlanOptions(mode: .inspect)
    let first = try executor.inspect(
      PlanDraft(model, options: options), weights: Weights(), inputs: inputs)
    let edited = try model.applying(Edit(parsing: "below.activation=tanh")).analysis
    let draft = try PlanDraft(edited, options: options)
    let second = try executor.inspect(draft, weights: Weights(), inputs: inputs, reusing: first)
    let fresh = try executor.inspect(draft, weights: Weights(), inputs: inputs)
    #expect(second.computed.map { edited.graph.name(of: $0) }.sorted() == ["below", "concatenate"])
    for node in edited.order { #expect(second.tensor(of: node) == fresh.tensor(of: node)) }
  }
}
