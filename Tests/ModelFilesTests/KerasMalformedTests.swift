import Foundation
import GraphCore
import ModelFiles
import Testing

/// Files that are no models, and what we say of them.
struct KerasMalformedTests {
  /// A change of the text of a small valid file, and the message that must follow.
  struct Case: Sendable, CustomStringConvertible {
    var change: @Sendable (String) -> String
    var message: String
    var description: String { message }

    init(_ old: String, _ new: String, _ message: String) {
      change = { $0.replacingOccurrences(of: old, with: new) }
      self.message = message
    }

    init(whole text: String, _ message: String) {
      change = { _ in text }
      self.message = message
    }
  }

  static let valid = #"""
    {"module": "keras.src.models.functional", "class_name": "Functional", "config": {"name": "m", "layers": [
    {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 8, 8, 3], "dtype": "float32", "name": "in"}, "name": "in", "inbound_nodes": []},
    {"module": "keras.layers", "class_name": "Conv2D", "config": {"name": "conv", "dtype": {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}}, "filters": 4, "kernel_size": [3, 3], "strides": [1, 1], "padding": "same", "data_format": "channels_last", "activation": "relu"}, "name": "conv", "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"shape": [null, 8, 8, 3], "keras_history": ["in", 0, 0]}}], "kwargs": {}}]},
    {"module": "keras.layers", "class_name": "Activation", "config": {"name": "act", "activation": "relu"}, "name": "act", "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"shape": [null, 8, 8, 4], "keras_history": ["conv", 0, 0]}}], "kwargs": {}}]}
    ], "input_layers": ["in", 0, 0], "output_layers": ["act", 0, 0]}}
    """#

  static let cases: [Case] = [
    Case(whole: "", "line 1, column 1: the text is empty"),
    Case(whole: "PK\u{3}\u{4}", "line 1, column 1: expected a value, got 'P'"),
    Case(whole: "[]", "expected the object of a Keras model, got a list"),
    Case(whole: "{}", "'class_name' is missing"),
    Case(whole: #"{"class_name": 7}"#, "class_name: expected a string, got the number 7"),
    Case(whole: #"{"class_name": "Functional"}"#, "the model has no 'config'"),
    Case(
      whole: #"{"class_name": "Functional", "config": []}"#,
      "config: expected an object, got a list"
    ),
    Case(
      whole: #"{"class_name": "Functional", "config": {}}"#,
      "config: the model has no list 'layers'"),
    Case(
      whole: #"{"class_name": "Conv2D", "config": {}}"#,
      #"class_name: class "Conv2D" is no Functional or Sequential model; only these say how their layers are connected"#
    ),
    Case(
      whole: #"{"class_name": "Sequential", "config": {"layers": []}}"#,
      "config.layers: the model has no layers"),
    Case(
      whole:
        #"{"class_name": "Sequential", "config": {"layers": [{"class_name": "Flatten", "config": {"name": "f"}}]}}"#,
      "config: the Sequential model was saved before its input shape was known; call build(input_shape) in Keras and save it again"
    ),
    Case(
      #""layers": ["#, #""layers": [7, "#,
      "config.layers[0]: expected the object of a layer, got the number 7"),
    Case(#""class_name": "Conv2D", "#, "", "config.layers[1]: the layer has no 'class_name'"),
    Case(
      #""name": "conv", "inbound"#, #""inbound"#,
      "config.layers[1]: the layer has no 'name'"),
    Case(
      #""name": "conv", "inbound"#, #""name": null, "inbound"#,
      "config.layers[1]: the layer has no 'name'"),
    Case(
      #""name": "act", "inbound"#, #""name": "conv", "inbound"#,
      #"config.layers[2].name: layers[1] is named "conv" too; every layer needs a name of its own"#),
    Case(
      #""name": "act", "inbound"#, #""name": "a\u001b[2J", "inbound"#,
      "config.layers[2].name: a layer's name must not be empty or have control characters"),
    Case(
      #""filters": 4"#, #""filters": "64""#,
      #"config.layers[1].config.filters: Conv2D "conv": filters takes a whole number, got the text '64'"#
    ),
    Case(
      #""filters": 4"#, #""filters": null"#,
      #"config.layers[1].config.filters: Conv2D "conv": filters takes a whole number, got nothing"#),
    Case(
      whole:
        #"{"class_name": "Sequential", "config": {"layers": [{"class_name": "InputLayer", "config": {"name": "i", "batch_shape": [null, 2]}}, {"class_name": "Add", "config": {"name": "a"}}]}}"#,
      #"config.layers[1]: Add takes several inputs, and a Sequential model gives each layer the one before it; class_name must be "Functional" where layers say what they read"#
    ),
    Case(
      #""filters": 4"#, #""filters": 0"#,
      #"config.layers[1].config: Conv2D "conv": filters must be 1 or more, got 0"#),
    Case(
      #""filters": 4"#, #""filters": -4"#,
      #"config.layers[1].config: Conv2D "conv": filters must be 1 or more, got -4"#),
    Case(
      #""filters": 4"#, #""filters": 96.5"#,
      #"config.layers[1].config.filters: Conv2D "conv": filters takes a whole number, got '96.5'"#),
    Case(
      #""filters": 4"#, #""filters": 1e18"#,
      #"config.layers[1].config.filters: Conv2D "conv": filters takes a whole number, got '1e18'"#),
    Case(
      #""filters": 4"#, #""filters": "many""#,
      #"config.layers[1].config.filters: Conv2D "conv": filters takes a whole number, got 'many'"#),
    Case(
      #""filters": 4"#, #""filters": {"a": 1}"#,
      #"config.layers[1].config.filters: Conv2D "conv": expected a number, a word or a list of whole numbers, got an object"#
    ),
    Case(#""filters": 4, "#, "", #"config.layers[1].config: Conv2D "conv" has no 'filters'"#),
    Case(
      #""filters": 4, "#, #""filters": 4, "filters": 5, "#,
      #"line 3, column 183, in config.layers[1].config: the key "filters" occurs twice in an object; remove one"#
    ),
    Case(
      #""kernel_size": [3, 3]"#, #""kernel_size": [3, null]"#,
      #"config.layers[1].config.kernel_size: Conv2D "conv": kernel_size takes a size such as 3 or 3x5, got '3x?'"#
    ),
    Case(
      #""padding": "same""#, #""padding": "causal""#,
      #"config.layers[1].config.padding: Conv2D "conv": padding takes one of valid, same, got 'causal'"#
    ),
    Case(
      "channels_last", "channels_first",
      #"config.layers[1].config.data_format: Conv2D "conv" has "channels_first"; only channels_last can be read, so save the model with that format"#
    ),
    Case(
      "[null, 8, 8, 3], \"dtype\"", "[null, 8, -8, 3], \"dtype\"",
      "config.layers[0].config.batch_shape[2]: expected a size of 1 or more or null, got the number -8"
    ),
    Case(
      "[null, 8, 8, 3], \"dtype\"", "7, \"dtype\"",
      "config.layers[0].config.batch_shape: expected a shape such as [null, 224, 224, 3], got the number 7"
    ),
    Case(
      #""batch_shape""#, #""shape""#,
      #"config.layers[0].config: InputLayer "in" has no 'batch_shape'"#),
    Case(
      #"["in", 0, 0]}}]"#, #"["nosuch", 0, 0]}}]"#,
      #"config.layers[1].inbound_nodes[0].args[0].config.keras_history: there is no layer "nosuch""#
    ),
    Case(
      #"["in", 0, 0]}}]"#, #"["in", 3, 0]}}]"#,
      #"config.layers[1].inbound_nodes[0]: layer "in" has one call, so there is no call 3"#),
    Case(
      #"["in", 0, 0]}}]"#, #"["in", 0, 1]}}]"#,
      #"config.layers[1].inbound_nodes[0]: layer "in" has one output, so there is no output 1"#
    ),
    Case(
      #"["in", 0, 0]}}]"#, #"["act", 0, 0]}}]"#,
      #"config.layers: these layers wait for each other: "act", "conv""#),
    Case(
      #""keras_history": ["in", 0, 0]"#, #""history": 1"#,
      "config.layers[1].inbound_nodes[0].args[0].config: the tensor has no 'keras_history'"),
    Case(
      #""output_layers": ["act", 0, 0]"#, #""output_layers": []"#,
      "config.output_layers: the model has no output"),
    Case(
      #""output_layers": ["act", 0, 0]"#, #""output_layers": ["act"]"#,
      "config.output_layers: expected a layer's name and two numbers, as [\"conv2d\", 0, 0]"),
    Case(
      #""input_layers": ["in", 0, 0]"#, #""input_layers": []"#,
      #"config.input_layers: the input layer "in" is missing"#),
    Case(
      #""input_layers": ["in", 0, 0]"#, #""input_layers": ["conv", 0, 0]"#,
      #"config.input_layers: layer "conv" is no InputLayer, so it cannot be an input of the model"#),
  ]

  @Test(arguments: cases)
  func messageSaysWhereAndWhat(_ item: Case) {
    let text = item.change(Self.valid)
    #expect(text != Self.valid)
    let error = #expect(throws: ModelFileError.self) {
      try KerasDocument(reading: Array(text.utf8))
    }
    #expect(error?.description == item.message)
  }

  @Test func theUnchangedFileIsRead() throws {
    let graph = try KerasDocument(reading: Array(Self.valid.utf8)).graph
    #expect(try ModelAnalysis(graph).totals.parameters == 112)
  }

  /// What is no fault of the file's form is found when shapes and costs are inferred.
  @Test(arguments: [
    (#""filters": 4"#, #""filters": 1000000000000000000"#, "layer 'conv'"),
    (#"[null, 8, 8, 3], "dtype""#, #"[null, 2, 2, 3], "padding_": "x", "dtype""#, ""),
  ])
  func overflowNamesTheLayer(_ old: String, _ new: String, _ part: String) throws {
    let text = Self.valid.replacingOccurrences(of: old, with: new)
    let graph = try KerasDocument(reading: Array(text.utf8)).graph
    guard !part.isEmpty else {
      _ = try ModelAnalysis(graph)
      return
    }
    let error = #expect(throws: GraphError.self) { try ModelAnalysis(graph) }
    #expect(error?.description.contains(part) == true)
  }

  @Test func unknownClassesAndFunctionsAreKept() throws {
    for (old, new) in [
      ("\"Activation\"", "\"Swirl\""),
      (
        #""activation": "relu"}, "name": "act""#,
        #""activation": {"module": "my", "class_name": "function", "config": "swirl"}}, "name": "act""#
      ),
    ] {
      let text = Self.valid.replacingOccurrences(of: old, with: new)
      let graph = try KerasDocument(reading: Array(text.utf8)).graph
      guard case .opaque = try graph.operation(of: #require(graph.node(named: "act"))) else {
        Issue.record("\(new) was not kept as it is")
        return
      }
    }
  }

  @Test func aFileCutAnywhereEndsInAnError() throws {
    let bytes = Array(Self.valid.utf8)
    for count in stride(from: 0, to: bytes.count - 2, by: 7) {
      #expect(throws: ModelFileError.self) {
        try KerasDocument(reading: Array(bytes.prefix(count)))
      }
    }
  }

  /// Random damage: any outcome but a crash or a message of several lines.
  ///
  /// `EXPLORER_TEST_SEED` repeats a run.
  @Test func randomDamageNeverCrashes() throws {
    let given = ProcessInfo.processInfo.environment["EXPLORER_TEST_SEED"].flatMap { UInt64($0) }
    let seed = given ?? .random(in: .min ... .max)
    print("seed of the damaged files: \(seed)")
    var generator = SplitMix(state: seed)
    let words = [
      "0", "-1", "1e18", "null", "[]", "{}", "\"\"", "\"conv\"", "[[", "}", "99999999999",
    ]
    var files = [Array(Self.valid.utf8)]
    for fixture in [KerasFixture.sharedAndNested, .unknownClasses, .everyClass, .sequential] {
      files.append(try fixture.bytes())
    }
    for _ in 0..<400 {
      guard var bytes = files.randomElement(using: &generator) else { return }
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(bytes.count, place + Int.random(in: 0...12, using: &generator))
        let word = words.randomElement(using: &generator) ?? ""
        bytes.replaceSubrange(place..<end, with: Array(word.utf8))
      }
      do {
        let document = try KerasDocument(reading: bytes)
        _ = try ModelAnalysis(document.graph)
      } catch {
        #expect(!"\(error)".contains("\n"), "seed \(seed)")
      }
    }
  }
}

/// A small random generator with a seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
