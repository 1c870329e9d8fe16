import GraphCore
import ModelFiles
import Testing

/// The code that is exported, as text; that it builds the same model is `make test-keras`' work.
struct PythonModuleTests {
  private func code(_ model: BuiltInModel, _ edits: String...) throws -> String {
    var analysis = try ModelAnalysis(model.graph())
    for edit in edits { analysis = try analysis.applying(Edit(parsing: edit)).analysis }
    return PythonModule(analysis).text
  }

  @Test(arguments: [BuiltInModel.residualInception, .inceptionModule, .xception])
  func codeIsAsRecorded(model: BuiltInModel) throws {
    try expectText(code(model), "\(model.rawValue).py")
  }

  @Test func codeOfSharedAndNestedModelsIsAsRecorded() throws {
    for fixture in [KerasFixture.sharedAndNested, .sequential, .unknownClasses] {
      let document = try fixture.document()
      let module = try PythonModule(ModelAnalysis(document.graph), keeping: document)
      try expectText(module.text, "\(fixture.rawValue).py")
    }
  }

  @Test func aModuleKeepsItsFunctionsWhenANumberChanges() throws {
    let before = try code(.residualInception)
    let after = try code(.residualInception, "residual_inception_1.filters_3x3=96")
    // Only the total and the call differ: the projection is made where the channels differ.
    let lines = zip(before.split(separator: "\n"), after.split(separator: "\n"))
    let changed = lines.filter { $0 != $1 }.map { String($1) }
    #expect(changed.count == 2)
    #expect(changed[0].contains("23 layers, 582552 parameters"))
    #expect(
      changed[1] == "    x = residual_inception_module(inputs, 64, 96, 96, 16, 32, 32)")
  }

  @Test func repeatsAreLoops() throws {
    let text = try code(.inceptionResNetV2)
    #expect(
      text.contains(
        """
            for number in range(1, 11):
                x = block35(x, 32, 32, 32, 32, 48, 64, name=f"block35_{number}")
        """))
    #expect(text.contains("    for number in range(1, 21):\n        x = block17("))
    #expect(text.split(separator: "\n").count < 250)
  }

  @Test func noLineIsTooWide() throws {
    let document = try KerasFixture.unknownClasses.document()
    let module = try PythonModule(ModelAnalysis(document.graph), keeping: document)
    for line in module.text.split(separator: "\n") { #expect(line.count <= 92, "\(line)") }
    for model in BuiltInModel.allCases {
      for line in try code(model).split(separator: "\n") {
        #expect(line.count <= 88, "\(model): \(line)")
      }
    }
  }

  /// Names that have to be given are given wherever Keras would number otherwise.
  @Test func aRemovedLayerDoesNotShiftTheNames() throws {
    let text = try code(.residualInception, "remove residual_inception_1/5x5")
    // conv2d_3 and conv2d_4 are gone, so those after it are not automatic any more.
    for number in 5...12 { #expect(text.contains("\"conv2d_\(number)\""), "\(number)") }
    #expect(!text.contains("\"conv2d_2\"") && !text.contains("\"add\""))
  }

  @Test func whatAFileAddsIsInTheCode() throws {
    let json = #"""
      {"module": "keras", "class_name": "Sequential", "config": {"name": "net", "layers": [
      {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [4, 8, 8, 3],
      "dtype": "float32", "name": "in"}, "registered_name": null},
      {"module": "keras.layers", "class_name": "Conv2D", "config": {"name": "say \"hi\"\\",
      "trainable": false, "filters": 4, "kernel_size": [3, 1], "activation": "relu",
      "kernel_initializer": {"module": "keras.initializers", "class_name": "HeNormal",
      "config": {"seed": null}, "registered_name": null}, "kernel_regularizer": {"module":
      "keras.regularizers", "class_name": "L2", "config": {"l2": 0.01}, "registered_name": null}},
      "registered_name": null}]}, "registered_name": null}
      """#
    let document = try KerasDocument(reading: Array(json.utf8))
    let text = PythonModule(try ModelAnalysis(document.graph), keeping: document).text
    for part in [
      "return keras.Sequential(", #"keras.Input(shape=(8, 8, 3), batch_size=4, name="in")"#,
      "layers.Conv2D(4, (3, 1), trainable=False, activation=\"relu\", "
        + "kernel_initializer=keras.initializers.HeNormal(), "
        + "kernel_regularizer=keras.regularizers.L2(l2=0.01), name=\"say \\\"hi\\\"\\\\\")",
      "name=\"net\"",
    ] {
      #expect(text.contains(part), "\(part) in\n\(text)")
    }
  }

  /// A frozen model, called so that its normalizations stay as they are: the way of transfer learning.
  @Test func aFrozenModelStaysFrozen() throws {
    let json = #"""
      {"module": "keras.src.models.functional", "class_name": "Functional", "config": {"name": "whole",
      "trainable": true, "layers": [
      {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 8, 8, 3],
      "name": "in"}, "name": "in", "inbound_nodes": []},
      {"module": "keras.src.models.functional", "class_name": "Functional", "config": {"name": "base",
      "trainable": false, "layers": [
        {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 8, 8, 3],
        "name": "inner"}, "name": "inner", "inbound_nodes": []},
        {"module": "keras.layers", "class_name": "BatchNormalization", "config": {"name": "norm"},
        "name": "norm", "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"shape":
        [null, 8, 8, 3], "dtype": "float32", "keras_history": ["inner", 0, 0]}}], "kwargs": {}}]}],
        "input_layers": ["inner", 0, 0], "output_layers": ["norm", 0, 0]}, "name": "base",
      "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"shape": [null, 8, 8, 3],
      "dtype": "float32", "keras_history": ["in", 0, 0]}}], "kwargs": {"training": false, "mask": null}}]}],
      "input_layers": ["in", 0, 0], "output_layers": ["base", 1, 0]}}
      """#
    let document = try KerasDocument(reading: Array(json.utf8))
    let analysis = try ModelAnalysis(document.graph)
    let text = PythonModule(analysis, keeping: document).text
    #expect(text.contains("(inputs, training=False)"), "\(text)")
    #expect(text.contains(#"name="base", trainable=False)"#), "\(text)")
    #expect(!text.contains(#"name="whole", trainable"#))
    #expect(analysis.totals.trainableParameters == 0 && analysis.totals.parameters == 12)
  }

  /// Whatever a model is called, its code is one module with balanced brackets and quotes.
  @Test func hostileNamesStayInTheirLiterals() throws {
    var graph = ModelGraph(name: "a\"\"\"\nimport os\\")
    let input = try graph.add(.inputLayer(InputLayer(shape: Shape(4, 4, 3))), inputs: [])
    let end = try graph.add(
      .conv2D(Conv2D(filters: 2, kernelSize: 1)), name: "x\"); import os #", inputs: [input])
    graph.setOutputs([end])
    let text = PythonModule(try ModelAnalysis(graph)).text
    #expect(text.contains(#"name="x\"); import os #""#))
    #expect(!text.contains("\nimport os"))
    #expect(text.split(separator: "\"\"\"").count == 2)
  }
}
