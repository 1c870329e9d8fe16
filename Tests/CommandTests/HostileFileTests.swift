import Foundation
import TestSupport
import Testing

/// Weights on which the library that reads them crashes, runs in circles, or takes memory without end,
/// found by fuzzing libhdf5 1.10.8; another version may refuse or read them.
struct HostileFileTests {
  private static let fixtures = BuiltProgram.package.appending(
    path: "Tests/ModelFilesTests/Fixtures")

  @Test(arguments: [
    "endless_loop", "endless_memory", "heap_out_of_bounds", "heap_overflow", "heap_overlap",
  ])
  func theProgramOutlivesTheLibrary(_ name: String) throws {
    let model = Self.fixtures.appending(path: "malformed/model.json").path
    let weights = Self.fixtures.appending(path: "crashing/\(name).h5").path
    let result = try BuiltProgram.run(["summary", model, "--weights", weights])
    #expect(result.code == 65 && result.output.isEmpty)
    #expect(result.errors.hasPrefix("explorer: '\(weights)': "), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
  }

  /// What the process that reads says of damaged files is what its reader says.
  @Test func messagesComeThroughTheProcess() throws {
    let folder = Self.fixtures.appending(path: "malformed")
    let table = String(
      decoding: try Data(contentsOf: folder.appending(path: "cases.tsv")), as: UTF8.self)
    for line in table.split(separator: "\n") {
      let fields = line.split(separator: "\t", maxSplits: 1).map(String.init)
      guard fields[0].hasSuffix(".keras") else { continue }
      let result = try BuiltProgram.run(["check", folder.appending(path: fields[0]).path])
      #expect(result.code == (fields[1] == "ok" ? 0 : 65))
      #expect(fields[1] == "ok" || result.errors.contains(fields[1]), "\(result.errors)")
    }
  }

  @Test func anExportSaysWhatItLacks() throws {
    let file = TemporaryFile(extension: "keras")
    let folder = Self.fixtures.appending(path: "weights")
    func errors(_ name: String, _ options: [String] = []) throws -> String {
      let result = try BuiltProgram.run(
        ["export", folder.appending(path: name).path, file.path] + options)
      #expect(result.code == 0)
      return result.errors
    }
    let optimizer = "is without the optimizer's state, so that training starts with a new one"
    #expect(try errors("unknown.keras") == "explorer: '\(file.path)' \(optimizer)\n")
    let old = try errors("unknown.h5")
    #expect(old.contains("is without the weights of inner, mixer, classes, as the class"))
    #expect(old.contains(optimizer))
    let moved = try errors("unknown.keras", ["--set", "first.filters=6"])
    #expect(moved.contains("weights of inner as they were, though the layer has changed; Keras"))
    // A layer of a known class behind an unknown one, whose weights are not read either.
    let edited = try errors("unknown.keras", ["--set", "classes.units=3"])
    #expect(edited.contains("weights of classes as they were, though the layer has changed; Keras"))
    // A layer that the file knows nothing of.
    let script = TemporaryFile(extension: "txt")
    try "insert first Conv2D filters=4 kernel_size=1".write(
      toFile: script.path, atomically: true, encoding: .utf8)
    let inserted = try BuiltProgram.run([
      "edit", folder.appending(path: "unknown.keras").path, "--script", script.path, "--output",
      file.path,
    ])
    #expect(inserted.code == 0 && inserted.errors.contains("conv2d: new, its weights come from"))
    #expect(try errors("model.keras").isEmpty)
  }

  @Test func whatIsNotCountedIsNamedInNestedModelsToo() throws {
    let file = Self.fixtures.appending(path: "weights/unknown.keras").path
    let output = try BuiltProgram.run(["summary", file]).output
    #expect(output.contains("is not known: inner/deep, mixer, classes\n"), "\(output)")
  }

  @Test func classNamesLieBesideTheModel() throws {
    let example = BuiltProgram.package.appending(path: "Examples").path
    let once = ["--repeat", "1", "--warmup", "0", "--top", "1"]
    let digit = ["run", "\(example)/digits.keras", "--input", "\(example)/digits/3.png"] + once
    #expect(try BuiltProgram.run(digit).output.contains("Name"))
    let other = try BuiltProgram.run(digit + ["--set", "model.classes=12"])
    #expect(other.code == 0 && !other.output.contains("Name"))
    #expect(other.errors.contains("names 10 classes, but the model has 12, so they are numbered"))
  }
}
