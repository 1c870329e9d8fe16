import GraphCore
import Testing

@testable import Compute

/// Sizes that a user may type and a file may hold: what can't be run is refused, and what can be is.
struct ExtremeSizeTests {
  private static let sizes = [
    1, 9000, 1 << 30, (1 << 31) + 1, (1 << 61) - 1, 1 << 61, (1 << 62) - 1, Int.max,
  ]

  /// One layer between an input and a convolution of one pixel, which a pooling layer is fused with.
  private func model(_ layer: GraphCore.Operation, _ shape: Shape) throws -> ModelAnalysis {
    var builder = ModelBuilder(name: "extreme")
    let input = builder.input(shape: shape)
    let output = builder.add(layer, name: "layer", [input])
    let reader =
      builder.shape(of: output).rank == 3
      ? builder.conv2D(output, filters: 2, kernelSize: 1) : output
    return try ModelAnalysis(builder.finish(outputs: [reader]))
  }

  /// All variants of a layer with one of its sizes far beyond its input.
  private func variants(of layer: GraphCore.Operation) -> [GraphCore.Operation] {
    let padded = ["same", "valid"].compactMap { try? layer.setting("padding", to: .text($0)) }
    return (padded.isEmpty ? [layer] : padded).flatMap { layer in
      layer.fieldNames.flatMap { field in
        Self.sizes.flatMap { size -> [FieldValue] in
          [.integer(size), .integers([size, 1]), .integers([1, size]), .integers([size, 2])]
        }
        // Not every field takes a number or two.
        .compactMap { try? layer.setting(field, to: $0) }
      }
    }
  }

  /// Costs, plan and pass of every layer class with every size that leaves what the input is: each
  /// ends in a number or in an error.
  @Test(arguments: GraphCore.Operation.insertable)
  func sizesOfLayers(_ layer: GraphCore.Operation) throws {
    let executor = try Executor(threads: 2)
    var (refused, run) = (0, 0)
    for variant in variants(of: layer) {
      for shape in [Shape(8, 7, 3), Shape(1, 1, 1), Shape(1, 30, 16)] {
        // The graph refuses what has no shape.
        guard let analysis = try? model(variant, shape) else { continue }
        _ = analysis.receptiveFields()
        _ = try? analysis.floatingPointOperations(counting: .all)
        _ = try? analysis.peakActivation()
        for mode in [PlanMode.fast, .inspect] {
          do {
            let draft = try PlanDraft(analysis, options: PlanOptions(mode: mode))
            guard draft.layout.count < 1 << 13, analysis.totals.weightBytes < 1 << 16 else {
              continue
            }
            let result = try executor.run(
              Plan(draft, weights: Weights()), inputs: Tensor.randomInputs(of: analysis))
            let output = try #require(result.tensor(of: analysis.graph.outputs[0]))
            #expect(output.elements.allSatisfy { $0.isFinite }, "\(variant) of \(shape)")
            run += 1
          } catch is PlanError {
            refused += 1
          }
        }
      }
    }
    let hasTaps = layer.fieldNames.contains("kernel_size")
    if hasTaps || layer.fieldNames.contains("pool_size") { #expect(run > 0) }
    if hasTaps || layer.fieldNames.contains("size") { #expect(refused > 0) }
  }

  /// What a normalization of groups of channels takes is counted before it is there.
  @Test func groupsOfAMapThatFitsNowhere() throws {
    let normalization = GraphCore.Operation.groupNormalization(GroupNormalization(groups: 2))
    let analysis = try model(normalization, Shape(1_000_000, 1_000_000, 8))
    #expect(throws: PlanError.self) {
      _ = try PlanDraft(analysis, options: PlanOptions(mode: .inspect))
    }
  }

  /// Taps beyond the map read zeros, however far away they are.
  @Test(arguments: [2, 3, 4, 5])
  func dilationBeyondTheMap(_ window: Int) throws {
    let elements = Tensor.randomInput(shape: [1, 6, 9, 4])
    for dilation in [1, 2, 5, 6, 7, 9, 11, 12, 13, 17, 18, 19, 35, 1_000_000, 1_000_001] {
      let size = Size2D(window, window)
      let layers: [GraphCore.Operation] = [
        .conv2D(
          Conv2D(
            filters: 3, kernelSize: size, padding: .same, dilationRate: Size2D(dilation, dilation),
            useBias: false)),
        .depthwiseConv2D(
          DepthwiseConv2D(
            kernelSize: size, padding: .same, dilationRate: Size2D(dilation, dilation),
            useBias: false)),
      ]
      for layer in layers {
        let isDepthwise = if case .depthwiseConv2D = layer { true } else { false }
        var builder = ModelBuilder(name: "dilated")
        let input = builder.input(shape: Shape(6, 9, 4))
        let output = builder.add(layer, name: "layer", [input])
        let analysis = try ModelAnalysis(builder.finish(outputs: [output]))
        let result = try Executor(threads: 1).run(
          Plan(analysis, weights: Weights()), input: elements)
        let kernel = try Weights().elements(of: analysis.weights(of: output)[0], layer: "layer")
        let filters = isDepthwise ? 4 : 3
        var reference = ReferenceConvolution(
          input: (6, 9, 4), filters: filters, window: (window, window))
        reference.dilation = (dilation, dilation)
        reference.padding = (dilation * (window - 1) / 2, dilation * (window - 1) / 2)
        if isDepthwise { reference.groups = 4 }
        let tensor = try #require(result.tensor(of: output))
        for (index, element) in tensor.elements.enumerated() {
          let (y, x, channel) = (index / filters / 9, index / filters % 9, index % filters)
          let sum = reference.sum(
            y, x, channel, elements.elements, kernel, Array(repeating: 0, count: filters))
          #expect(
            abs(Double(element) - sum) < 1e-5, "\(layer) at \(y), \(x), \(channel): \(sum)")
        }
      }
    }
  }

