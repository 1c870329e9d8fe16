import Foundation
import GraphCore
import ModelFiles
import Testing

struct KerasWriterTests {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test(arguments: KerasFixture.allCases)
  func unchangedFilesComeBackByteForByte(_ fixture: KerasFixture) throws {
    let bytes = try fixture.bytes()
    let document = try KerasDocument(reading: bytes)
    let analysis = try ModelAnalysis(document.graph)
    #expect(JSONValue(keras: analysis, keeping: document).pythonBytes == bytes)
  }

  @Test(arguments: [
    (KerasFixture.seed, BuiltInModel.residualInception),
    (.inceptionModule, .inceptionModule),
    (.inceptionV3, .inceptionV3),
    (.inceptionResNetV2, .inceptionResNetV2),
  ])
  func builtInModelsAreWrittenAsKerasWritesThem(
    _ fixture: KerasFixture, _ model: BuiltInModel
  ) throws {
    let analysis = try ModelAnalysis(model.graph())
    let ours = JSONValue(keras: analysis)
    let theirs = try JSONValue(parsing: fixture.bytes())
    // Layer by layer first, for a message that can be read.
    let pairs = zip(
      ours["config"]?["layers"]?.elements ?? [], theirs["config"]?["layers"]?.elements ?? [])
    for (ours, theirs) in pairs { try #require(ours.pythonText == theirs.pythonText) }
    #expect(try ours.pythonBytes == fixture.bytes())
  }

  /// A file written without its document loses what the graph has no place for, and nothing else.
  @Test(arguments: [
    KerasFixture.seed, .headless, .inceptionV3, .everyClass, .sharedAndNested, .sequential,
    .siamese,
  ])
  func filesWrittenFromTheGraphAloneMeanTheSame(_ fixture: KerasFixture) throws {
    let analysis = try ModelAnalysis(fixture.document().graph)
    let written = try KerasDocument(reading: JSONValue(keras: analysis).pythonBytes)
    let again = try ModelAnalysis(written.graph)
    #expect(again.totals == analysis.totals)
    try expectSame(again, analysis)
  }

  /// Names, operations, shapes and connections in Keras' order.
  private func expectSame(_ left: ModelAnalysis, _ right: ModelAnalysis) throws {
    try #require(left.order.count == right.order.count)
    for (a, b) in zip(left.order, right.order) {
      if case .model(let inner) = left.graph.operation(of: a),
        case .model(let other) = right.graph.operation(of: b)
      {
        // Identifiers inside may differ.
        try #require(left.graph.name(of: a) == right.graph.name(of: b))
        try expectSame(inner.analysis, other.analysis)
      } else {
        try #require(left.graph.layer(of: a) == right.graph.layer(of: b))
      }
      try #require(left.shape(of: a) == right.shape(of: b))
      try #require(
        left.graph[a].inputs.map { left.graph.name(of: $0) }
          == right.graph[b].inputs.map { right.graph.name(of: $0) })
    }
  }

  /// Edits of all kinds, by the file they are made on.
  static let edits: [(KerasFixture, [String])] = [
    (.seed, ["conv2d_2.filters=96"]),
    (.seed, ["input_layer.size=64"]),
    (.seed, ["rename conv2d_2 wide"]),
    (.seed, ["remove residual_inception_2"]),
    (.seed, ["insert conv2d_2 BatchNormalization"]),
    (.seed, ["duplicate residual_inception_2"]),
    (.seed, ["widen model 0.5 8"]),
    (.severalOutputs, ["pyramid/right.filters=7", "pair/conv2d.kernel_size=5"]),
    (.severalOutputs, ["rename pyramid levels", "insert add ReLU", "scores.units=4"]),
    (.severalOutputs, ["pair/conv2d.kernel_size=1", "rename pair twins"]),
    (.severalOutputs, ["picture.size=16", "hint.size=8"]),
    (.siamese, ["insert norm ReLU", "remove drop", "rename relu rectified"]),
    (.inceptionV3, ["conv2d_4.filters=256", "predictions.units=10"]),
    (.inceptionResNetV2, ["conv2d_5.filters=64"]),
    (.everyClass, ["zero_padding2d.padding=2x2x2x2", "dropout.rate=0.25", "dense.units=7"]),
    (.everyClass, ["layer_normalization.epsilon=0.01", "re_lu.max_value=none"]),
    (.sequential, ["conv2d.filters=16", "input_layer.size=32", "rename dense logits"]),
    (.sharedAndNested, ["shared.use_bias=false", "rename a first"]),
    (.sharedAndNested, ["inner/conv2d.kernel_size=5", "rename inner/conv2d stem"]),
    (.sharedAndNested, ["insert ss/conv2d_1 BatchNormalization", "insert inner/conv2d Dropout"]),
    (.seed, ["numbers residual_inception_1 64 96 96 16 32 32", "group conv2d_6 128"]),
    (.inceptionResNetV2, ["remove block17", "block35/3x3.kernel_size=5", "duplicate block8_10"]),
    (.unknownClasses, ["dense.units=9"]),
  ]

