import Compute
import Foundation
import GraphCore
import ModelFiles
import Testing

/// Small models of every layer class against Keras: scripts/layer_values.py wrote what Keras 3.15.1
/// computed for them in float64.
struct LayerValueTests {
  struct Model: Decodable, CustomTestStringConvertible {
    struct Output: Decodable {
      var layer: String
      var shape: [Int]
      var max: Double
      var indices: [Int]
      var values: [Double]
    }

    var name: String
    var model: String
    var outputs: [Output]

    var testDescription: String { name }

    static func all() throws -> [Model] {
      let url = try #require(
        Bundle.module.url(forResource: "Fixtures/layer_values.jsonl", withExtension: nil))
      let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      return try lines.map { try JSONDecoder().decode(Model.self, from: Data($0.utf8)) }
    }
  }

  @Test(arguments: InstructionSet.available)
  func everyLayerInspected(_ set: InstructionSet) throws {
    try run(PlanOptions(mode: .inspect, instructionSet: set))
  }

  @Test(arguments: InstructionSet.available, ConvolutionMethod.allCases)
  func fusedPlans(_ set: InstructionSet, _ method: ConvolutionMethod) throws {
    try run(PlanOptions(mode: .fast, instructionSet: set, convolutions: method))
  }

  /// Runs all models, and compares all layers that the plan keeps.
  private func run(_ options: PlanOptions) throws {
    let models = try Model.all()
    #expect(models.count > 150)
    let tolerance = options.convolutions == .direct ? 1e-5 : 1e-4
    let executor = try Executor(threads: 2)
    for model in models {
      let analysis = try ModelAnalysis(KerasDocument(reading: Array(model.model.utf8)).graph)
      let plan: Plan
      do { plan = try Plan(analysis, weights: Weights(), options: options) } catch {
        Issue.record("\(model.name): \(error)")
        continue
      }
      let result = try executor.run(plan, inputs: Tensor.randomInputs(of: analysis))
      let ends = Set(analysis.graph.outputs.map { analysis.graph.name(of: $0) })
      for expected in options.mode == .inspect
        ? model.outputs : model.outputs.filter({ ends.contains($0.layer) })
      {
        let node = try #require(analysis.graph.node(named: expected.layer))
        let tensor = try #require(
          result.tensor(of: node), "\(model.name): \(expected.layer) was not kept")
        #expect(tensor.shape == expected.shape, "\(model.name): \(expected.layer)")
        guard tensor.elements.count == expected.shape.reduce(1, *) else { continue }
        var worst = 0.0
        for (index, value) in zip(expected.indices, expected.values) {
          let difference = abs(Double(tensor.elements[index]) - value)
          worst = max(worst, difference.isNaN ? .infinity : difference)
        }
        let greatest = tensor.elements.reduce(0) { max($0, Double(abs($1))) }
        #expect(
          worst <= tolerance * expected.max
            && abs(greatest - expected.max) <= tolerance * expected.max,
          "\(options.instructionSet) \(model.name): \(expected.layer): \(worst) \(greatest)")
      }
    }
  }
}
