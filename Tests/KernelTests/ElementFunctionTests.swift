import Compute
import Foundation
import KernelABI
import Testing

/// Functions of single elements against double precision, over all magnitudes, and between guards.
struct ElementFunctionTests {
  /// A function, its definition, and by which share of the value (or of 1, for values below 1) it may
  /// be off.
  struct Case: CustomTestStringConvertible {
    var function: ElementFunction
    var expected: @Sendable (Double) -> Double
    var tolerance = 4e-7

    var testDescription: String { "\(function.kind) \(function.a) \(function.b) \(function.c)" }

    static let all: [Case] = [
      Case(function: .init(.affine, a: 2, b: -0.5)) { 2 * $0 - 0.5 },
      Case(function: .init(.relu, c: .infinity)) { max($0, 0) },
      Case(function: .init(.relu, c: 6)) { min(max($0, 0), 6) },
      Case(function: .init(.relu, a: 0.25, b: 1, c: 3)) { $0 > 1 ? min($0, 3) : 0.25 * ($0 - 1) },
      Case(function: .init(.exponentialLinear, a: 1, b: 1)) { $0 > 0 ? $0 : expm1($0) },
      Case(function: .init(.exponentialLinear, a: 1.5, b: 0.5)) {
        0.5 * ($0 > 0 ? $0 : 1.5 * expm1($0))
      },
      Case(function: .init(.sigmoid)) { 1 / (1 + exp(-$0)) },
      Case(function: .init(.silu)) { $0 / (1 + exp(-$0)) },
      Case(function: .init(.gelu), expected: { $0 * 0.5 * erfc(-$0 / 2.0.squareRoot()) }),
      Case(function: .init(.mish)) { $0 * Foundation.tanh(log1p(exp(min($0, 700)))) },
      Case(function: .init(.hardSigmoid)) { min(max($0 / 6 + 0.5, 0), 1) },
      Case(function: .init(.hardSilu)) { $0 * min(max($0 / 6 + 0.5, 0), 1) },
      Case(function: .init(.hardTanh)) { min(max($0, -1), 1) },
      Case(function: .init(.softplus, a: 1)) { max($0, 0) + log1p(exp(-abs($0))) },
      Case(function: .init(.softplus, a: -1)) { -max(-$0, 0) - log1p(exp(-abs($0))) },
      Case(function: .init(.softsign)) { $0 / (1 + abs($0)) },
      Case(function: .init(.softShrink, a: 0.5)) {
        $0 > 0.5 ? $0 - 0.5 : $0 < -0.5 ? $0 + 0.5 : 0
      },
      Case(function: .init(.hardShrink, a: 0.5)) { abs($0) > 0.5 ? $0 : 0 },
      Case(function: .init(.tanhShrink)) { $0 - Foundation.tanh($0) },
      // Two large numbers of opposite signs are added.
      Case(
        function: .init(.squareplus, a: 4), expected: { ($0 + ($0 * $0 + 4).squareRoot()) / 2 },
        tolerance: 1e-5),
      Case(function: .init(.tanh)) { Foundation.tanh($0) },
      Case(function: .init(.exponential)) { exp($0) },
    ]
  }

  /// Numbers of all magnitudes of both signs up to about 90, and special places.
  static let arguments: [Float] = {
    let stream = RandomStream(seed: 3, name: "arguments")
    let random = (0..<2000).map { index in
      Float(stream.uniform(2 * index) * exp(stream.uniform(2 * index + 1) * 10 - 5.5))
    }
    return random + [0, -0.0, 0.5, -0.5, 1, -1, 3, -3, 6, 20, -20, 87, -87, -103, 1e-30, -1e-38]
  }()

