import Testing

@testable import GraphCore

/// The outline of models that nobody would draw.
struct OutlinePropertyTests {
  /// A generator whose sequence is its seed's alone (SplitMix64).
  struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  /// A random model: chains, merges, shared layers, several inputs and outputs, dead ends.
  static func model(
    _ generator: inout SeededGenerator, nodes count: Int
  ) throws -> ModelAnalysis {
    var model = ModelBuilder(name: "random")
    var nodes = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
      model.input(shape: Shape(8, 8, 4))
    }
    let shared = try LayerToCall.add(to: &model, nodes[0])
    // Half of the models read what is near, so that they get blocks, the others read anything.
    let reach = Bool.random(using: &generator) ? 4 : Int.max
    while nodes.count < count {
      func pick() -> NodeID {
        let first = max(0, nodes.count - min(reach, nodes.count))
        return nodes[Int.random(in: first..<nodes.count, using: &generator)]
      }
      switch Int.random(in: 0..<10, using: &generator) {
      case 0...2: nodes.append(model.conv2D(pick(), filters: 4, kernelSize: 1, padding: .same))
      case 3: nodes.append(model.batchNormalization(pick()))
      case 4...5: nodes.append(model.activation(pick(), .relu))
      case 6: nodes.append(model.maxPooling2D(pick(), poolSize: 3, strides: 1, padding: .same))
      case 7: nodes.append(model.call(shared, [pick()]))
      case 8: nodes.append(model.customScale(pick(), residual: pick(), scale: 0.5))
      default:
        let operands = (0..<Int.random(in: 2...4, using: &generator)).map { _ in pick() }
        nodes.append(model.add(operands))
      }
    }
    let outputs = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
      nodes[Int.random(in: nodes.count / 2..<nodes.count, using: &generator)]
    }
    return try ModelAnalysis(model.finish(outputs: outputs))
  }

  /// A convolution that can be called again.
  enum LayerToCall {
    static func add(to model: inout ModelBuilder, _ x: NodeID) throws -> LayerID {
      _ = model.conv2D(x, filters: 4, kernelSize: 3, padding: .same, name: "shared")
      return try #require(model.unfinished.layer(named: "shared"))
    }
  }

  @Test(arguments: 0..<60)
  func randomGraphsKeepEveryCall(seed: Int) throws {
    var generator = SeededGenerator(state: UInt64(seed))
    let count = Int.random(in: 2...150, using: &generator)
    let analysis = try Self.model(&generator, nodes: count)
    try OutlineInvariants.check(analysis, "seed \(seed), \(count) nodes")
  }

  @Test func pathsOfBlocksOutliveAnEditElsewhere() throws {
    let analysis = try ModelAnalysis(BuiltInModel.inceptionResNetV2.graph())
    let edited = try analysis.applying(Edit(parsing: "block35_5.filters_1x1=48")).analysis
    let before = Set(Outline(analysis).allItems.filter { $0.kind == .layer }.map(\.path))
    let after = Set(Outline(edited).allItems.filter { $0.kind == .layer }.map(\.path))
    #expect(before == after)
    #expect(
      Outline(edited).items.map(\.title)[9...11] == [
        "block35_1-4 x4", "block35_5", "block35_6-10 x5",
      ])
  }

  @Test func oneEditTurnsAllBlocksOfARun() throws {
    let analysis = try ModelAnalysis(BuiltInModel.inceptionResNetV2.graph())
    let edited = try analysis.applying(Edit(parsing: "block35.filters_1x1=48")).analysis
    let run = try #require(Outline(edited).item(at: "block35"))
    #expect(run.children.allSatisfy { $0.dials.first?.value == 48 })
  }

  @Test func auxiliaryOutputsDoNotHideTheBlocks() throws {
    var model = ModelBuilder(name: "auxiliary")
    let filters = InceptionFilters(8, 8, 8, 8, 8, 8)
    let input = model.input(shape: Shape(16, 16, 3))
    let first = model.inceptionModule(input, filters)
    let second = model.inceptionModule(first, filters)
    let auxiliary = model.dense(
      model.globalAveragePooling2D(first), units: 10, activation: .softmax, name: "auxiliary")
    let last = model.dense(model.globalAveragePooling2D(second), units: 10, name: "main")
    let analysis = try ModelAnalysis(model.finish(outputs: [auxiliary, last]))
    try OutlineInvariants.check(analysis)
    #expect(
      OutlineTests.text(Outline(analysis).items, depth: 2).split(separator: "\n").suffix(5) == [
        "global_average_pooling2d_1", "main", "auxiliary (output)",
        "  global_average_pooling2d", "  auxiliary",
      ])
  }

  @Test func nestedModelsShowTheirInside() throws {
    var inner = ModelBuilder(name: "inner")
    let entry = inner.input(shape: Shape(8, 8, 4))
    let sum = inner.add([entry, inner.conv2D(entry, filters: 4, kernelSize: 3, padding: .same)])
    let nested = NestedModel(try ModelAnalysis(inner.finish(outputs: [sum])))
    var model = ModelBuilder(name: "outer")
    let input = model.input(shape: Shape(8, 8, 4))
    let middle = model.model(nested, [input], name: "inner")
    let again = try model.call(#require(model.unfinished.layer(named: "inner")), [middle])
    let analysis = try ModelAnalysis(model.finish(outputs: [again]))
    try OutlineInvariants.check(analysis)
    let outline = Outline(analysis)
    #expect(
      OutlineTests.text(outline.items) == """
        input_layer
        inner
          input_layer
          residual_1
            conv2d (3x3)
            add
        inner#2
        """)
    let row = try #require(outline.item(at: "inner/residual_1/conv2d"))
    #expect(row.node == middle)
    let source = analysis.source(of: row)
    #expect(source.analysis.graph.name(of: source.node) == "conv2d")
    #expect(source.analysis.shape(of: source.node) == Shape(8, 8, 4))
    #expect(throws: EditError.self) {
      try analysis.applying(Edit(parsing: "inner/residual_1/conv2d.filters=3"))
    }
  }
}
