import GraphCore
import Testing

@testable import Compute

struct MemoryBoundTests {
  private func plan(_ model: BuiltInModel, _ bound: MemoryBound?) throws -> Plan {
    try Plan(
      ModelAnalysis(model.graph()), weights: Weights(),
      options: PlanOptions(instructionSet: .best, memory: bound))
  }

  private func bytes(_ plan: Plan) -> Int { plan.weightBytes + plan.activationBytes }

  @Test func weightsAndOutputsStayWithinTheBound() throws {
    let least = bytes(try plan(.googLeNet, .percent(100)))
    let free = try plan(.googLeNet, nil)
    #expect(bytes(free) > least * 5 / 4)
    var before = 0
    for percent in [100, 105, 115, 130, 1000] {
      let plan = try plan(.googLeNet, .percent(percent))
      // Biases and the zeros behind the last channels are not counted by the bound.
      #expect(bytes(plan) <= least * percent / 100 + least / 100)
      let transformed = plan.steps.count { $0.transform != nil }
      #expect(percent == 100 ? transformed == 0 : transformed >= before)
      before = transformed
    }
    #expect(try bytes(plan(.googLeNet, .bytes(bytes(free)))) == bytes(free))
  }

  @Test func aBoundThatIsTooLowSaysWhatItTakes() throws {
    #expect {
      try plan(.googLeNet, .percent(99))
    } throws: { error in
      guard case .bound(.percent(99), let least) = error as? PlanError else { return false }
      return "\(error)".contains(PlanError.size(least))
    }
    #expect(throws: PlanError.self) { try plan(.googLeNet, .bytes(1)) }
    #expect(try bytes(plan(.googLeNet, .percent(.max))) == bytes(plan(.googLeNet, nil)))
  }

  @Test func bytesGoWhereTheySaveMostTime() {
    func choice(_ layer: Int, _ direct: Double, _ candidates: [(Int, Double, Int)])
      -> TransformChoice<Int>
    {
      let tiles = WinogradTile.candidates(height: 3, width: 1)
      return TransformChoice(
        layer: layer, direct: direct,
        candidates: candidates.map { .init(tile: tiles[$0.0], cycles: $0.1, bytes: $0.2) })
    }
    let choices = [
      choice(0, 100, [(0, 60, 10), (1, 50, 20), (2, 101, 5)]),
      choice(1, 100, [(0, 90, 10), (1, 40, 20)]),
    ]
    func outputs(_ bytes: Int) -> [Int: Int] {
      TransformChoice.fastest(choices, within: bytes).tiles.mapValues { $0.vertical.outputs }
    }
    #expect(outputs(9) == [:])
    #expect(outputs(10) == [0: 2])
    // The second one's first candidate saves less for its bytes than its second one, which is too
    // large here: what is left goes to the first one.
    #expect(outputs(29) == [0: 4])
    #expect(outputs(30) == [0: 2, 1: 4])
    #expect(outputs(.max) == [0: 4, 1: 4])
    #expect(TransformChoice.fastest(choices, within: .max).bytes == 40)
  }

  @Test func allCallsOfASharedLayerAreComputedAlike() throws {
    var model = ModelBuilder(name: "shared")
    let input = model.input(shape: Shape(40, 40, 32))
    let small = model.maxPooling2D(input, poolSize: 4, strides: 4)
    let first = model.conv2D(input, filters: 32, kernelSize: 3, padding: .same)
    let analysis = try ModelAnalysis(model.finish(outputs: [first, small]))
    var graph = analysis.graph
    let second = graph.call(graph[first].layer, inputs: [small])
    graph.setOutputs([first, second])
    let plan = try Plan(ModelAnalysis(graph), weights: Weights())
    let transforms = plan.steps.filter { $0.node == first || $0.node == second }.map(\.transform)
    #expect(transforms.count == 2 && transforms[0] != nil && transforms[0] == transforms[1])
    #expect(plan.filters.count == 1)
  }
}
