import Compute
import GraphCore
import Testing

/// Every layer's output against Keras 3.15.1 with tensorflow-cpu 2.21, computed in float64 from the
/// same float32 weights and input: those tables are the truth that float32 errors are measured by.
struct NumericsTests {
  struct Case: CustomTestStringConvertible {
    var model: BuiltInModel
    var instructionSet: InstructionSet
    var fill: WeightFill

    var testDescription: String {
      "\(model.rawValue) \(instructionSet.rawValue) \(fill.rawValue)"
    }

    var table: String {
      let name =
        switch model {
        case .inceptionV3: "InceptionV3"
        case .inceptionResNetV2: "InceptionResNetV2"
        default: "seed_residual_inception"
        }
      return name + (fill == .he ? ".he.f64.tsv" : ".f64.tsv")
    }

    static let all = [BuiltInModel.residualInception, .inceptionV3, .inceptionResNetV2].flatMap {
      model in
      InstructionSet.available.flatMap { set in
        WeightFill.allCases.map { Case(model: model, instructionSet: set, fill: $0) }
      }
    }
  }

  /// Transformed convolutions wherever they pay, layer by layer.
  @Test(arguments: Case.all)
  func everyLayerTransformed(_ testCase: Case) throws {
    try run(
      testCase, .inspect, convolutions: .fastest, tolerance: testCase.fill == .he ? 1e-3 : 1e-4)
  }

  /// The direct kernels, layer by layer: nothing is fused.
  @Test(arguments: Case.all)
  func everyLayerInspected(_ testCase: Case) throws {
    try run(testCase, .inspect, tolerance: testCase.fill == .he ? 2e-4 : 1e-5)
  }

  /// The fused plan, where only the output and the sums, or what else is merged, are kept.
  @Test(arguments: Case.all)
  func fusedPlan(_ testCase: Case) throws {
    try run(
      testCase, .fast, convolutions: .direct, tolerance: testCase.fill == .he ? 2e-4 : 1e-5)
    try run(
      testCase, .fast, convolutions: .fastest, tolerance: testCase.fill == .he ? 1e-3 : 1e-4)
  }

  private func run(
    _ testCase: Case, _ mode: PlanMode, convolutions: ConvolutionMethod? = nil, tolerance: Double
  ) throws {
    let analysis = try ModelAnalysis(testCase.model.graph())
    let merges = analysis.order.filter { node in
      switch analysis.graph.operation(of: node) {
      case .merge, .customScale: return true
      case .concatenate: return testCase.model == .inceptionV3
      default: return false
      }
    }
    let plan = try Plan(
      analysis, weights: Weights(fill: testCase.fill, seed: 1),
      options: PlanOptions(
        mode: mode, instructionSet: testCase.instructionSet, convolutions: convolutions,
        keep: Set(merges)))
    let shape = [1] + analysis.shape(of: analysis.graph.inputs[0]).dimensions.map { $0.value ?? 0 }
    let result = try Executor(threads: 2).run(plan, input: .randomInput(shape: shape))

    let rows = try Table(testCase.table).rows
    #expect(rows.count == analysis.order.count)
    var checked = 0
    for row in rows {
      let name = try #require(row["name"])
      let node = try #require(analysis.graph.node(named: name))
      guard let tensor = result.tensor(of: node) else { continue }
      try check(tensor, row, tolerance)
      checked += 1
    }
    #expect(checked >= (mode == .inspect ? rows.count : merges.count + 1))
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
