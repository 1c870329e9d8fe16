import Compute
import GraphCore
import Testing

/// Every layer's output against Keras 3.15.1 with tensorflow-cpu 2.21, computed in float64 from the
/// same float32 weights and input: those tables are the truth that float32 errors are measured by.
struct NumericsTests {
  struct Case: CustomTestStringConvertible {
    var instructionSet: InstructionSet
    var fill: WeightFill
    var mode: PlanMode

    var testDescription: String { "\(instructionSet.rawValue) \(fill.rawValue) \(mode.rawValue)" }

    static let all = InstructionSet.available.flatMap { set in
      WeightFill.allCases.map { Case(instructionSet: set, fill: $0, mode: .inspect) }
    }
  }

  @Test(arguments: Case.all)
  func everyLayerOfTheExampleNetwork(_ testCase: Case) throws {
    let suffix = testCase.fill == .he ? ".he.f64.tsv" : ".f64.tsv"
    let tolerance = testCase.fill == .he ? 2e-4 : 1e-5
    let analysis = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let plan = try Plan(
      analysis, weights: Weights(fill: testCase.fill, seed: 1),
      options: PlanOptions(mode: testCase.mode, instructionSet: testCase.instructionSet))
    let result = try Executor(threads: 2).run(plan, input: .randomInput(shape: [1, 224, 224, 3]))

    let rows = try Table("seed_residual_inception\(suffix)").rows
    #expect(rows.count == analysis.order.count)
    for row in rows {
      let name = try #require(row["name"])
      let node = try #require(analysis.graph.node(named: name))
      let tensor = try #require(result.tensor(of: node))
      try check(tensor, row, tolerance)
    }
  }

  private func check(_ tensor: Tensor, _ row: [String: String], _ tolerance: Double) throws {
    let name = row["name"] ?? ""
    #expect(tensor.shape.map(String.init).joined(separator: "x") == row["shape"])
    let statistics = TensorStatistics(tensor)
    let greatest = max(abs(try row.number("min")), abs(try row.number("max")))
    let allowed = tolerance * greatest
    let measured = [
      ("mean", statistics.mean), ("std", statistics.standardDeviation),
      ("min", Double(statistics.min)), ("max", Double(statistics.max)),
    ]
    for (column, value) in measured {
      #expect(abs(value - (try row.number(column))) <= allowed, "\(name) \(column)")
    }
    let count = Double(tensor.elements.count)
    #expect(
      abs(statistics.norm - (try row.number("l2"))) <= allowed * count.squareRoot(), "\(name) l2")
    for sample in 0..<4 {
      let index = Int(try row.number("i\(sample)"))
      let expected = RandomStream(seed: 1, name: "\(name)/sample").word(sample)
      #expect(Int(expected % UInt64(count)) == index)
      #expect(
        abs(Double(tensor.elements[index]) - (try row.number("v\(sample)"))) <= allowed,
        "\(name) element \(index)")
    }
  }
}
