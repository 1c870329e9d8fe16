import GraphCore
import Testing

@testable import Explorer

/// Outputs that are made up: every map is 8x8 and grows to the right, channel by channel.
struct MadeUpOutputs: OutputSource {
  var analysis: ModelAnalysis

  func values(of node: NodeID) -> LayerValues? {
    let shape = analysis.shape(of: node)
    let channels = shape.channels.value ?? 1
    guard shape.rank == 3 else {
      return LayerValues(
        shape: [channels], elements: (0..<channels).map { Float($0 % 10) / 10 })
    }
    var elements: [Float] = []
    for row in 0..<8 {
      for column in 0..<8 {
        for channel in 0..<channels {
          elements.append(channel.isMultiple(of: 2) ? Float(column) : -Float(row))
        }
      }
    }
    return LayerValues(shape: [8, 8, channels], elements: elements)
  }

  /// Every weight is the number of its place modulo 3, less 1.
  func weight(_ weight: WeightSpecification, layer: String) -> [Float]? {
    (0..<weight.shape.reduce(1, *)).map { Float($0 % 3) - 1 }
  }
}

extension Session80x24 {
  /// Answers the pass that the view of outputs waits for, and the loading of its layer.
  mutating func answerInspection(id: Int) {
    let pass = InspectedPass(
      version: state.history.current.id, input: state.input,
      source: MadeUpOutputs(analysis: state.analysis))
    answer(update(&state, .inspection(id: id, .finished(pass))))
  }

  /// Answers effects that load an output.
  mutating func answer(_ effects: [Effect]) {
    for case .load(let pass, let node) in effects {
      let values = pass.source.values(of: node)
      _ = update(
        &state,
        .output(
          version: pass.version, input: pass.input,
          ShownOutput(
            node: node, values: values,
            description: LayerDescription(values ?? LayerValues(shape: [], elements: [])))))
    }
  }
}

