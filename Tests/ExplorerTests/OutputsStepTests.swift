import Compute
import GraphCore
import Testing

@testable import Explorer

@Suite struct OutputsStepTests {
  private func opened(_ path: String) throws -> Session80x24 {
    var session = try Session80x24()
    session.select(path)
    session.go(.enter)
    session.answerInspection(id: 1)
    return session
  }

  private func step(_ session: inout Session80x24, _ key: Key) {
    session.answer(update(&session.state, .key(key)))
  }

  @Test func aBlock_isSteppedPast_into_andOutOf() throws {
    var session = try opened("residual_inception_1")
    #expect(StateDigest(session.state).outputsNode == "add")
    step(&session, "n")
    #expect(session.state.outputs?.path == "residual_inception_2")
    #expect(StateDigest(session.state).shown == "add_1")
    step(&session, "s")
    // The layer that is computed first, from which n walks on.
    #expect(session.state.outputs?.path == "residual_inception_2/3x3/conv2d_8")
    step(&session, "s")
    #expect(session.state.message?.text == "conv2d_8 is a layer; n goes to the next one")
    step(&session, "o")
    #expect(session.state.outputs?.path == "residual_inception_2/3x3")
    step(&session, "o")
    #expect(session.state.outputs?.path == "residual_inception_2")
    step(&session, "o")
    #expect(session.state.message?.text == "this is the outermost row")
  }

  @Test func continue_goesToTheFirstOutputThatIsSo() throws {
    var session = try opened("input_layer")
    session.press("b") { $0.menu = "breakConditions: NaN or infinite" }
    session.go(.down, .enter)
    #expect(session.state.outputs?.breakCondition == .allZeros)
    let effects = update(&session.state, .key("c"))
    guard case .find(let id, let pass, let nodes, .allZeros)? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    #expect(nodes.count == 21)
    let zero = LayerValues(shape: [1, 1, 2], elements: [0, 0])
    #expect(BreakCondition.allZeros.holds(for: zero))
    #expect(pass.version == 0)
    let node = try #require(session.state.analysis.graph.node(named: "conv2d_4"))
    let found = try #require(FoundOutput(node, zero, .allZeros))
    session.answer(update(&session.state, .found(id: id, found)))
    #expect(StateDigest(session.state).shown == "conv2d_4")
    #expect(session.state.message?.text == "conv2d_4 is all zeros")
    // A key in between makes the answer late.
    _ = update(&session.state, .key("c"))
    session.go("n")
    _ = update(&session.state, .found(id: id + 1, found))
    #expect(StateDigest(session.state).outputsNode != "conv2d_4")
  }

  @Test(arguments: [
    ("nan", BreakCondition.notFinite), ("zeros", .allZeros), ("above 3.5", .above(3.5)),
    ("100", .above(100)), ("zeros>90%", .zeros(over: 0.9)), ("zeros>0.5", .zeros(over: 0.5)),
  ])
  func conditions_areTyped(text: String, condition: BreakCondition) throws {
    #expect(try BreakCondition(parsing: text) == condition)
    #expect(try BreakCondition(parsing: condition.typed) == condition)
  }

  @Test(arguments: ["zeros>", "zeros>100%", "zeros>many", "params>x"])
  func faultyConditions_areToldInALine(text: String) throws {
    #expect(throws: Query.Fault.self) { try BreakCondition(parsing: text) }
    var session = try opened("input_layer")
    session.type(":break \(text)")
    session.go(.enter)
    #expect(session.state.message?.kind == .error)
    #expect(session.state.outputs?.breakCondition == nil)
  }

