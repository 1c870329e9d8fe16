import GraphCore
import Testing

struct CostTests {
  @Test func peakOfTheExampleNetworkIsAtTheSecondConcatenation() throws {
    let analysis = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let peak = try #require(try analysis.peakActivation())
    // The brute force: at each step, all outputs made before and read at or after it.
    let order = analysis.order
    var largest = (bytes: 0, index: 0)
    for step in order.indices {
      let bytes = order[...step].filter { made in
        let readers = analysis.graph.consumers(of: made)
        return made == order[step] || readers.contains { order.firstIndex(of: $0) ?? 0 >= step }
      }.reduce(0) { $0 + (analysis.cost(of: $1).outputBytes ?? 0) }
      if bytes > largest.bytes { largest = (bytes, step) }
    }
    #expect(peak.bytes == largest.bytes)
    #expect(peak.node == order[largest.index])
    #expect(peak.live.reduce(0) { $0 + (analysis.cost(of: $1).outputBytes ?? 0) } == peak.bytes)
  }

  @Test func receptiveFieldsOfTheBranches() throws {
    let analysis = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let receptiveFields = analysis.receptiveFields()
    func field(_ name: String) throws -> ReceptiveField {
      let node = try #require(analysis.graph.node(named: name))
      guard case .field(let field)? = receptiveFields[node] else {
        throw GraphError.unknownLayer(name)
      }
      return field
    }
    #expect(try field("conv2d").height.size == 1)
    #expect(try field("conv2d_2").height.size == 3)
    #expect(try field("conv2d_4").height.size == 5)
    #expect(try field("conv2d_4").height.first == -2)
    #expect(try field("add").width.size == 5)
    #expect(try field("add_1").width.size == 9)
    let dense = try #require(analysis.graph.node(named: "dense"))
    #expect(receptiveFields[dense] == .everything)
  }

  /// Araujo, Norris, Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill
  /// (2019), table of the slim models: Inception v3 sees 1311 pixels with a stride of 32.
  @Test func receptiveFieldOfInceptionV3() throws {
    let analysis = try ModelAnalysis(BuiltInModel.inceptionV3.graph())
    let node = try #require(analysis.graph.node(named: "mixed10"))
    guard case .field(let field)? = analysis.receptiveFields()[node] else {
      Issue.record("mixed10 has no field")
      return
    }
    #expect(field.height.size == 1311)
    #expect(field.height.stride == 32)
  }

  @Test func operationsByConvention() throws {
    let analysis = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let macs = try #require(analysis.totals.multiplyAccumulates)
    #expect(try analysis.floatingPointOperations() == 2 * macs)
    let positions = 224 * 224
    let bias = positions * (64 + 96 + 128 + 16 + 32 + 32) * 2 + positions * 256 + 1000
    #expect(try analysis.floatingPointOperations(counting: .bias) == 2 * macs + bias)
    let sums = 2 * positions * 256
    #expect(try analysis.floatingPointOperations(counting: .sums) == 2 * macs + sums)
    let pooling = 9 * positions * (3 + 256) + positions * 256
    #expect(try analysis.floatingPointOperations(counting: .pooling) == 2 * macs + pooling)
    #expect(
      try analysis.floatingPointOperations(counting: .all) == 2 * macs + bias + sums + pooling)
  }
}