  @Test(arguments: InstructionSet.available)
  func valuesAreThoseOfTheDefinition(_ set: InstructionSet) {
    for testCase in Case.all {
      let output = apply(set, testCase.function, Self.arguments, channels: Self.arguments.count)
      for (x, y) in zip(Self.arguments, output) {
        let expected = testCase.expected(Double(x))
        let allowed = testCase.tolerance * max(1, abs(expected))
        #expect(
          abs(Double(y) - expected) <= allowed,
          "\(set) \(testCase.testDescription) of \(x): \(y), not \(expected)")
      }
    }
  }

  /// Where the value is small, digits are not lost either: tanh(x) is x, exp(x) - 1 is x.
  @Test(arguments: InstructionSet.available)
  func smallArgumentsKeepTheirDigits(_ set: InstructionSet) {
    let small: [Float] = [1e-3, -1e-3, 3e-5, -3e-5, 1e-9, -1e-9, 1e-20, -1e-20]
    for kind in [ElementFunction.Kind.tanh, .exponentialLinear, .softsign] {
      let output = apply(set, ElementFunction(kind, a: 1, b: 1), small, channels: 8)
      for (x, y) in zip(small, output) {
        #expect(abs(y / x - 1) < 2e-3, "\(set) \(kind) of \(x): \(y)")
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func infinitiesAndNaN(_ set: InstructionSet) {
    for testCase in Case.all {
      let output = apply(
        set, testCase.function, [.nan, .infinity, -.infinity, 1000, -1000], channels: 5)
      #expect(output[0].isNaN, "\(set) \(testCase.testDescription)")
      for (x, y) in [(1000.0, output[3]), (-1000.0, output[4])] {
        let expected = testCase.expected(x)
        #expect(
          Double(y) == expected || abs(Double(y) - expected) <= max(1e-30, abs(expected) * 1e-6)
            || expected > 1e38 && y == .infinity || testCase.function.kind == .squareplus,
          "\(set) \(testCase.testDescription) of \(x): \(y), not \(expected)")
      }
    }
    let exponentials = apply(
      set, ElementFunction(.exponential), [.infinity, -.infinity, 88.7, 89, -104], channels: 5)
    #expect(exponentials[0] == .infinity && exponentials[1] == 0)
    #expect(exponentials[2].isFinite && exponentials[3] == .infinity && exponentials[4] == 0)
    let tanhs = apply(set, ElementFunction(.tanh), [.infinity, -.infinity], channels: 2)
    #expect(tanhs == [1, -1])
  }

  @Test(arguments: InstructionSet.available)
  func rowsAndGapsAroundTheVectors(_ set: InstructionSet) {
    for channels in DepthwiseTests.channelCounts {
      for gap in [0, 1, 5] {
        let pixels = 6
        let elements = (0..<pixels * channels).map { Float($0) - 7 }
        let stride = channels + gap
        let input = GuardedFloats(spread(elements, channels, stride))
        let output = GuardedFloats(
          [Float](repeating: .nan, count: (pixels - 1) * stride + channels))
        var source = FeatureMap(
          base: input.base, height: 2, width: 3, channels: channels, pixelStride: stride)
        var target = FeatureMap(
          base: output.base, height: 2, width: 3, channels: channels, pixelStride: stride)
        var function = ElementFunction(.affine, a: 2, b: 1)
        set.kernels.layers.apply(&function, &source, &target, 0, 2)
        for index in elements.indices {
          #expect(
            output[index / channels * stride + index % channels] == 2 * elements[index] + 1)
        }
        if gap > 0 {
          for pixel in 0..<pixels - 1 { #expect(output[pixel * stride + channels].isNaN) }
        }
        // In place.
        set.kernels.layers.apply(&function, &source, &source, 0, 2)
        for index in elements.indices {
          #expect(
            input[index / channels * stride + index % channels] == 2 * elements[index] + 1)
        }
        #expect(input.isIntact && output.isIntact)
      }
    }
  }

  private func apply(
    _ set: InstructionSet, _ function: ElementFunction, _ elements: [Float], channels: Int
  ) -> [Float] {
    let input = GuardedFloats(elements)
    let output = GuardedFloats(elements.map { _ in .nan })
    var source = FeatureMap(
      base: input.base, height: 1, width: elements.count / channels, channels: channels,
      pixelStride: channels)
    var target = source
    target.base = output.base
    var function = function
    set.kernels.layers.apply(&function, &source, &target, 0, 1)
    return (0..<output.count).map { output[$0] }
  }
}
