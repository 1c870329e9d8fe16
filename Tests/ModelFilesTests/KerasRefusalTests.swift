import GraphCore
import ModelFiles
import Testing

/// What Keras refuses in files that can be read, as tried with Keras 3.15.1.
struct KerasRefusalTests {
  private func remarks(_ text: String) throws -> [String] {
    let document = try KerasDocument(reading: Array(text.utf8))
    return try document.remarks(document.analysis()).map(\.description)
  }

  private func changed(_ old: String, _ new: String) -> String {
    KerasMalformedTests.valid
      .replacingOccurrences(of: #""shape": ["#, with: #""dtype": "float32", "shape": ["#)
      .replacingOccurrences(of: old, with: new)
  }

  @Test(arguments: KerasFixture.allCases)
  func filesOfKerasAreNotRefused(_ fixture: KerasFixture) throws {
    let document = try fixture.document()
    let remarks = try document.remarks(document.analysis()).map(\.description)
    #expect(!remarks.contains { $0.contains("refuses the file") || $0.contains("in Keras") })
  }

  @Test func keysThatAClassDoesNotTakeAreRefused() throws {
    #expect(try remarks(changed("", "")).isEmpty)
    #expect(
      try remarks(changed(#""filters": 4"#, #""filters": 4, "zzz": 1"#)) == [
        "config.layers[1].config.zzz: Conv2D takes no such key, so that Keras refuses the file"
      ])
    #expect(
      try remarks(
        changed(
          #""activation": "relu"}, "name": "act""#,
          #""activation": "relu", "axis": 1}, "name": "act""#))
        == [
          "config.layers[2].config.axis: Activation takes no such key, so that Keras refuses the file"
        ])
    // Arguments of every layer, and what an InputLayer passes over.
    for (old, new) in [
      (#""filters": 4"#, #""filters": 4, "autocast": true, "lora_rank": null"#),
      (#""batch_shape""#, #""zzz": 1, "batch_shape""#),
    ] {
      #expect(try remarks(changed(old, new)).isEmpty)
    }
    #expect(
      try remarks(
        changed(
          #""output_layers": ["act", 0, 0]}"#,
          #""output_layers": ["act", 0, 0]}, "compile_config": {"zzz": 1}"#))
        == ["compile_config.zzz: compile() takes no such argument, so that Keras refuses the file"])
  }

  @Test func tensorsNeedShapeAndType() throws {
    let remarks = try remarks(KerasMalformedTests.valid)
    #expect(
      remarks.first
        == "config.layers[1].inbound_nodes[0].args[0].config: the tensor has no 'dtype', so that "
        + "Keras refuses the file")
    #expect(remarks.count == 2)
  }

  @Test func twoLayersOfOneNameAreRefusedAndWrittenApart() throws {
    let text = changed(#""config": {"name": "act""#, #""config": {"name": "conv""#)
    #expect(
      try remarks(text) == [
        "config.layers[2].config.name: layers[1] is named \"conv\" in its configuration too, and "
          + "Keras refuses two layers of one name; 'explorer export' writes the names outside of it "
          + "there"
      ])
    let document = try KerasDocument(reading: Array(text.utf8))
    let analysis = try document.analysis()
    for edited in [analysis, try analysis.applying(Edit(parsing: "conv.filters=8")).analysis] {
      let layers = JSONValue(keras: edited, keeping: document)["config"]?["layers"]?.elements
      let names = layers?.map { $0["config"]?["name"]?.string }
      #expect(names == ["in", "conv", "act"])
    }
  }

  @Test func aNameOfItsOwnInTheConfigurationIsTheNameInKeras() throws {
    let text = changed(#""config": {"name": "act""#, #""config": {"name": "other""#)
    #expect(
      try remarks(text) == [
        "config.layers[2].config.name: layer \"act\" is named \"other\" here, which is its name in "
          + "Keras"
      ])
    let document = try KerasDocument(reading: Array(text.utf8))
    #expect(
      try JSONValue(keras: document.analysis(), keeping: document)
        == JSONValue(parsing: Array(text.utf8)))
  }

  @Test func faultsOfShapesHaveThePathOfTheirLayer() throws {
    for (change, message) in [
      (
        (#""filters": 4"#, #""filters": 1000000000000000000"#),
        "config.layers[1]: layer 'conv': its sizes or costs exceed 64 bits"
      ),
      (
        (#""batch_shape": [null, 8, 8, 3]"#, #""batch_shape": [null, 8]"#),
        "config.layers[1]: Conv2D 'conv': takes a map of height x width x channels, got 8"
      ),
    ] {
      let document = try KerasDocument(reading: Array(changed(change.0, change.1).utf8))
      let error = #expect(throws: ModelFileError.self) { try document.analysis() }
      #expect(error?.description == message)
    }
  }

  @Test func faultsInANestedModelHaveThePathInside() throws {
    let inner = changed(#""filters": 4"#, #""filters": 1000000000000000000"#)
    let outer = """
      {"module": "keras", "class_name": "Sequential", "config": {"name": "s", "layers": [
      {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 8, 8, 3], "name": "in"}},
      \(inner)]}}
      """
    let error = #expect(throws: ModelFileError.self) {
      try KerasDocument(reading: Array(outer.utf8))
    }
    #expect(
      error?.description
        == "config.layers[1].config.layers[1]: inside the nested model \"m\", layer 'conv': its sizes "
        + "or costs exceed 64 bits")
  }
}
