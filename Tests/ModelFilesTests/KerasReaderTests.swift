import Foundation
import GraphCore
import ModelFiles
import Testing

struct KerasReaderTests {
  /// What matters of a call, under names.
  struct Row: Equatable {
    var name: String
    var operation: GraphCore.Operation
    var shape: Shape
    var parameters: Int
    var inputs: [String]
  }

  private func rows(_ analysis: ModelAnalysis) -> [Row] {
    analysis.order.map { id in
      Row(
        name: analysis.graph.name(of: id), operation: analysis.graph.operation(of: id),
        shape: analysis.shape(of: id), parameters: analysis.cost(of: id).parameters,
        inputs: analysis.graph[id].inputs.map { analysis.graph.name(of: $0) })
    }
  }

  /// The built-in models are held against Keras' tables elsewhere.
  @Test(arguments: [
    (KerasFixture.seed, BuiltInModel.residualInception),
    (.inceptionModule, .inceptionModule),
    (.inceptionV3, .inceptionV3),
    (.inceptionResNetV2, .inceptionResNetV2),
  ])
  func filesAreTheBuiltInModels(_ fixture: KerasFixture, _ model: BuiltInModel) throws {
    let read = try fixture.document().graph
    let built = try model.graph()
    #expect(read.name == built.name)
    let rows = try zip(rows(ModelAnalysis(read)), rows(ModelAnalysis(built)))
    for (ours, theirs) in rows { try #require(ours == theirs) }
    #expect(read.nodeIDs.count == built.nodeIDs.count)
  }

  /// The numbers are those of Keras: calls, parameters, trainable ones, shapes of the outputs.
  @Test(arguments: [
    (KerasFixture.headless, 781, 54_336_736, 54_276_192, ["1536"]),
    (.everyClass, 43, 1364, 1335, ["5"]),
    (.sequential, 5, 13610, 13610, ["10"]),
    (.sharedAndNested, 10, 138, 132, ["8x8x2", "8x8x5", "8x8x3"]),
    (.severalOutputs, 11, 326, 318, ["4x4x5", "8x8x4", "3"]),
    (.siamese, 21, 622, 610, ["4", "8x8x6"]),
  ])
  func totalsAreThoseOfKeras(
    _ fixture: KerasFixture, calls: Int, parameters: Int, trainable: Int, outputs: [String]
  ) throws {
    let analysis = try ModelAnalysis(fixture.document().graph)
    #expect(analysis.calls.count == calls)
    #expect(analysis.totals.parameters == parameters)
    #expect(analysis.totals.trainableParameters == trainable)
    #expect(analysis.graph.outputs.map { analysis.shape(of: $0).description } == outputs)
  }

  @Test func unknownClassesKeepTheirRecordedShapes() throws {
    let analysis = try ModelAnalysis(KerasFixture.unknownClasses.document().graph)
    let rows = analysis.order.map { id in
      "\(analysis.graph.operation(of: id).className) \(analysis.shape(of: id))"
    }
    #expect(
      rows == ["InputLayer 8x4", "MultiHeadAttention 8x4", "Add 8x4", "Relu 8x4", "Dense 8x3"])
    guard
      case .opaque = try analysis.graph.operation(of: #require(analysis.graph.node(named: "add")))
    else {
      Issue.record("the function keras.ops.add was taken for the layer Add")
      return
    }
  }

  /// A recorded shape belongs to the recorded inputs; for others nothing is known.
  @Test func recordedShapesDoNotOutliveTheirInputs() throws {
    let analysis = try ModelAnalysis(KerasFixture.unknownClasses.document().graph)
    let edited = try analysis.applying(Edit(parsing: "input_layer.shape=9x4")).analysis
    let shapes = edited.order.map { edited.shape(of: $0).description }
    #expect(shapes == ["9x4", "unknown", "unknown", "unknown", "unknown"])
    #expect(edited.totals.uncountedLayers == 2 && edited.totals.multiplyAccumulates == nil)
    #expect(edited.uncountedLayers(of: edited.order) == ["multi_head_attention", "dense"])
  }

  /// As `keras.Sequential([Input((8, 8, 3)), RandomFlip(), Rescaling([...]), Conv2D(4, 3,
  /// activation=LeakyReLU()), Softmax(axis=[1, 2]), Conv2D(4, 1, activation="glu")])` writes it.
  @Test func layersThatKeepTheShapeLetOthersBeCounted() throws {
    let text = """
      {"module": "keras", "class_name": "Sequential", "config": {"name": "s", "layers": [
      {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 8, 8, 3], "name": "in"}},
      {"module": "keras.layers", "class_name": "RandomFlip", "config": {"name": "flip", "mode": "horizontal"}},
      {"module": "keras.layers", "class_name": "Rescaling", "config": {"name": "scale", "scale": [0.1, 0.2, 0.3], "offset": 0.0}},
      {"module": "keras.layers", "class_name": "Conv2D", "config": {"name": "conv", "filters": 4, "kernel_size": [3, 3],
       "activation": {"module": "keras.layers", "class_name": "LeakyReLU", "config": {"name": "l"}}}},
      {"module": "keras.layers", "class_name": "Softmax", "config": {"name": "soft", "axis": [1, 2]}},
      {"module": "keras.layers", "class_name": "Conv2D", "config": {"name": "glu", "filters": 4, "kernel_size": [1, 1],
       "activation": "glu"}}]}}
      """
    let document = try KerasDocument(reading: Array(text.utf8))
    let analysis = try ModelAnalysis(document.graph)
    let shapes = analysis.order.map { analysis.shape(of: $0).description }
    #expect(shapes == ["8x8x3", "8x8x3", "8x8x3", "6x6x4", "6x6x4", "6x6x4"])
    #expect(analysis.totals.parameters == 132)
    let partial = analysis.order.filter { analysis.cost(of: $0).uncountedLayers > 0 }
    #expect(partial.isEmpty)
    // The function of the file survives an edit beside it, and gives way to one that is asked for.
    for (edit, function) in [
      ("conv.filters=8", JSONValue.string("LeakyReLU")), ("conv.activation=relu", nil),
    ] {
      let edited = try analysis.applying(Edit(parsing: edit)).analysis
      let layers = JSONValue(keras: edited, keeping: document)["config"]?["layers"]?.elements
      let activation = layers?[3]["config"]?["activation"]
      #expect(activation?["class_name"] == function)
    }
    #expect(throws: EditError.self) {
      try analysis.applying(Edit(parsing: "conv.activation=custom"))
    }
  }

