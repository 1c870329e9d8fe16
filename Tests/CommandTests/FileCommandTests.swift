import Foundation
import TestSupport
import Testing

/// Models in files from outside: check, diff, export, edit, and files as arguments.
struct FileCommandTests {
  /// A folder of its own for each test.
  private func folder() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appending(path: "explorer-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  private func write(_ text: String, _ name: String, in folder: URL) throws -> String {
    let url = folder.appending(path: name)
    try text.write(to: url, atomically: true, encoding: .utf8)
    return url.path
  }

  @Test func anExportedModelIsTheSameModel() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "m.json").path
    let export = try BuiltProgram.run(["export", "residual-inception", file])
    #expect(export.code == 0 && export.output.isEmpty && export.errors.isEmpty)
    let diff = try BuiltProgram.run(["diff", "residual-inception", file])
    #expect(diff.code == 0)
    #expect(diff.output == "no difference\n")
    let check = try BuiltProgram.run(["check", file])
    #expect(check.code == 0)
    #expect(check.output == "\(file): valid, 22 layers, 559,416 parameters\n")
    let again = folder.appending(path: "again.json").path
    #expect(try BuiltProgram.run(["export", file, again]).code == 0)
    #expect(FileManager.default.contentsEqual(atPath: file, andPath: again))
  }

  @Test func aScriptEditsAFile() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = try write(
      "# narrower\nconv2d_2.filters=96\nrename dense logits\n", "s", in: folder)
    let file = folder.appending(path: "m.json").path
    let edit = try BuiltProgram.run(
      ["edit", "residual-inception", "--script", script, "--output", file])
    #expect(edit.code == 0)
    #expect(edit.errors.contains("added projection conv2d_13 before add_1"))
    #expect(edit.output.contains("+23,136"))
    let diff = try BuiltProgram.run(["diff", "residual-inception", file, "--format", "json"])
    #expect(diff.code == 1 && diff.errors.isEmpty)
    let json = try JSONFile(diff.output)
    #expect(json["same"] as? Bool == false)
    #expect(try json.objects("added").map { $0["name"] as? String } == ["conv2d_13"])
    // A layer with another name is the same layer.
    #expect(try json.objects("removed").isEmpty)
    let new = try #require(json["new"] as? [String: Any])
    #expect(new["params"] as? Int == 582_552)
    let summary = try BuiltProgram.run(["summary", file, "--set", "logits.units=10"])
    #expect(summary.code == 0 && summary.output.contains("logits"))
  }

  @Test func aScriptChoosesWhichFiltersStay() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = BuiltProgram.package.appending(path: "Examples/digits.keras").path
    func weights(_ text: String, _ options: String...) throws -> Data {
      let file = folder.appending(path: "\(UUID()).weights.h5")
      let script = try write(text, "s", in: folder)
      let edit = try BuiltProgram.run(
        ["edit", model, "--script", script, "--output", file.path] + options)
      #expect(edit.code == 0, "\(edit.errors)")
      return try Data(contentsOf: file)
    }
    let first = try weights("conv2d_3.filters=10\n")
    let largest = try weights("conv2d_3.filters=10\n", "--keep", "largest")
    #expect(first != largest)
    #expect(try weights("conv2d_3.filters=10\nkeep largest\n") == largest)
    #expect(try weights("keep largest\nconv2d_3.filters=10\nkeep first\n") == first)
    let wrong = try BuiltProgram.run(
      ["edit", model, "--script", try write("keep most\n", "w", in: folder)])
    #expect(wrong.code == 65)
    #expect(wrong.errors.hasSuffix("line 1: keep takes first or largest, not 'most'\n"))
  }

  @Test func faultsHaveTheirCodes() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let cut = try write("{\"class_name\": \"Functional\", \"config\": {", "cut.json", in: folder)
    let script = try write("conv2d.filters=64\nnonsense\n", "s", in: folder)
    let zero = try write("conv2d.filters=0\n", "z", in: folder)
    let output = folder.appending(path: "m.json").path
    let cases: [([String], Int32, String)] = [
      (["check", cut], 65, "line 1, column 41, in config: expected a key"),
      (["check", "/nonesuch.json"], 66, "no such file"),
      (["summary", cut], 65, "line 1"),
      (["diff", cut, "residual-inception"], 65, "line 1"),
      (["diff", "residual-inception", "/nonesuch.json"], 66, "no such file"),
      (["export", "residual-inception", "m.doc"], 64, "there is .json"),
      (["export", "residual-inception", "/nonesuch/m.json"], 73, "/nonesuch/m.json"),
      (["edit", "residual-inception", "--script", script, "-o", output], 65, "line 2: 'nonsense'"),
      (["edit", "residual-inception", "--script", zero, "-o", output], 65, "got 0"),
    ]
    for (arguments, code, words) in cases {
      let result = try BuiltProgram.run(arguments)
      #expect(result.code == code, "\(arguments): \(result.errors)")
      #expect(result.output.isEmpty)
      #expect(result.errors.contains(words), "\(result.errors)")
      #expect(result.errors.split(separator: "\n").count == 1)
    }
    #expect(!FileManager.default.fileExists(atPath: output))
    let json = try BuiltProgram.run(["check", cut, "--format", "json"])
    #expect(json.code == 65 && json.errors.isEmpty)
    #expect(try JSONFile(json.output)["valid"] as? Bool == false)
  }
}
