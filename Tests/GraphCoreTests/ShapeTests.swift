import GraphCore
import Testing

struct ShapeTests {
  @Test func descriptionJoinsAxes() {
    #expect(Shape(224, 224, 96).description == "224x224x96")
    #expect(Shape(.unknown, .unknown, 3).description == "?x?x3")
  }

  @Test func elementCountIsCheckedArithmetic() {
    #expect(Shape(2, 3, 4).elementCount == 24)
    #expect(Shape(.unknown, 3).elementCount == nil)
    #expect(Shape(.fixed(Int.max), 2).elementCount == nil)
  }

  @Test func paddingOfTheLargestWindows() {
    func padding(_ window: Int, stride: Int = 1, dilation: Int = 1) -> Int {
      WindowShape.paddingBefore(
        input: 8, window: window, stride: stride, dilation: dilation, padding: .same)
    }
    #expect(padding(3) == 1)
    #expect(padding(4, stride: 3) == 1)
    #expect(padding(Int.max) == (Int.max - 1) / 2)
    #expect(padding(Int.max, stride: Int.max) == (Int.max - 8) / 2)
    #expect(padding(3, dilation: Int.max / 2) == Int.max / 2)
  }

  @Test func tapsInsideAnAxis() {
    for (size, window, dilation) in [(8, 3, 1), (8, 3, 3), (1, 4, 2), (5, 9, 1), (5, 2, 7)] {
      for start in -30...30 {
        let taps = WindowShape.tapsInside(
          start: start, window: window, dilation: dilation, size: size)
        let inside = (0..<window).filter { (0..<size).contains(start + $0 * dilation) }
        #expect(Array(taps) == inside)
      }
    }
    #expect(
      WindowShape.tapsInside(start: -Int.max / 2, window: Int.max, dilation: 1, size: 8)
        == Int.max / 2..<Int.max / 2 + 8)
    #expect(
      WindowShape.tapsInside(start: -Int.max / 2, window: 2, dilation: Int.max - 1, size: 8).isEmpty
    )
  }

  private func sharing(_ axes: [Int]) throws -> ModelAnalysis {
    var builder = ModelBuilder(name: "slopes")
    let input = builder.input(shape: Shape(4, 5, 6))
    let output = builder.add(.prelu(PReLU(sharedAxes: axes)), name: "slopes", [input])
    return try ModelAnalysis(builder.finish(outputs: [output]))
  }

  /// Shapes of `alpha` as Keras makes them, for axes below 1 as well.
  @Test(arguments: [
    ([], [4, 5, 6]), ([1, 2], [1, 1, 6]), ([3], [4, 5, 1]), ([0], [4, 5, 1]), ([-1], [4, 1, 6]),
    ([-2], [1, 5, 6]),
  ])
  func sharedAxesOfPReLU(_ axes: [Int], _ shape: [Int]) throws {
    let analysis = try sharing(axes)
    #expect(analysis.weights(of: analysis.graph.outputs[0]).map(\.shape) == [shape])
  }

  @Test func axesThatPReLUCannotShare() throws {
    for axis in [4, -3, Int.max, Int.min] {
      #expect(
        throws: GraphError.invalidLayer(
          name: "slopes", className: "PReLU", reason: "shared axis \(axis) is no axis of 4x5x6")
      ) { try sharing([1, axis]) }
    }
    #expect(
      throws: RuleViolation.invalid("shared_axes takes axes such as 1x2, got '1x?'")
    ) {
      try Operation.prelu(PReLU()).setting("shared_axes", to: .integers([1, nil]))
    }
  }
}