  @Test func inputsAreInTheOrderOfTheModelsArguments() throws {
    let graph = try KerasFixture.sharedAndNested.document().graph
    #expect(graph.inputs.map { graph.name(of: $0) } == ["a", "b"])
    let inner = try #require(graph.layer(named: "inner"))
    #expect(graph.calls(of: inner).count == 4)
  }

  @Test func layersMayStandInAnyOrder() throws {
    var root = try JSONValue(parsing: KerasFixture.sharedAndNested.bytes())
    var config = try #require(root["config"])
    config["layers"] = .array(try #require(config["layers"]?.elements?.reversed()))
    root["config"] = config
    let reversed = try KerasDocument(reading: root.pythonBytes).graph
    let straight = try KerasFixture.sharedAndNested.document().graph
    #expect(try rows(ModelAnalysis(reversed)) == rows(ModelAnalysis(straight)))
  }

  /// Three layers as Keras 2 wrote them.
  static let keras2 = """
    {"class_name": "Model", "config": {"name": "old", "layers": [
    {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 8, 8, 4], "dtype": "float32",
     "sparse": false, "ragged": false, "name": "input_1"}, "name": "input_1", "inbound_nodes": []},
    {"class_name": "BatchNormalization", "config": {"name": "bn", "axis": [3]}, "name": "bn",
     "inbound_nodes": [[["input_1", 0, 0, {}]]]},
    {"class_name": "LeakyReLU", "config": {"name": "leaky", "alpha": 0.2}, "name": "leaky",
     "inbound_nodes": [[["bn", 0, 0, {}]]]},
    {"class_name": "Concatenate", "config": {"name": "cat", "axis": -1}, "name": "cat",
     "inbound_nodes": [[["bn", 0, 0, {}], ["leaky", 0, 0, {}]]]}],
    "input_layers": [["input_1", 0, 0]], "output_layers": [["cat", 0, 0]]},
    "keras_version": "2.4.0", "backend": "tensorflow"}
    """

  @Test func theLayoutOfKeras2IsRead() throws {
    let graph = try KerasDocument(reading: Array(Self.keras2.utf8)).graph
    let analysis = try ModelAnalysis(graph)
    #expect(analysis.order.map { graph.name(of: $0) } == ["input_1", "bn", "leaky", "cat"])
    #expect(analysis.totals.parameters == 16)
    #expect(analysis.shape(of: graph.outputs[0]) == Shape(8, 8, 8))
    let leaky = try #require(graph.node(named: "leaky"))
    #expect(graph.operation(of: leaky).value(of: "negative_slope") == .number(0.2))
  }

  @Test func layersThatNoOutputNeedsAreLeftOut() throws {
    let text = Self.keras2.replacingOccurrences(
      of: #""output_layers": [["cat""#, with: #""output_layers": [["bn""#)
    let graph = try KerasDocument(reading: Array(text.utf8)).graph
    #expect(graph.nodeIDs.map { graph.name(of: $0) } == ["input_1", "bn"])
  }

  /// Keras writes the layers of a model in the order of `model.layers`.
  @Test(arguments: KerasFixture.allCases)
  func layersAreInTheOrderOfKeras(_ fixture: KerasFixture) throws {
    let layers = try JSONValue(parsing: fixture.bytes())["config"]?["layers"]?.elements ?? []
    let graph = try fixture.document().graph
    let names = layers.map { $0["name"] ?? $0["config"]?["name"] }
    #expect(try graph.kerasLayerOrder().map { .string(graph[$0].name) } == names)
    // The order of execution has the same layers, and each call after what it reads.
    let order = try graph.kerasOrder()
    #expect(Set(order.map { graph[$0].layer }).count == names.count)
    var seen: Set<NodeID> = []
    for id in order {
      #expect(graph[id].inputs.allSatisfy(seen.contains))
      seen.insert(id)
    }
  }

  @Test func modelsInsideMayHaveSeveralInputsAndOutputs() throws {
    let graph = try KerasFixture.severalOutputs.document().graph
    let analysis = try ModelAnalysis(graph)
    // Dictionaries are in the order of their keys: b, c, z.
    let pyramid = try #require(graph.node(named: "pyramid"))
    #expect(graph.sources(of: pyramid).map { graph.name(of: $0) } == ["picture", "hint"])
    #expect(
      analysis.outputShapes(of: pyramid) == [Shape(4, 4, 5), Shape(4, 4, 4), Shape(8, 8, 4)])
    #expect(
      graph.furtherOutputs(of: pyramid).map { graph.label(of: $0) } == ["pyramid[1]", "pyramid[2]"])
    #expect(
      graph.readers(of: pyramid).map { graph.name(of: $0) } == ["pair", "pair", "concatenate"])
    // The outputs of a model in a dictionary are in that order, too: level, map, scores.
    #expect(graph.outputs.map { graph.label(of: $0) } == ["pyramid", "pair[1]", "scores"])
    // Each call of a shared model has shapes of its own.
    let pair = try #require(graph.layer(named: "pair"))
    #expect(
      graph.calls(of: pair).map { analysis.shape(of: $0) } == [Shape(4, 4, 4), Shape(8, 8, 4)])
    let add = try #require(graph.node(named: "add"))
    #expect(graph[add].inputs.map { graph.label(of: $0) } == ["pair", "pair[1]", "pair[2]"])
  }

  @Test func inputsThatNothingReadsStay() throws {
    let graph = try KerasFixture.severalOutputs.document().graph
    let analysis = try ModelAnalysis(graph)
    #expect(graph.inputs.map { graph.name(of: $0) } == ["picture", "unread", "hint"])
    let unread = try #require(graph.node(named: "unread"))
    #expect(analysis.shape(of: unread) == Shape(7))
    #expect(graph.readers(of: unread).isEmpty)
  }

  @Test func operationsOfKerasMayHaveSeveralOutputs() throws {
    let graph = try KerasFixture.severalOutputs.document().graph
    let analysis = try ModelAnalysis(graph)
    let split = try #require(graph.node(named: "split"))
    #expect(analysis.outputShapes(of: split) == [Shape(4, 4, 2), Shape(4, 4, 2)])
    let joined = try #require(graph.node(named: "concatenate"))
    #expect(graph[joined].inputs.map { graph.label(of: $0) } == ["pyramid", "split[1]", "split"])
  }

  @Test func callsOfASharedLayerAreInTheOrderOfTheDocument() throws {
    let graph = try KerasFixture.siamese.document().graph
    let relu = try #require(graph.layer(named: "relu"))
    let read = graph.calls(of: relu).flatMap { graph.sources(of: $0) }.map { graph.name(of: $0) }
    #expect(read == ["convolve", "again", "convolve", "again", "side"])
    let convolve = try #require(graph.layer(named: "convolve"))
    let inputs = graph.calls(of: convolve).flatMap { graph.sources(of: $0) }
    #expect(inputs.map { graph.name(of: $0) } == ["left", "right"])
  }

  /// A list written backwards, in which each layer waits for the one after it: however long it is, it is
  /// read to the end, and its order is found without going over it again for each layer.
  @Test func listsMayBeBackwards() throws {
    let count = 3000
    let layers = (0..<count).reversed().map { index in
      """
      {"class_name": "Activation", "config": {"name": "a\(index)", "activation": "relu"},
       "name": "a\(index)", "inbound_nodes": [[["\(index == 0 ? "in" : "a\(index - 1)")", 0, 0, {}]]]}
      """
    }
    let text = """
      {"class_name": "Functional", "config": {"name": "m", "layers": [\(layers.joined(separator: ",")),
      {"class_name": "InputLayer", "config": {"batch_shape": [null, 4], "name": "in"}, "name": "in",
       "inbound_nodes": []}], "input_layers": ["in", 0, 0], "output_layers": ["a\(count - 1)", 0, 0]}}
      """
    let graph = try KerasDocument(reading: Array(text.utf8)).graph
    #expect(
      try graph.kerasOrder().map { graph.name(of: $0) } == ["in"] + (0..<count).map { "a\($0)" })
  }
}
