import Foundation
import ModelFiles
import TestSupport
import Testing

struct SummaryCommandTests {
  /// The columns of the JSON, as strings.
  private func layers(_ summary: JSONFile) throws -> [[String]] {
    try summary.objects("layers").map { layer in
      let shape = try #require(layer["output_shape"] as? [Any]).map { size in
        (size as? Int).map(String.init) ?? "N"
      }
      let inputs = try #require(layer["inputs"] as? [String])
      return [
        try #require(layer["name"] as? String), try #require(layer["class"] as? String),
        shape.joined(separator: "x"), "\(layer["params"] ?? "")",
        "\(layer["trainable_params"] ?? "")",
        inputs.isEmpty ? "-" : inputs.joined(separator: ","), "\(layer["macs"] ?? "")",
      ]
    }
  }

  @Test func jsonEqualsKerasTable() throws {
    let result = try BuiltProgram.run(["summary", "residual-inception", "--format", "json"])
    let summary = try JSONFile(result.output)
    let keras = try KerasTable.rows("layers/seed_residual_inception").map { row in
      [1, 2, 3, 4, 5, 6, 16].map { row[$0] }
    }
    #expect(try layers(summary) == keras)
    #expect(summary["model"] as? String == "residual-inception")
    #expect(summary["total_params"] as? Int == 559_416)
    #expect(summary["trainable_params"] as? Int == 559_416)
    #expect(summary["non_trainable_params"] as? Int == 0)
    #expect(summary["macs"] as? Int == 15_124_506_624)
    #expect(result.code == 0 && result.errors.isEmpty)
  }

  @Test func jsonKeysStandInTheDocumentedOrder() throws {
    let text = try BuiltProgram.run(["summary", "residual-inception", "--format", "json"]).output
    let keys = [
      "model", "layers", "name", "class", "output_shape", "params", "trainable_params", "macs",
      "inputs", "total_params", "non_trainable_params",
    ]
    var last = text.startIndex
    for key in keys {
      let place = try #require(text.range(of: "\"\(key)\":", range: last..<text.endIndex), "\(key)")
      last = place.upperBound
    }
    #expect(text.contains("\"output_shape\": [null, 224, 224, 96]"))
  }

  static let edits: [String: [String]] = [
    "S1": ["residual_inception_1.filters_3x3=96"],
    "S2": ["residual_inception_2.filters_3x3=96"],
    "S3": ["residual_inception_1.filters_3x3=96", "residual_inception_2.filters_3x3=96"],
    "S4": ["residual_inception_1.filters_1x1=80"],
    "S5": ["residual_inception_2.pool_proj=64"],
    "S6": ["residual_inception_1.filters_5x5_reduce=24"],
    "S7": [
      "residual_inception_1.filters_3x3_reduce=128", "residual_inception_2.filters_5x5_reduce=32",
    ],
    "S8": ["model.input_size=299"],
    "S9": ["model.classes=10"],
    "S11": ["residual_inception_2.filters_5x5=1"],
  ]

  @Test(arguments: edits.keys.sorted())
  func editsGiveKerasTotals(id: String) throws {
    let row = try #require(try KerasTable.rows("edits").first { $0[0] == id })
    let settings = try #require(Self.edits[id]).flatMap { ["--set", $0] }
    let result = try BuiltProgram.run(
      ["summary", "residual-inception", "--format", "json"] + settings)
    let summary = try JSONFile(result.output)
    let totals = [
      try summary.objects("layers").count, summary["total_params"] as? Int,
      summary["macs"] as? Int,
    ]
    #expect(totals == [6, 7, 10].map { Int(row[$0]) }, "\(result.errors)")
  }

  @Test func aRepairIsSaidOnStandardError() throws {
    let result = try BuiltProgram.run(
      ["summary", "residual-inception", "--set", "residual_inception_1.filters_3x3=96"])
    #expect(result.errors.contains("conv2d_13"))
    #expect(result.output.contains("conv2d_13"))
    #expect(result.code == 0)
  }

  @Test func unknownSizesAreNull() throws {
    let arguments = ["summary", "residual-inception", "--set", "input_layer.size=none"]
    let json = try JSONFile(BuiltProgram.run(arguments + ["--format", "json"]).output)
    #expect(json["macs"] is NSNull)
    #expect(json["total_params"] as? Int == 559_416)
    #expect(try layers(json)[1][2] == "NxNxNx96")
    let table = try BuiltProgram.run(arguments).output
    #expect(table.contains("(None, None, None, 96)"))
    let tsv = try BuiltProgram.run(arguments + ["--format", "tsv"]).output
    #expect(tsv.contains("conv2d_1\tConv2D\t?x?x?x96\t384\t384\t?\tinput_layer\n"))
  }

  @Test func tsvHasAHeaderAndTheSameRows() throws {
    let text = try BuiltProgram.run(["summary", "residual-inception", "--format", "tsv"]).output
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "name\tclass\toutput_shape\tparams\ttrainable_params\tmacs\tinputs")
    #expect(lines[1] == "input_layer\tInputLayer\t?x224x224x3\t0\t0\t0\t")
    #expect(lines[2] == "conv2d_1\tConv2D\t?x224x224x96\t384\t384\t14450688\tinput_layer")
    #expect(lines.count == 23)
  }

  @Test func theTableAlignsNumbersAndEndsInTotals() throws {
    let text = try BuiltProgram.run(["summary", "residual-inception"]).output
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let conv = try #require(lines.first { $0.hasPrefix("conv2d_2 ") })
    let dense = try #require(lines.first { $0.hasPrefix("dense ") })
    #expect(conv.contains("(None, 224, 224, 128)  110,720  5,549,064,192  conv2d_1"))
    // The last digits of a column stand above each other.
    let place = { (line: String, word: String) in
      line.range(of: word).map { line.distance(from: line.startIndex, to: $0.upperBound) }
    }
    #expect(place(conv, "5,549,064,192") == place(dense, "256,000"))
    #expect(
      Array(lines.suffix(5)) == [
        "Total params                 559,416", "Trainable params             559,416",
        "Non-trainable params               0", "MACs                  15,124,506,624", "",
      ])
  }
}