  /// A transposed convolution spreads each element as the definition says, with taps and steps beyond
  /// the map and with steps that no tap reaches between.
  @Test(arguments: [1, 2, 3, 4])
  func transposedBeyondTheMap(_ window: Int) throws {
    for (stride, dilation) in [
      (1, 1), (1, 4), (1, 9), (1, 10), (1, 11), (1, 1_000_000), (1, 1_000_001), (2, 1), (3, 1),
      (7, 1),
    ] {
      for padding in [Padding.same, .valid] where padding == .same || dilation < 100 {
        var builder = ModelBuilder(name: "transposed")
        let input = builder.input(shape: Shape(1, 5, 2))
        let output = builder.add(
          .conv2DTranspose(
            Conv2DTranspose(
              filters: 3, kernelSize: Size2D(1, window), strides: Size2D(1, stride),
              padding: padding, dilationRate: Size2D(1, dilation))), name: "layer", [input])
        let analysis = try ModelAnalysis(builder.finish(outputs: [output]))
        let elements = Tensor.randomInput(shape: [1, 1, 5, 2])
        var weights = Weights()
        weights.set([0.25, -0.5, 1], layer: "layer", weight: "bias")
        let result = try Executor(threads: 1).run(
          Plan(analysis, weights: weights), input: elements)
        let kernel = try weights.elements(of: analysis.weights(of: output)[0], layer: "layer")
        let tensor = try #require(result.tensor(of: output))
        let width = tensor.shape[2]
        let extent = dilation * (window - 1) + 1
        let border = padding == .same ? max(4 * stride + extent - width, 0) / 2 : 0
        var expected = (0..<width).flatMap { _ in [0.25, -0.5, 1.0] }
        for x in 0..<5 {
          for tap in 0..<window {
            let target = x * stride + tap * dilation - border
            guard (0..<width).contains(target) else { continue }
            for filter in 0..<3 {
              for channel in 0..<2 {
                expected[target * 3 + filter] +=
                  Double(elements.elements[x * 2 + channel])
                  * Double(kernel[(tap * 3 + filter) * 2 + channel])
              }
            }
          }
        }
        for (element, sum) in zip(tensor.elements, expected) {
          #expect(
            abs(Double(element) - sum) < 1e-5,
            "window \(window), stride \(stride), dilation \(dilation), \(padding)")
        }
      }
    }
  }

  /// What a plan makes besides weights and outputs is counted before it is made.
  @Test(.timeLimit(.minutes(1)))
  func tablesAreCountedBeforeTheyAreMade() throws {
    let long = 1 << 40
    func expectRefused(
      _ shapes: [Shape], _ build: (inout ModelBuilder, [NodeID]) -> NodeID,
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      var builder = ModelBuilder(name: "tables")
      let inputs = shapes.map { builder.input(shape: $0) }
      let output = build(&builder, inputs)
      let analysis = try ModelAnalysis(builder.finish(outputs: [output]))
      #expect(sourceLocation: sourceLocation) {
        try PlanDraft(analysis)
      } throws: { error in
        if case .memory? = error as? PlanError { true } else { false }
      }
    }
    try expectRefused([Shape(1, 1, 1)]) { builder, inputs in
      builder.add(.upSampling2D(UpSampling2D(size: Size2D(long, 1))), name: "up", inputs)
    }
    try expectRefused([Shape(1, 1, 1)]) { builder, inputs in
      builder.add(
        .conv2DTranspose(
          Conv2DTranspose(
            filters: 1, kernelSize: Size2D(1, 1), strides: Size2D(long, 1), padding: .same)),
        name: "spread", inputs)
    }
    try expectRefused([Shape(.fixed(long), 1, 1), Shape(1, 1, 1)]) { builder, inputs in
      builder.add(.merge(Merge(.multiply)), name: "stretched", inputs)
    }
  }

  @Test func tablesAreCounted() throws {
    var builder = ModelBuilder(name: "tables")
    let input = builder.input(shape: Shape(1, 1, 1))
    let output = builder.add(
      .upSampling2D(UpSampling2D(size: Size2D(1000, 10), interpolation: .bilinear)), name: "up",
      [input])
    let analysis = try ModelAnalysis(builder.finish(outputs: [output]))
    // A start and a weight each, as the map has one row and one column.
    #expect(try PlanDraft(analysis).builder.tableBytes == (1000 + 10) * (8 + 4))
  }

  /// Packed filters are whole panels: of few output channels the zeros take more than the weights.
  @Test func panelsAreCounted() throws {
    var builder = ModelBuilder(name: "panels")
    let input = builder.input(shape: Shape(3, 3, 1000))
    let layer = Conv2D(filters: 1, kernelSize: 3, padding: .same, useBias: false)
    let output = builder.add(.conv2D(layer), name: "narrow", [input])
    let analysis = try ModelAnalysis(builder.finish(outputs: [output]))
    let draft = try PlanDraft(analysis, options: PlanOptions(convolutions: .direct))
    let plan = try Plan(draft, weights: Weights())
    let weights = 9 * 1000 * 4
    #expect(analysis.totals.weightBytes == weights && draft.builder.tableBytes > 0)
    // Beside the zeros there is room for a bias of zeros.
    #expect(plan.weightBytes - weights - draft.builder.tableBytes <= 4 * 64)
  }

  /// The bytes of a step are summed up in 64 bits, or the layer is refused.
  @Test func bytesThatCannotBeCounted() throws {
    var builder = ModelBuilder(name: "sum")
    let input = builder.input(shape: Shape(.fixed(1 << 28), .fixed(1 << 28), 1))
    let sum = builder.add(Array(repeating: input, count: 64))
    let analysis = try ModelAnalysis(builder.finish(outputs: [sum]))
    #expect(throws: PlanError.tooLarge(layer: analysis.graph.name(of: sum))) {
      try PlanDraft(analysis)
    }
  }
}