@Suite struct OutputsUpdateTests {
  @Test func enter_runsTheModelOnce_thenStepsLoadLayers() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/3x3/conv2d_2")
    let effects = session.press(.enter) {
      $0.outputsNode = "conv2d_2"
      $0.arrangement = .grid
      $0.channel = 0
      $0.scale = .channel
      $0.isComputing = true
    }
    guard case .inspect(id: 1, version: 0, _, .first, .photograph, first: _)? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    session.answerInspection(id: 1)
    #expect(StateDigest(session.state).shown == "conv2d_2")
    let next = session.press("n") {
      $0.outputsNode = "conv2d_4"
      $0.cursor = "residual_inception_1/5x5/conv2d_4"
      $0.dial = "filters=32"
    }
    session.answer(next)
    #expect(StateDigest(session.state).shown == "conv2d_4")
    session.press("q") {
      $0.outputsNode = nil
      $0.arrangement = nil
      $0.channel = nil
      $0.scale = nil
      $0.shown = nil
    }
    // The pass is kept: no second run.
    let again = session.press(.enter) {
      $0.outputsNode = "conv2d_4"
      $0.arrangement = .grid
      $0.channel = 0
      $0.scale = .channel
    }
    guard case .load? = again.first else {
      Issue.record("\(again)")
      return
    }
  }

  @Test func channels_move_andStopAtTheEnds() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/5x5/conv2d_3")
    session.go(.enter)
    session.answerInspection(id: 1)
    session.press(".") { $0.channel = 1 }
    session.press(.right) { $0.channel = 2 }
    session.press(",") { $0.channel = 1 }
    session.press("G") { $0.channel = 15 }
    session.press(".")
    session.press("g") { $0.channel = 0 }
    session.press(",")
    session.press(.tab) { $0.arrangement = .single }
    session.press(.tab) { $0.arrangement = .grid }
    session.press("m") { $0.colorMap = .magma }
    session.press("S") { $0.scale = .layer }
  }

  @Test func input_switched_isComputedAnew() throws {
    var session = try Session80x24()
    session.go(.enter)
    session.answerInspection(id: 1)
    let effects = session.press("i") {
      $0.input = .random
      $0.isComputing = true
      $0.shown = nil
      $0.message = "input: random, seed 1"
      $0.messageKind = .info
    }
    guard case .inspect(id: 2, version: 0, _, .first, .random, first: _)? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    // The first pass is late now.
    session.send(.inspection(id: 1, .failed("late")))
  }

  @Test func leaving_whileComputing_cancels() throws {
    var session = try Session80x24()
    session.go(.enter)
    let effects = session.press(.escape) {
      $0.outputsNode = nil
      $0.arrangement = nil
      $0.channel = nil
      $0.scale = nil
      $0.isComputing = false
    }
    guard case .cancel(id: 1)? = effects.first else {
      Issue.record("\(effects)")
      return
    }
  }

  @Test func edit_makesTheKeptPassStale() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/5x5/conv2d_3")
    session.go(.enter)
    session.answerInspection(id: 1)
    session.turn("q", "+")
    let effects = update(&session.state, .key(.enter))
    guard case .inspect(id: 2, version: 1, _, .first, .photograph, first: _)? = effects.first else {
      Issue.record("\(effects)")
      return
    }
  }

  @Test func edit_behindTheOpenView_isComputedAtOnce_andARemovedLayerClosesIt() throws {
    var session = try Session80x24()
    session.select("dense")
    session.go(.enter)
    session.answerInspection(id: 1)
    #expect(session.state.shown != nil)
    let version = session.state.history.index
    let made = update(&session.state, .invoke(Invocation(.edit, "dense.units=12")))
    #expect(session.state.history.index != version && session.state.shown == nil)
    let first = made.compactMap { effect -> NodeID? in
      if case .inspect(_, let version, _, _, _, let first) = effect {
        return version == session.state.history.index ? first : nil
      }
      return nil
    }
    #expect(first == [try #require(session.state.outputs).node])
    _ = update(&session.state, .invoke(Invocation(.edit, "remove dense")))
    #expect(session.state.outputs == nil)
  }

  @Test func description_ofFiniteValues_isExact() {
    let elements = (0..<4000).map { Float($0 % 4) - 1 }
    let description = LayerDescription(LayerValues(shape: [10, 100, 4], elements: elements))
    #expect(description.minimum == -1)
    #expect(description.maximum == 2)
    #expect(abs(description.mean - 0.5) < 1e-6)
    #expect(abs(description.standardDeviation - 1.25.squareRoot()) < 1e-6)
    #expect(description.zeroShare == 0.25)
    #expect(description.histogram.reduce(0, +) == 4000)
  }

  @Test(arguments: [ColorDepth.mono, .palette, .direct])
  func hugeAndStrangeValues_areDrawnWithoutATrap(depth: ColorDepth) throws {
    let most = Float.greatestFiniteMagnitude
    let elements: [Float] = [.nan, -most, most, .infinity, -.infinity, 0, most, -most]
    let values = LayerValues(shape: [2, 2, 2], elements: elements)
    #expect(LayerDescription(values).notFinite == 3)
    var screen = Screen(Size(30, 12))
    for range in [nil, -most...most, 0...0] as [ClosedRange<Float>?] {
      PictureView.draw(
        values, channel: 0, range: range, map: .viridis, display: Display(depth: depth),
        on: &screen, in: Rect(Size(8, 4)))
    }
    let session = try Session80x24()
    let vector = LayerValues(shape: [8], elements: elements)
    let node = try #require(session.state.analysis.graph.inputs.first)
    VectorView.draw(
      ShownOutput(node: node, values: vector, description: LayerDescription(vector)),
      session.state, on: &screen, in: Rect(Size(30, 12)))
  }

  @Test func description_countsWhatIsThere() {
    let values = LayerValues(shape: [1, 2, 2], elements: [0, 1, -3, .nan])
    let description = LayerDescription(values)
    #expect(description.minimum == -3)
    #expect(description.maximum == 1)
    #expect(abs(description.mean + 2.0 / 3) < 1e-6)
    #expect(description.zeroShare == 0.25)
    #expect(description.notFinite == 1)
    #expect(description.histogram.reduce(0, +) == 3)
    #expect(values.rangesOfChannels == [-3...0, 1...1])
  }
}
