import Foundation
import ModelFiles
import TestSupport
import Testing

/// What the built program says of a model's classes, and of files that are no models.
struct ClassCommandTests {
  /// A model on eight numbers with dense layers as its outputs: name, units, activation.
  private func model(_ heads: [(String, Int, String)]) throws -> TemporaryFile {
    let layers = heads.map { name, units, activation in
      """
      {"module": "keras.layers", "class_name": "Dense", "config": {"name": "\(name)", "units": \(units), \
      "activation": "\(activation)"}, "name": "\(name)", "inbound_nodes": [{"args": [{"class_name": \
      "__keras_tensor__", "config": {"shape": [null, 8], "dtype": "float32", "keras_history": \
      ["in", 0, 0]}}], "kwargs": {}}]}
      """
    }
    let outputs = heads.map { "[\"\($0.0)\", 0, 0]" }.joined(separator: ", ")
    let file = TemporaryFile(extension: "json")
    try File.write(
      Array(
        """
        {"module": "keras.src.models.functional", "class_name": "Functional", "config": {"name": "heads", \
        "layers": [{"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": \
        [null, 8], "name": "in"}, "name": "in", "inbound_nodes": []}, \(layers.joined(separator: ", "))], \
        "input_layers": ["in", 0, 0], "output_layers": [\(outputs)]}}
        """.utf8), to: file.path)
    return file
  }

  private func labels(_ names: [String]) throws -> TemporaryFile {
    let file = TemporaryFile(extension: "txt")
    try File.write(Array((names.joined(separator: "\n") + "\n").utf8), to: file.path)
    return file
  }

  @Test func everyOutputHasATable() throws {
    let file = try model([("kind", 4, "softmax"), ("colour", 3, "softmax")])
    let names = try labels(["red", "green", "blue"])
    let run = ["run", file.path, "--repeat", "1", "--warmup", "0"]
    let result = try BuiltProgram.run(run + ["--labels", names.path])
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.output.contains("\nkind:\n") && result.output.contains("\ncolour:\n"))
    for name in ["red", "green", "blue"] { #expect(result.output.contains(name)) }
    let json = try JSONFile(BuiltProgram.run(run + ["--format", "json"]).output)
    #expect(try json.objects("outputs").map { $0["name"] as? String } == ["kind", "colour"])
    #expect(try json.objects("top").count == 4)
    let two = try labels(["a", "b"])
    let wrong = try BuiltProgram.run(run + ["--labels", two.path])
    #expect(wrong.code == 65)
    #expect(wrong.errors.contains("names 2 classes, but kind has 4, colour has 3"))
  }

  @Test func aSigmoidTellsTwoClassesApart() throws {
    let file = try model([("cat", 1, "sigmoid")])
    let names = try labels(["dog", "cat"])
    let arguments = [
      "run", file.path, "--repeat", "1", "--warmup", "0", "--format", "json", "--labels",
      names.path,
    ]
    let result = try BuiltProgram.run(arguments)
    #expect(result.code == 0, "\(result.errors)")
    let top = try JSONFile(result.output).objects("top")
    let values = TemporaryFile(extension: "npy")
    let saved = try BuiltProgram.run(
      ["outputs", file.path, "--layer", "cat", "--save", values.path])
    #expect(saved.code == 0, "\(saved.errors)")
    let array = try NumpyArray(fileBytes: File.read(values.path), path: values.path)
    let share = Double(try #require(array.elements.first))
    for class_ in top {
      let isCat = class_["index"] as? Int == 1
      #expect(class_["label"] as? String == (isCat ? "cat" : "dog"))
      let probability = try #require(class_["probability"] as? Double)
      #expect(abs(probability - (isCat ? share : 1 - share)) < 1e-6)
    }
    #expect(top.count == 2)
  }

  @Test func aPictureIsNoModel() throws {
    let picture = BuiltProgram.package.appending(path: "Examples/photograph.png").path
    let result = try BuiltProgram.run(["check", picture])
    #expect(result.code == 65 && result.errors.contains("this is a PNG picture, not a model"))
  }

  /// Keras looks for the end of the name in lower case.
  @Test func namesThatKerasDoesNotOpenAreRefused() throws {
    for name in ["m.Keras", "m.weights.H5"] {
      let result = try BuiltProgram.run(["export", "inception-module", "/tmp/\(name)"])
      #expect(result.code == 64 && result.errors.contains("only when it ends in ."), "\(name)")
    }
  }

  @Test func titlesHaveNoFolders() throws {
    let file = try model([("kind", 4, "softmax")])
    let drawing = TemporaryFile(extension: "svg")
    #expect(try BuiltProgram.run(["export", file.path, drawing.path]).code == 0)
    let name = try #require(file.path.split(separator: "/").last)
    #expect(try drawing.text().contains("<title>\(name)</title>"))
  }
}