  @Test func continue_goesToTheNextLayerThatFits() throws {
    var session = try opened("input_layer")
    session.type(":break concatenate")
    session.go(.enter)
    #expect(
      session.state.message?.text
        == "c goes on to the next output that is of a layer that fits 'concatenate'")
    // A layer of that very name is meant, and no other whose name begins with it.
    step(&session, "c")
    #expect(StateDigest(session.state).shown == "concatenate")
    step(&session, "c")
    #expect(StateDigest(session.state).shown == "concatenate")
    #expect(
      session.state.message?.text
        == "no further output is of a layer that fits 'concatenate'")
    session.type(":break class:concat")
    session.go(.enter)
    step(&session, "c")
    #expect(StateDigest(session.state).shown == "concatenate_1")
    session.type(":break nonsense")
    session.go(.enter)
    #expect(session.state.message?.text.hasPrefix("no layer fits 'nonsense'") == true)
    #expect(session.state.outputs?.breakCondition?.typed == "class:concat")
  }

  @Test(arguments: [
    (BreakCondition.notFinite, [Float.nan, 0], true), (.notFinite, [1, 2], false),
    (.allZeros, [0, 0], true), (.allZeros, [0, 1], false), (.above(1), [1, 1], false),
    (.above(1), [1, 1.5], true), (.zeros(over: 0.5), [0, 0, 0, 1], true),
    (.zeros(over: 0.75), [0, 0, 0, 1], false), (.zeros(over: 0.5), [], false),
  ])
  func conditions_hold(condition: BreakCondition, elements: [Float], holds: Bool) {
    let values = LayerValues(shape: [elements.count], elements: elements)
    #expect(condition.holds(for: values) == holds)
  }

  @Test func pixel_moves_andIsExplained() throws {
    var session = try opened("residual_inception_1/5x5/conv2d_4")
    let effects = update(&session.state, .key(.tab))
    guard case .explain(_, _, _, channel: 0, let pixel)? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    #expect(pixel == OutputsState.Pixel(x: 4, y: 4))
    session.go(.left, .up)
    #expect(session.state.pixel == OutputsState.Pixel(x: 3, y: 3))
    session.go("g")
    #expect(session.state.pixel == OutputsState.Pixel(x: 0, y: 0))
    session.go(.left)
    #expect(session.state.pixel == OutputsState.Pixel(x: 0, y: 0))
  }

  @Test func channels_tellTheirBranch() throws {
    let session = try opened("residual_inception_1/concatenate")
    let node = try #require(session.state.analysis.graph.node(named: "concatenate"))
    let parts = ChannelParts(of: node, session.state)
    #expect(
      parts.parts.map(\.name) == [
        "1x1 (conv2d)", "3x3 (conv2d_2)", "5x5 (conv2d_4)", "pool (conv2d_5)",
      ])
    #expect(parts.parts.map(\.channels) == [0..<64, 64..<192, 192..<224, 224..<256])
    #expect(parts.part(of: 200)?.label == "5x5")
    #expect(parts.part(of: 256) == nil)
  }

  /// Every explanation ends in the number that the kernels computed.
  @Test func explanations_addUpToWhatWasComputed() throws {
    let graph = try BuiltInModel.residualInception.graph()
    let model = try ModelAnalysis(graph).applying(
      .set(target: "model", field: "input_size", value: .integer(12))
    ).analysis
    let engine = ComputeEngine(
      options: PlanOptions(instructionSet: .baseline), threads: 1, inputNames: [.random: "random"],
      weights: { _, _ in Weights() },
      input: { _, _ in [.randomInput(shape: [1, 12, 12, 3], seed: 3)] })
    let source = try engine.inspect(
      model, keep: .first, input: .random, first: model.order[0], cancellation: Cancellation(),
      reached: { _ in }, progress: { _ in })
    let explainer = PixelExplainer(
      analysis: model, values: source.values, weight: { source.weight($0, layer: $1) })
    for node in model.order {
      let name = model.graph.name(of: node)
      let channels = model.shape(of: node).channels.value ?? 1
      for (x, y) in [(0, 0), (11, 5), (6, 11)] {
        let explanation = try #require(
          explainer.explain(node, channel: (x * 7 + y) % channels, y: y, x: x))
        #expect(!explanation.sentence.isEmpty, "\(name)")
        guard var sum = explanation.sum else { continue }
        if explanation.activation == .relu { sum = max(0, sum) }
        if explanation.activation == .softmax { continue }
        #expect(
          abs(sum - Double(explanation.value)) <= 1e-4 * max(1, abs(sum)),
          "\(name) \(x) \(y): \(sum), \(explanation.value)")
        if explanation.termCount > 2, !explanation.window.isEmpty {
          let window = explanation.window.joined().compactMap { $0 }.reduce(0, +)
          #expect(abs(window + (explanation.bias ?? 0) - (explanation.sum ?? 0)) < 1e-9, "\(name)")
        }
      }
    }
  }
}
