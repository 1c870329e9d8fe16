import GraphCore
import Testing

/// Parameters of layers whose class or input is not known: they are missing, not 0.
struct UnknownCostTests {
  /// A convolution of another kind, whose recorded shape holds for 8x8x3 alone, and what reads it.
  private func model() throws -> ModelAnalysis {
    var graph = ModelGraph(name: "m")
    let input = try graph.add(
      .inputLayer(InputLayer(shape: Shape([8, 8, 3]))), name: "in", inputs: [])
    let stem = try graph.add(
      .conv2D(Conv2D(filters: 3, kernelSize: 1)), name: "stem", inputs: [input])
    let foreign = OpaqueLayer(
      kerasClass: "Conv2Z", output: .recorded(Shape([8, 8, 4]), inputs: [Shape([8, 8, 3])]),
      weightsPerChannel: 2)
    let opaque = try graph.add(.opaque(foreign), name: "opaque", inputs: [stem])
    let conv = try graph.add(
      .conv2D(Conv2D(filters: 5, kernelSize: 1)), name: "conv", inputs: [opaque])
    let pool = try graph.add(
      .globalAveragePooling2D(GlobalAveragePooling2D()), name: "pool", inputs: [conv])
    graph.setOutputs([try graph.add(.dense(Dense(units: 2)), name: "dense", inputs: [pool])])
    return try ModelAnalysis(graph)
  }

  @Test func whatIsBehindAnUnknownShapeIsMissingFromTheTotal() throws {
    let before = try model()
    #expect(before.totals.knownParameters == 12 + 6 + 25 + 12)
    let after = try before.applying(Edit(parsing: "model.input_size=16")).analysis
    #expect(after.totals.parameters == 12 + 6)
    #expect(after.totals.knownParameters == nil)
    // The pooling has no weights, whatever it gets.
    #expect(after.uncountedLayers(of: after.order) == ["conv", "dense"])
    #expect(after.totals.uncountedLayers == 2)
    #expect(after.totals.inWords(after.totals.parameters) == "≥ 18")
    #expect(after.totals.uncountedInWords == " (2 layers unknown)")
    let conv = try #require(after.graph.node(named: "conv"))
    #expect(after.cost(of: conv).inWords(after.cost(of: conv).parameters) == "unknown")
  }

  @Test func aKnownAndAnUnknownTotalHaveNoDifference() throws {
    let before = try model()
    let after = try before.applying(Edit(parsing: "model.input_size=16")).analysis
    #expect(after.totals.parameterDifference(from: before.totals) == nil)
    #expect(before.totals.parameterDifference(from: after.totals) == nil)
    // What is counted in both can be compared.
    let wider = try after.applying(Edit(parsing: "stem.use_bias=false")).analysis
    #expect(wider.totals.parameterDifference(from: after.totals) == -3)
  }

  @Test func layersInsideANestedModelAreMissingFromIt() throws {
    var graph = ModelGraph(name: "outer")
    let input = try graph.add(
      .inputLayer(InputLayer(shape: Shape([8, 8, 3]))), name: "in", inputs: [])
    var inner = ModelGraph(name: "inner")
    let entry = try inner.add(
      .inputLayer(InputLayer(shape: Shape([8, 8, 3]))), name: "entry", inputs: [])
    let opaque = try inner.add(
      .opaque(OpaqueLayer(kerasClass: "Z")), name: "opaque", inputs: [entry])
    inner.setOutputs([try inner.add(.dense(Dense(units: 2)), name: "dense", inputs: [opaque])])
    let nested = try graph.add(
      .model(NestedModel(try ModelAnalysis(inner))), name: "nested", inputs: [input])
    graph.setOutputs([try graph.add(.dense(Dense(units: 2)), name: "head", inputs: [nested])])
    let analysis = try ModelAnalysis(graph)
    #expect(
      analysis.uncountedLayers(of: analysis.order) == ["nested/opaque", "nested/dense", "head"])
    #expect(analysis.totals.uncountedLayers == 3)
  }

  /// Else a layer behind an unknown shape would pass for one without weights.
  @Test func classesWithWeightsSaySo() throws {
    for operation in Operation.insertable {
      var graph = ModelGraph(name: "m")
      let input = try graph.add(.inputLayer(InputLayer(shape: Shape([8, 8, 4]))), inputs: [])
      let layer = try graph.add(operation, inputs: [input])
      graph.setOutputs([layer])
      let weights = try ModelAnalysis(graph).weights(of: layer)
      #expect(operation.rules.hasWeights == !weights.isEmpty, "\(operation.className)")
    }
  }
}
