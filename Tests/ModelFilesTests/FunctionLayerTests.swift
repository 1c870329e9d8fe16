import GraphCore
import ModelFiles
import Testing

/// Layers whose class has no rules here, though it is known what they do: functions of `keras.ops`, and
/// what works in training only.
struct FunctionLayerTests {
  private typealias Layer = (module: String, name: String, config: String, arguments: String)

  /// A chain of layers on an input of 8x8x3; `T` in the arguments is the layer before.
  private func document(_ layers: [Layer]) throws -> KerasDocument {
    var entries = [
      """
      {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 8, 8, 3], \
      "name": "in"}, "name": "in", "inbound_nodes": []}
      """
    ]
    var last = "in"
    for (index, layer) in layers.enumerated() {
      let tensor = """
        {"class_name": "__keras_tensor__", "config": {"shape": [null, 8, 8, 3], "dtype": "float32", \
        "keras_history": ["\(last)", 0, 0]}}
        """
      last = "layer\(index)"
      let arguments = layer.arguments.split(separator: "T", omittingEmptySubsequences: false)
        .joined(separator: tensor)
      entries.append(
        """
        {"module": "\(layer.module)", "class_name": "\(layer.name)", "config": {"name": "\(last)"\
        \(layer.config)}, "name": "\(last)", "inbound_nodes": [{"args": [\(arguments)], "kwargs": {}}]}
        """)
    }
    let text = """
      {"module": "keras.src.models.functional", "class_name": "Functional", "config": {"name": "f", \
      "layers": [\(entries.joined(separator: ",\n"))], "input_layers": ["in", 0, 0], \
      "output_layers": ["\(last)", 0, 0]}}
      """
    return try KerasDocument(reading: Array(text.utf8))
  }

  private func computation(_ layer: Layer) throws -> OpaqueLayer.Computation? {
    let graph = try document([layer]).graph
    guard case .opaque(let opaque) = graph.operation(of: graph.outputs[0]) else {
      Issue.record("\(layer.name) was taken for one of our layers")
      return nil
    }
    return opaque.computation
  }