  @Test(arguments: edits)
  func editedFilesMeanWhatTheEditedModelDoes(_ fixture: KerasFixture, _ edits: [String]) throws {
    let bytes = try fixture.bytes()
    let document = try KerasDocument(reading: bytes)
    var analysis = try ModelAnalysis(document.graph)
    for edit in edits { analysis = try analysis.applying(Edit(parsing: edit)).analysis }
    let json = JSONValue(keras: analysis, keeping: document)
    let again = try KerasDocument(reading: json.pythonBytes)
    try expectSame(ModelAnalysis(again.graph), analysis)
    #expect(json.pythonBytes != bytes)
    // Back again, nothing is left of the edit.
    let restored = try ModelAnalysis(document.graph)
    #expect(JSONValue(keras: restored, keeping: document).pythonBytes == bytes)
  }

  @Test func onlyWhatMustChangeChanges() throws {
    let bytes = try KerasFixture.seed.bytes()
    let document = try KerasDocument(reading: bytes)
    let analysis = try ModelAnalysis(document.graph)
      .applying(Edit(parsing: "conv2d_3.filters=24")).analysis
    let expected = text(bytes)
      .replacingOccurrences(of: #""filters": 16, "kernel_size": [1, 1], "strides""#, with: "@")
      .replacing(try Regex("@"), maxReplacements: 1) { _ in
        #""filters": 24, "kernel_size": [1, 1], "strides""#
      }
      .replacingOccurrences(of: "@", with: #""filters": 16, "kernel_size": [1, 1], "strides""#)
      .replacing(try Regex("224, 224, 16\\]"), maxReplacements: 2) { _ in "224, 224, 24]" }
    #expect(JSONValue(keras: analysis, keeping: document).pythonText == expected)
  }

  @Test func whatTheGraphHasNoPlaceForIsKept() throws {
    let document = try KerasFixture.everyClass.document()
    let analysis = try ModelAnalysis(document.graph)
      .applying(Edit(parsing: "dense.units=7")).analysis
    let json = JSONValue(keras: analysis, keeping: document)
    let dense = try #require(
      json["config"]?["layers"]?.elements?.first { $0["name"] == .string("dense") })
    #expect(dense["config"]?["kernel_regularizer"]?["class_name"] == .string("L2"))
    #expect(dense["config"]?["kernel_initializer"]?["class_name"] == .string("HeNormal"))
    #expect(dense["config"]?["units"] == .integer(7))
  }

  /// A copy of a layer has what the graph has no place for as well.
  @Test func copiesKeepWhatTheFileSays() throws {
    let tensor = { (name: String) in
      """
      {"class_name": "__keras_tensor__", "config": {"shape": [null, 8, 8, 4], "dtype": "float32", \
      "keras_history": ["\(name)", 0, 0]}}
      """
    }
    let text = """
      {"module": "keras.src.models.functional", "class_name": "Functional", "config": {"name": "m", "layers": [
      {"class_name": "InputLayer", "config": {"batch_shape": [null, 8, 8, 4], "name": "in"}, "name": "in", "inbound_nodes": []},
      {"class_name": "Conv2D", "config": {"name": "conv", "filters": 4, "kernel_size": [1, 1],
       "kernel_regularizer": {"class_name": "L2", "config": {"l2": 0.5}}}, "name": "conv",
       "inbound_nodes": [{"args": [\(tensor("in"))], "kwargs": {}}]},
      {"class_name": "Swirl", "config": {"name": "swirl", "turns": 3}, "name": "swirl",
       "inbound_nodes": [{"args": [\(tensor("conv"))], "kwargs": {"speed": 2}}]},
      {"class_name": "Add", "config": {"name": "add"}, "name": "add",
       "inbound_nodes": [{"args": [[\(tensor("in")), \(tensor("swirl"))]], "kwargs": {}}]}],
      "input_layers": [["in", 0, 0]], "output_layers": [["add", 0, 0]]}}
      """
    let document = try KerasDocument(reading: Array(text.utf8))
    let edit = try Edit(parsing: "duplicate residual_1")
    let edited = try ModelAnalysis(document.graph).applying(edit).analysis
    let json = JSONValue(keras: edited, keeping: document)
    let layers = try #require(json["config"]?["layers"]?.elements)
    let names = layers.compactMap { $0["name"]?.string }
    #expect(names == ["in", "conv", "swirl", "add", "conv_copy", "swirl_1", "add_1"])
    #expect(layers[4]["config"]?["kernel_regularizer"]?["config"]?["l2"] == .number(0.5))
    #expect(layers[4]["config"]?["name"] == .string("conv_copy"))
    #expect(layers[5]["config"]?["turns"] == .integer(3))
    let call = layers[5]["inbound_nodes"]?.elements?.first
    #expect(call?["kwargs"]?["speed"] == .integer(2))
    #expect(edited.shape(of: edited.graph.outputs[0]) == Shape(8, 8, 4))
  }

  @Test func aSequentialModelThatBranchesBecomesFunctional() throws {
    let document = try KerasFixture.sequential.document()
    let graph = document.graph
    var edited = graph
    let pool = try #require(graph.node(named: "max_pooling2d"))
    let flatten = try #require(graph.node(named: "flatten"))
    let sum = try edited.add(.merge(Merge(.add)), inputs: [pool, pool])
    edited.setInputs([sum], of: flatten)
    let analysis = try ModelAnalysis(edited)
    let json = JSONValue(keras: analysis, keeping: document)
    #expect(json["class_name"] == .string("Functional"))
    try expectSame(ModelAnalysis(KerasDocument(reading: json.pythonBytes).graph), analysis)
  }

  @Test func filesOfKeras2GetAModule() throws {
    let document = try KerasDocument(reading: Array(KerasReaderTests.keras2.utf8))
    let analysis = try ModelAnalysis(document.graph)
    let json = JSONValue(keras: analysis, keeping: document)
    #expect(json["module"] == .string("keras.src.models.functional"))
    #expect(json["class_name"] == .string("Functional"))
    let edited = try analysis.applying(Edit(parsing: "rename bn norm")).analysis
    let again = try KerasDocument(reading: JSONValue(keras: edited, keeping: document).pythonBytes)
    try expectSame(ModelAnalysis(again.graph), edited)
  }

  /// Keras 3 would drop the axes of a layer in the old layout.
  @Test func severalAxesOfKeras2Survive() throws {
    let text = KerasReaderTests.keras2.replacingOccurrences(
      of: #""class_name": "BatchNormalization", "config": {"name": "bn", "axis": [3]}"#,
      with: #""class_name": "LayerNormalization", "config": {"name": "bn", "axis": [1, 2, 3]}"#)
    let document = try KerasDocument(reading: Array(text.utf8))
    let analysis = try ModelAnalysis(document.graph)
    #expect(analysis.totals.parameters == 2 * 8 * 8 * 4)
    for edited in [analysis, try analysis.applying(Edit(parsing: "rename leaky slope")).analysis] {
      let layers = JSONValue(keras: edited, keeping: document)["config"]?["layers"]?.elements ?? []
      let modules = layers.map { $0["module"]?.string }
      #expect(modules == [nil, "keras.layers", nil, nil])
    }
  }
}
