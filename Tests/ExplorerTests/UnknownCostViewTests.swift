import GraphCore
import Testing

@testable import Explorer

/// What the screen says of parameters that are not known.
struct UnknownCostViewTests {
  /// The example network with a convolution of an unknown class, whose shape holds for its own input.
  private func session() throws -> Session80x24 {
    var graph = try BuiltInModel.residualInception.graph()
    let layer = try #require(graph.layer(named: "conv2d_1"))
    let input = Shape([224, 224, 3])
    graph.setOperation(
      .opaque(
        OpaqueLayer(
          kerasClass: "Conv2Z", output: .recorded(Shape([224, 224, 96]), inputs: [input]),
          weightsPerChannel: 1)), of: layer)
    var session = try Session80x24(size: Size(120, 30))
    session.state = State(
      modelName: "m", analysis: try ModelAnalysis(graph), size: Size(120, 30), display: Display())
    _ = update(&session.state, .resize(Size(120, 30)))
    return session
  }

  private func lines(_ session: Session80x24) -> [String] {
    view(session.state).lines
  }

  @Test func theHeaderSaysWhatTheTotalLacks() throws {
    var session = try session()
    #expect(lines(session)[0].contains("559,035 params"))
    session.go(":", "m", "o", "d", "e", "l", ".", "i", "n", "p", "u", "t", "_", "s", "i", "z", "e")
    session.go("=", "1", "0", "0", .enter)
    #expect(session.state.history.isEdited)
    let header = lines(session)[0]
    #expect(header.contains("≥") && header.contains("params ±? ("))
    #expect(header.contains("layers unknown)"))
    #expect(!header.contains("−"))
    #expect(session.state.message?.text.contains("±? params") ?? false)
  }

  @Test func rowsOfUnknownParametersHaveAMark() throws {
    var session = try session()
    session.go(":", "m", "o", "d", "e", "l", ".", "i", "n", "p", "u", "t", "_", "s", "i", "z", "e")
    session.go("=", "1", "0", "0", .enter)
    session.select("dense")
    let row = try #require(lines(session).first { $0.contains("dense") && $0.contains("?") })
    #expect(!row.contains("·"))
    session.select("residual_inception_1/3x3")
    #expect(lines(session).contains { $0.contains("unknown of") })
  }
}
