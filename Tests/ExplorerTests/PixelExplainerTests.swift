import Compute
import GraphCore
import Testing

@testable import Explorer

/// Pixels of convolutions that are no plain ones, explained as the dot products they are.
@Suite struct PixelExplainerTests {
  @Test func separableAndTransposed_addUpToWhatWasComputed() throws {
    var layers: [Operation] = []
    for padding in [Padding.same, .valid] {
      for (window, stride) in [(3, 1), (3, 2), (2, 2), (4, 2), (5, 3), (1, 2)] {
        layers.append(
          .conv2DTranspose(
            Conv2DTranspose(
              filters: 3, kernelSize: Size2D(window, window), strides: Size2D(stride, stride),
              padding: padding)))
        layers.append(
          .separableConv2D(
            SeparableConv2D(
              filters: 3, kernelSize: Size2D(window, window), strides: Size2D(stride, stride),
              padding: padding, depthMultiplier: 2, activation: .relu)))
      }
    }
    for layer in layers { try check(layer) }
  }

  private func check(_ layer: Operation) throws {
    var builder = ModelBuilder(name: "one")
    let input = builder.input(shape: Shape(6, 7, 4))
    let output = builder.add(layer, name: "layer", [input])
    let model = try ModelAnalysis(try builder.finish(outputs: [output]))
    let engine = ComputeEngine(
      options: PlanOptions(instructionSet: .baseline), threads: 1, inputNames: [.random: "random"],
      weights: { _, _ in Weights() },
      input: { _, _ in [.randomInput(shape: [1, 6, 7, 4], seed: 3)] })
    let source = try engine.inspect(
      model, keep: .first, input: .random, first: output, cancellation: Cancellation(),
      reached: { _ in }, progress: { _ in })
    let explainer = PixelExplainer(
      analysis: model, values: source.values, weight: { source.weight($0, layer: $1) })
    let size = try #require(source.values(of: output)?.mapSize)
    for y in 0..<size.height {
      for x in 0..<size.width {
        let explanation = try #require(explainer.explain(output, channel: (x + y) % 3, y: y, x: x))
        #expect(!explanation.window.isEmpty, "\(layer)")
        let sum = try #require(explanation.sum)
        let value = explanation.activation == .relu ? max(0, sum) : sum
        #expect(
          abs(value - Double(explanation.value)) <= 1e-5 * max(1, abs(value)),
          "\(layer) row \(y) column \(x): \(value), \(explanation.value)")
        let window = explanation.window.joined().compactMap { $0 }.reduce(0, +)
        #expect(abs(window + (explanation.bias ?? 0) - sum) < 1e-9)
      }
    }
  }

  /// Only what lies inside the input is gone over, and a window too large to be shown isn't kept.
  @Test(.timeLimit(.minutes(1)))
  func windowsFarBeyondTheInput() throws {
    let pooling = Pooling2D(poolSize: Size2D(Int.max, 9000), strides: 1, padding: .same)
    for layer: GraphCore.Operation in [
      .maxPooling2D(MaxPooling2D(pooling)), .averagePooling2D(AveragePooling2D(pooling)),
    ] {
      let explanation = try explanation(of: layer, y: 3, x: 5)
      #expect(explanation.window.isEmpty)
      #expect(explanation.sentence.contains("\(Int.max)×9000 window of channel 0"))
    }
    let dilated = try explanation(
      of: .conv2D(
        Conv2D(
          filters: 1, kernelSize: 3, padding: .same, dilationRate: Size2D((1 << 62) - 1, 2))),
      y: 3, x: 1)
    // The row in the middle, of whose three columns one lies to the left of the map.
    #expect(
      dilated.window.map { $0.map { $0 != nil } }
        == [[false, false, false], [false, true, true], [false, false, false]])
    #expect(dilated.termCount == 2 * 4)
  }

  private func explanation(
    of layer: GraphCore.Operation, y: Int, x: Int
  ) throws -> PixelExplanation {
    var builder = ModelBuilder(name: "one")
    let input = builder.input(shape: Shape(6, 7, 4))
    let output = builder.add(layer, name: "layer", [input])
    let model = try ModelAnalysis(try builder.finish(outputs: [output]))
    let explainer = PixelExplainer(
      analysis: model,
      values: { node in
        let shape = model.shape(of: node).dimensions.compactMap(\.value)
        return LayerValues(
          shape: shape, elements: Array(repeating: 1, count: shape.reduce(1, *)))
      },
      weight: { weight, _ in Array(repeating: 1, count: weight.shape.reduce(1, *)) })
    return try #require(explainer.explain(output, channel: 0, y: y, x: x))
  }
}