  @Test func constantsOfACallAreOperands() throws {
    let divided = try computation(("keras.src.ops.numpy", "TrueDivide", "", "T, 127.5"))
    #expect(
      divided
        == .function(
          ElementwiseFunction(
            .divide, of: [.input, .constant(.init(shape: [], elements: [127.5]))])))
    let array =
      #"{"class_name": "__numpy__", "config": {"value": [[1, 2.5, 3]], "dtype": "float32"}}"#
    let added = try computation(("keras.src.ops.numpy", "Add", "", "\(array), T"))
    #expect(
      added
        == .function(
          ElementwiseFunction(
            .add, of: [.constant(.init(shape: [1, 3], elements: [1, 2.5, 3])), .input])))
    #expect(
      try computation(("keras.src.ops.nn", "Relu", "", "T"))
        == .function(ElementwiseFunction(.activation(.relu), of: [.input])))
  }

  /// In code, too, where Keras would take the object for an argument as it stands.
  @Test func arraysAreMadeInCode() throws {
    let array = #"{"class_name": "__numpy__", "config": {"value": [1, 2, 3], "dtype": "float32"}}"#
    let document = try document([("keras.src.ops.numpy", "Add", "", "T, \(array)")])
    let text = PythonModule(try ModelAnalysis(document.graph), keeping: document).text
    #expect(text.contains("(inputs, keras.saving.deserialize_keras_object({"), "\(text)")
  }

  @Test func whatHasOtherParametersIsNotComputed() throws {
    for layer: Layer in [
      ("keras.src.ops.nn", "Gelu", #", "approximate": true"#, "T"),
      ("keras.src.ops.nn", "LeakyRelu", #", "negative_slope": 0.1"#, "T"),
      ("keras.src.ops.numpy", "Add", "", "T"),
      ("keras.src.ops.numpy", "Add", "", #"T, "two""#),
      ("keras.src.ops.numpy", "Add", "", "1, 2"),
      (
        "keras.src.ops.numpy", "Add", "",
        #"T, {"class_name": "__numpy__", "config": {"value": [[1], [2, 3]]}}"#
      ),
      (
        "keras.src.ops.numpy", "Add", "",
        #"T, {"class_name": "__numpy__", "config": {"value": [1, [2]]}}"#
      ),
      ("keras.src.ops.numpy", "Mean", #", "axis": [1]"#, "T"),
      ("my.module", "RandomFlip", "", "T"),
    ] {
      #expect(try computation(layer) == nil, "\(layer.name) \(layer.arguments)")
    }
  }

  @Test func shapesFollowAnEdit() throws {
    let document = try document([
      ("keras.layers", "RandomFlip", "", "T"),
      ("keras.src.ops.numpy", "TrueDivide", "", "T, 127.5"),
      ("keras.src.ops.numpy", "Multiply", "", "T, T"),
      ("keras.src.ops.numpy", "Absolute", "", "T"),
      ("keras.layers", "Resizing", #", "height": 5, "width": 6"#, "T"),
    ])
    let edited = try ModelAnalysis(document.graph)
      .applying(Edit(parsing: "model.input_size=20")).analysis
    let shapes = edited.order.map { edited.shape(of: $0).description }
    #expect(shapes == ["20x20x3", "20x20x3", "20x20x3", "20x20x3", "20x20x3", "5x6x3"])
    // What is understood needs no remark; the others are named as Keras names them.
    let remarks = document.remarks(try ModelAnalysis(document.graph)).map(\.text)
    #expect(
      remarks == [
        "class \"keras.src.ops.numpy.Absolute\" of layer \"layer3\" is not known; its output has the "
          + "shape of its input",
        "class \"keras.layers.Resizing\" of layer \"layer4\" is not known; its output has the size that "
          + "it gives",
      ])
  }

  @Test func aConstantThatDoesNotFitIsNamed() throws {
    let three = #"{"class_name": "__numpy__", "config": {"value": [1, 2, 3]}}"#
    let document = try document([("keras.src.ops.numpy", "Add", "", "T, \(three)")])
    #expect {
      try ModelAnalysis(document.graph).applying(Edit(parsing: "in.shape=8x8x4"))
    } throws: {
      "\($0)".contains("cannot join 8x8x4 and 3, one of which is a constant of the model")
    }
  }

  /// A model goes on training what its user did not freeze.
  @Test func frozenLayersAreNotTrainable() throws {
    let document = try document([
      ("keras.layers", "Conv2D", #", "filters": 3, "kernel_size": 1, "trainable": false"#, "T"),
      ("keras.layers", "GroupNormalization", #", "groups": 3"#, "T"),
    ])
    let analysis = try ModelAnalysis(document.graph)
    #expect(analysis.totals.trainableParameters == 6)
    #expect(analysis.totals.nonTrainableParameters == 12)
    var graph = document.graph
    let frozen = try #require(graph.layer(named: "layer0"))
    let copy = try graph.add(
      graph[frozen].operation, name: "copy", inputs: graph.outputs, copyOf: frozen)
    #expect(!graph.layer(of: copy).isTrainable)
  }

  /// Behind a layer of unknown shape the weights of a file stay, as they were.
  @Test func weightsBehindUnknownShapesAreKept() throws {
    let document = try document([
      ("keras.layers", "Lambda", "", "T"),
      ("keras.layers", "Conv2D", #", "filters": 2, "kernel_size": 1"#, "T"),
    ])
    let analysis = try ModelAnalysis(document.graph)
    #expect(analysis.totals.parameters == 8)
    let edited = try analysis.applying(Edit(parsing: "model.input_size=20")).analysis
    let carried = WeightFile.cutOff(from: analysis, in: edited) { _, weight in
      [Float](repeating: 0.5, count: weight.shape.reduce(1, *))
    }
    #expect(carried.map(\.path) == [["vars", "0"], ["vars", "1"]])
    #expect(carried.map(\.shape) == [[1, 1, 3, 2], [2]])
    let archive = try KerasArchive.bytes(of: edited, keeping: document, carried: carried) {
      Issue.record("\($0) has weights of its own")
      return [Float](repeating: 0, count: $1.shape.reduce(1, *))
    }
    // A reader that knows the shape finds them.
    let again = try ModelFile(reading: archive)
    #expect(again.weights?.carried.map(\.bytes) == carried.map(\.bytes))
    #expect(WeightFile.cutOff(from: analysis, in: analysis) { _, _ in [] }.isEmpty)
  }
}
