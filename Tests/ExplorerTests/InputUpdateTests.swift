import GraphCore
import ModelFiles
import Testing

@testable import Explorer

/// What the model is run on, and what its classes are called, by the commands of the explorer.
@Suite struct InputUpdateTests {
  private func session(on path: String = "photograph") throws -> Session80x24 {
    var session = try Session80x24()
    session.state.setup.picture = InputFile(path: path)
    return session
  }

  private func invoke(_ line: String, _ state: inout State) throws -> [Effect] {
    update(&state, .invoke(try Invocation(parsing: line)))
  }

  /// The input of the pass that `r` starts.
  private func measured(_ state: inout State) throws -> InputChoice {
    state.run = nil
    for effect in update(&state, .key("r")) {
      if case .measure(_, _, _, _, let input) = effect { return input }
    }
    throw Invocation.Fault(text: "no pass")
  }

  @Test func anotherPicture_isRun_asTheOptionsOfRunSay() throws {
    var state = try session().state
    #expect(state.inputName(state.input) == "the photograph, inception")
    _ = try invoke("input cat.png", &state)
    _ = try invoke("preprocess imagenet", &state)
    _ = try invoke("resize crop", &state)
    #expect(state.message?.text == "input: cat.png, imagenet, crop")
    let cat = InputFile(path: "cat.png", preprocess: .imagenet, resize: .crop)
    #expect(try measured(&state) == .file(cat))
    // The next picture is taken in the same way, and i goes to random numbers and back.
    _ = try invoke("input dog.npy", &state)
    #expect(state.message?.text == "input: dog.npy")
    _ = try invoke("switch-input", &state)
    #expect(state.input == .random)
    _ = try invoke("preprocess unit", &state)
    #expect(state.message?.text.hasPrefix("random numbers are taken as they are") == true)
    _ = try invoke("switch-input", &state)
    #expect(
      state.input == .file(InputFile(path: "dog.npy", preprocess: .imagenet, resize: .crop)))
    _ = try invoke("input random", &state)
    #expect(try measured(&state) == .random)
  }

  @Test func aFileThatIsNone_isSaid_andTheInputStays() throws {
    var state = try session().state
    let before = state.input
    let effects = try invoke("input nofile", &state)
    let file = InputFile(path: "nofile")
    #expect(
      effects.contains { if case .checkInput(file, _) = $0 { true } else { false } }, "\(effects)")
    _ = update(&state, .inputFailed(file, "there is no file 'nofile'"))
    #expect(state.input == before && state.message?.text == "there is no file 'nofile'")
    #expect(state.message?.kind == .error)
    // What was chosen meanwhile stays.
    _ = try invoke("input other.png", &state)
    _ = try invoke("input random", &state)
    _ = update(&state, .inputFailed(InputFile(path: "other.png"), "no picture"))
    #expect(state.input == .random)
  }

  @Test func theFirstPicture_canBeNormalizedOtherwise() throws {
    var state = try session(on: "3.png").state
    _ = try invoke("preprocess raw", &state)
    #expect(try measured(&state) == .file(InputFile(path: "3.png", preprocess: .raw)))
    _ = try invoke("preprocess loud", &state)
    #expect(state.message?.kind == .error)
    #expect(state.message?.text.contains("inception, imagenet, unit, raw, not 'loud'") == true)
  }

  @Test func anotherInput_makesOutputsStale() throws {
    var state = try session().state
    state.inspected = InspectedPass(version: 0, input: .photograph, source: NoOutputs())
    _ = try invoke("input cat.png", &state)
    #expect(state.inspected == nil)
  }

  @Test func labels_areRead() throws {
    var state = try session().state
    let effects = try invoke("labels names.txt", &state)
    guard case .readLabels("names.txt", _)? = effects.first else {
      Issue.record("nothing is read: \(effects)")
      return
    }
    _ = update(&state, .labels(path: "names.txt", .read(["cat", "dog"])))
    #expect(state.classNames == ["cat", "dog"])
    _ = update(&state, .labels(path: "names.txt", .failed("there is no such file")))
    #expect(state.message == Message(kind: .error, text: "there is no such file"))
    #expect(state.classNames == ["cat", "dog"])
  }

  /// A model that normalizes takes the values as they are, also behind what augments.
  @Test func whatTheModelAsksFor() throws {
    func graph(_ layers: [GraphCore.Operation]) throws -> ModelGraph {
      var graph = ModelGraph(name: "m")
      var last = try graph.add(.inputLayer(InputLayer(shape: Shape(8, 8, 3))), inputs: [])
      for layer in layers { last = try graph.add(layer, inputs: [last]) }
      graph.setOutputs([last])
      return graph
    }
    var flip = OpaqueLayer(kerasClass: "RandomFlip", output: .elementwise, weightsPerChannel: 0)
    flip.computation = .identity
    var half = OpaqueLayer(kerasClass: "TrueDivide", weightsPerChannel: 0)
    half.computation = .function(
      ElementwiseFunction(.divide, of: [.input, .constant(.init(shape: [], elements: [2]))]))
    let augment = try GraphCore.Operation.model(
      NestedModel(ModelAnalysis(graph([.opaque(flip), .identity(IdentityLayer(.identity))]))))
    let conv = GraphCore.Operation.conv2D(Conv2D(filters: 2, kernelSize: 1))
    let scale = GraphCore.Operation.rescaling(Rescaling(scale: 0.1))
    for (layers, wanted): ([GraphCore.Operation], Preprocessing) in [
      ([conv], .inception), ([scale, conv], .raw), ([augment, scale, conv], .raw),
      ([.opaque(flip), .opaque(half), conv], .raw), ([augment, conv, scale], .inception),
      ([.opaque(flip), conv], .inception),
    ] {
      #expect(PictureOptions.preprocessing(for: try graph(layers)) == wanted)
    }
  }
}

/// A pass of which nothing was kept.
private struct NoOutputs: OutputSource {
  func values(of node: NodeID) -> LayerValues? { nil }
  func weight(_ weight: WeightSpecification, layer: String) -> [Float]? { nil }
}
