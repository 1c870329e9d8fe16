import Foundation
import TestSupport
import Testing

/// What commands say of a model with a layer of a class that nobody knows.
struct UnknownLayerCommandTests {
  /// The example network with a convolution of another class.
  private func model(_ change: (String) -> String = { $0 }) throws -> TemporaryFile {
    let file = TemporaryFile(extension: "json")
    #expect(try BuiltProgram.run(["export", "residual-inception", file.path]).code == 0)
    let conv = #""class_name": "Conv2D", "config": {"name": "conv2d_1""#
    let text = try file.text()
    #expect(text.contains(conv))
    let foreign = text.replacingOccurrences(
      of: conv, with: conv.replacingOccurrences(of: "Conv2D", with: "Conv2Z"))
    try change(foreign).write(toFile: file.path, atomically: true, encoding: .utf8)
    return file
  }

  @Test func aTotalThatLacksLayersSaysSo() throws {
    let file = try model()
    let summary = try BuiltProgram.run(
      ["summary", file.path, "--set", "model.input_size=100"]
    ).output
    #expect(summary.contains("≥ "))
    let row = try #require(summary.split(separator: "\n").first { $0.hasPrefix("conv2d_2 ") })
    #expect(row.contains("unknown") && !row.contains(" 0 "))
    let check = try BuiltProgram.run(["check", file.path])
    #expect(check.output.contains("valid, 22 layers, ≥ 559,032 parameters (1 layer unknown)"))
    let json = try JSONFile(try BuiltProgram.run(["check", file.path, "--format", "json"]).output)
    #expect(json["not_counted"] as? [String] == ["conv2d_1"])
  }

  @Test func anEditThatMakesLayersUnknownIsNoSaving() throws {
    let file = try model()
    let script = TemporaryFile(text: "model.input_size=100\n")
    let arguments = ["edit", file.path, "--script", script.path]
    let edit = try BuiltProgram.run(arguments)
    #expect(edit.code == 0)
    #expect(edit.errors.contains("model.input_size=100: unknown params ("))
    #expect(!edit.output.contains("%"))
    #expect(edit.output.contains("Layers whose parameters are unknown: 1 in the old model, "))
    let json = try JSONFile(try BuiltProgram.run(arguments + ["--format", "json"]).output)
    let first = try #require(json.objects("edits").first)
    #expect(first["params_difference"] is NSNull)
    let names = try #require(first["not_counted"] as? [String])
    #expect(names.contains("conv2d_2") && names.contains("dense"))
    // Poolings and sums have no parameters, whatever they get.
    #expect(!names.contains { $0.contains("pooling") || $0.contains("add") })
    let change = try #require(
      json.objects("changed").first { $0["name"] as? String == "conv2d_2" })
    #expect(change["params_difference"] is NSNull)
  }

  @Test func aSavingBesideAnUnknownLayerIsShownWithIt() throws {
    let file = try model()
    let script = TemporaryFile(text: "dense.units=10\n")
    let edit = try BuiltProgram.run(["edit", file.path, "--script", script.path])
    #expect(edit.errors.contains("dense.units=10: -254,430 params (1 layer unknown), "))
  }

  @Test func faultsOfShapesHaveThePathOfTheirLayer() throws {
    let faults = [
      (#""filters": 128"#, #""filters": 1000000000000000000"#, "exceed 64 bits"),
      (#""axis": -1"#, #""axis": 7"#, "axis"),
      (#""batch_shape": [null, 224, 224, 3]"#, #""batch_shape": [null, 224]"#, "height"),
    ]
    for (old, new, words) in faults {
      let file = try model { text in
        guard let range = text.range(of: old) else { return text }
        return text.replacingCharacters(in: range, with: new)
      }
      let check = try BuiltProgram.run(["check", file.path])
      #expect(check.code == 65 && check.errors.contains(words), "\(check.errors)")
      #expect(check.errors.contains(": config.layers["), "\(check.errors)")
      let json = try JSONFile(
        try BuiltProgram.run(["check", file.path, "--format", "json"]).output)
      let error = try #require(json["error"] as? [String: Any])
      let path = try #require(error["path"] as? String)
      #expect(path.hasPrefix("config.layers[") && path.hasSuffix("]"))
    }
  }
}
