import Foundation
import TestSupport
import Testing

/// Costs, the outline, and what an edit says before it is taken.
struct CostCommandTests {
  private func json(_ arguments: [String]) throws -> JSONFile {
    let result = try BuiltProgram.run(arguments + ["--format", "json"])
    #expect(result.code == 0 && result.errors.isEmpty)
    return try JSONFile(result.output)
  }

  @Test func costsOfTheExampleNetwork() throws {
    let json = try json(["summary", "residual-inception", "--costs"])
    #expect(json["flops"] as? Int == 2 * 15_124_506_624)
    #expect(json["flops_convention"] as? String == "2 x MACs")
    #expect(json["weight_bytes"] as? Int == 4 * 559_416)
    let peak = try #require(json["peak_activation"] as? [String: Any])
    #expect(peak["layer"] as? String == "conv2d_9")
    // 224 x 224 x (256 + 96 + 16 + 256 + 64 + 128) floats of 4 bytes.
    #expect(peak["bytes"] as? Int == 224 * 224 * 816 * 4)
    let layer = try #require(
      json.objects("layers").first { $0["name"] as? String == "conv2d_11" })
    #expect(layer["channels"] as? String == "slice")
    #expect(layer["slice_of"] as? String == "concatenate_1")
    #expect(layer["group"] as? [String] == ["conv2d_6", "concatenate", "concatenate_1"])
    #expect(layer["output_bytes"] as? Int == 224 * 224 * 32 * 4)
    let field = try #require(layer["receptive_field"] as? [String: [Double]])
    #expect(field == ["size": [9, 9], "stride": [1, 1], "offset": [-4, -4]])
  }

  @Test func theConventionIsChosenAndStated() throws {
    let plain = try json(["summary", "residual-inception", "--costs"])["flops"] as? Int ?? 0
    let sums = try json(["summary", "residual-inception", "--convention", "sums"])
    #expect(sums["flops"] as? Int == plain + 2 * 224 * 224 * 256)
    #expect(sums["flops_convention"] as? String == "2 x MACs + sums")
    let table = try BuiltProgram.run(["summary", "residual-inception", "--convention", "all"])
    #expect(
      table.output.contains("FLOPs are 2 x MACs + bias + normalization + pooling + sums."))
    #expect(try BuiltProgram.run(["summary", "xception", "--convention", "some"]).code == 64)
  }

  @Test func costsLeaveTheOtherKeysAlone() throws {
    for format in ["table", "tsv", "json"] {
      let plain = try BuiltProgram.run(["summary", "inception-v3", "--format", format])
      #expect(!plain.output.contains("bytes") && !plain.output.contains("flops"))
    }
    let rows = try BuiltProgram.run(["summary", "inception-v3", "--costs", "--format", "tsv"])
      .output.split(separator: "\n")
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    #expect(rows.allSatisfy { $0.count == 18 })
    // Araujo, Norris, Sim (2019): 1311 pixels, stride 32.
    let mixed = try #require(rows.first { $0[0] == "mixed10" })
    #expect(mixed[10..<14].map(String.init) == ["1311", "1311", "32", "32"])
  }

  @Test func theOutlineTellsPathsNumbersAndCosts() throws {
    let json = try json(["outline", "inception-resnet-v2", "--costs"])
    let run = try #require(json.objects("rows").first { $0["path"] as? String == "block35" })
    #expect(run["kind"] as? String == "run" && run["count"] as? Int == 10)
    #expect(run["params"] as? Int == 1_234_080)
    let numbers = try #require(run["numbers"] as? [[String: Any]])
    #expect(numbers.first?["name"] as? String == "filters_1x1")
    let blocks = try #require(run["rows"] as? [[String: Any]])
    #expect(blocks.count == 10 && blocks.allSatisfy { $0["params"] as? Int == 123_408 })
    let table = try BuiltProgram.run(["outline", "inception-resnet-v2", "--depth", "1"])
    #expect(table.code == 0 && table.output.split(separator: "\n").count == 2 + 18)
    #expect(try BuiltProgram.run(["outline", "xception", "--depth", "0"]).code == 64)
  }

  @Test func anEditTellsItsConsequenceBeforeItIsTaken() throws {
    let script = TemporaryFile(text: "residual_inception_2.filters_1x1=63\n")
    let arguments = ["edit", "residual-inception", "--script", script.path]
    let edit = try BuiltProgram.run(arguments)
    #expect(edit.code == 0)
    #expect(edit.errors.contains("+64,278 (+11.5 %) params, +3,262,643,224 (+21.6 %) MACs"))
    #expect(edit.errors.contains("added projection conv2d_13 before add_1: 1x1, 256 -> 255"))
    #expect(edit.errors.contains("'residual_inception_2.filters_1x1=63 ; conv2d_9.filters=129'"))
    let result = try BuiltProgram.run(arguments + ["--format", "json"])
    let first = try #require(JSONFile(result.output).objects("edits").first)
    #expect(first["params_difference"] as? Int == 64_278)
    let alternatives = try #require(first["alternatives"] as? [[String: Any]])
    #expect(alternatives.count == 4)
  }

  @Test func strictEditsNameTheLayersThatWouldFollow() throws {
    for settings in [["conv2d_2.filters=96"], ["conv2d_2.filters=96", "conv2d_6.filters=224"]] {
      let edits = settings.flatMap { ["--set", $0] }
      #expect(try BuiltProgram.run(["summary", "residual-inception"] + edits).code == 0)
      let strict = try BuiltProgram.run(["summary", "residual-inception", "--strict"] + edits)
      #expect(strict.code == 65 && strict.output.isEmpty)
      #expect(strict.errors.contains("224x224x256") && strict.errors.contains("224x224x224"))
    }
  }

  @Test func aRefusedEditTellsItsWaysOutToPrograms() throws {
    let script = TemporaryFile(text: "conv2d.filters=80\nconv2d_2.padding=valid\n")
    let result = try BuiltProgram.run(
      ["edit", "residual-inception", "--script", script.path, "--format", "json"])
    #expect(result.code == 65)
    let lines = result.errors.split(separator: "\n")
    #expect(lines.contains { $0.contains(", line 2: the edit is refused: Concatenate 'conc") })
    let refused = try #require(JSONFile(result.output)["refused"] as? [String: Any])
    #expect(refused["line"] as? Int == 2)
    let operands = try #require(refused["operands"] as? [[String: Any]])
    #expect(operands.map { $0["branch"] as? String } == ["1x1", "3x3", "5x5", "pool"])
    let fixes = try #require(refused["fixes"] as? [[String: Any]])
    #expect(fixes.count == 2)
    for fix in fixes {
      let text = try #require(fix["edit"] as? String)
      // The text tells how each is typed, too.
      #expect(lines.contains { $0.hasPrefix("explorer: possible: '\(text)': ") })
      let again = TemporaryFile(text: "conv2d.filters=80\n\(text)\n")
      #expect(
        try BuiltProgram.run(["edit", "residual-inception", "--script", again.path]).code == 0)
    }
  }

  @Test func undoTakesBackTheLastEdit() throws {
    let script = TemporaryFile(text: "remove residual_inception_2\nconv2d.filters=80\nundo\nundo\n")
    let result = try BuiltProgram.run(["edit", "residual-inception", "--script", script.path])
    #expect(result.code == 0 && result.output == "no difference\n")
    let empty = TemporaryFile(text: "undo\n")
    let nothing = try BuiltProgram.run(["edit", "residual-inception", "--script", empty.path])
    #expect(nothing.code == 65 && nothing.errors.contains("line 1: there is nothing to undo"))
    // As in a log: redo, states, and what changes no model.
    let log = TemporaryFile(
      text: "\u{feff}conv2d.filters=80\nundo\nredo\ngo-to add\nconv2d.filters=72\nstate 1\n")
    let one = TemporaryFile(text: "conv2d.filters=80\n")
    let logged = try BuiltProgram.run(["edit", "residual-inception", "--script", log.path])
    let single = try BuiltProgram.run(["edit", "residual-inception", "--script", one.path])
    #expect(logged.code == 0 && logged.output == single.output)
    let far = TemporaryFile(text: "state 1\n")
    let nowhere = try BuiltProgram.run(["edit", "residual-inception", "--script", far.path])
    #expect(nowhere.code == 65 && nowhere.errors.contains("line 1: there is no state 1"))
  }
}
