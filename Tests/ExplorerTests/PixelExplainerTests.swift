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
      weights: { model, _ in Weights.filled(for: model) },
      input: { _, _ in [.randomInput(shape: [1, 6, 7, 4], seed: 3)] })
    let source = try engine.inspect(
      model, keep: .first, input: .random, cancellation: Cancellation(), progress: { _ in })
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
}
