import GraphCore
import Testing

@testable import Compute

struct ScheduleTests {
  @Test func branchesThatReadOneMapShareAStage() throws {
    let analysis = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let plan = try Plan(analysis, weights: Weights())
    let names = plan.stages.map { stage in
      Set(stage.map { analysis.graph.name(of: plan.steps[$0].node) })
    }
    let stage = try #require(names.first { $0.contains("conv2d_7") })
    #expect(stage.isSuperset(of: ["conv2d_8", "conv2d_10", "conv2d_12"]))
    #expect(!stage.contains("conv2d_9") && !stage.contains("conv2d_11"))
  }

  @Test(arguments: BuiltInModel.allCases)
  func everyStepIsInOneStageAfterThoseItDependsOn(_ model: BuiltInModel) throws {
    let analysis = try ModelAnalysis(model.graph())
    let graph = analysis.graph
    let plan = try Plan(analysis, weights: Weights())
    #expect(plan.stages.flatMap { $0 }.sorted() == Array(plan.steps.indices))
    #expect(plan.stages.count < plan.steps.count)
    var stages: [NodeID: Int] = [:]
    for (index, stage) in plan.stages.enumerated() {
      for step in stage { stages[plan.steps[step].node] = index }
    }
    for step in plan.steps where step.fusedInto == nil && !step.kernels.isEmpty {
      let stage = try #require(stages[step.node])
      // What is read was written in an earlier stage, by the layer itself or by one that does its work.
      var inputs = graph[step.node].inputs
      while let input = inputs.popLast() {
        guard let other = plan.steps.first(where: { $0.node == input }) else { continue }
        if other.fusedInto == step.node || other.kernels.isEmpty && other.fusedInto == nil {
          inputs += graph[input].inputs
        } else {
          let earlier = try #require(stages[input])
          #expect(earlier < stage, "\(graph.name(of: input)) before \(graph.name(of: step.node))")
        }
      }
    }
  }

  @Test func towersSideBySideMustNotTakeMuchMoreMemory() throws {
    var graph = ModelGraph(name: "towers")
    let input = try graph.add(
      .inputLayer(InputLayer(shape: Shape(32, 32, 4))), name: "input", inputs: [])
    var ends: [NodeID] = []
    for tower in 0..<2 {
      var end = input
      for layer in 0..<3 {
        end = try graph.add(
          .conv2D(Conv2D(filters: 16, kernelSize: 3, padding: .same)),
          name: "tower\(tower)_\(layer)", inputs: [end])
      }
      ends.append(
        try graph.add(
          .globalAveragePooling2D(GlobalAveragePooling2D()), name: "end\(tower)", inputs: [end]))
    }
    graph.setOutputs([try graph.add(.concatenate(Concatenate()), name: "join", inputs: ends)])
    let plan = try Plan(ModelAnalysis(graph), weights: Weights())
    #expect(plan.stages.allSatisfy { $0.count == 1 })
    // Four maps would be alive with both towers in one stage.
    #expect(plan.activationBytes <= 3 * 32 * 32 * 16 * 4)
  }

  @Test func timesOfAStageAddUpToTheWhole() throws {
    let analysis = try ModelAnalysis(BuiltInModel.googLeNet.graph())
    let plan = try Plan(analysis, weights: Weights())
    let result = try Executor(threads: 2).run(
      plan, input: .randomInput(shape: [1, 224, 224, 3]))
    let sum = result.steps.reduce(0) { $0 + $1.nanoseconds }
    #expect(sum <= result.nanoseconds)
    for step in plan.steps where step.fusedInto == nil && !step.kernels.isEmpty {
      let time = try #require(result.steps.first { $0.node == step.node })
      #expect(time.nanoseconds > 0, "\(analysis.graph.name(of: step.node))")
    }
  }
}
