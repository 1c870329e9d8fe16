import Foundation
import ModelFiles
import TestSupport
import Testing

/// Every format that the built program writes, but those with weights.
struct ExportCommandTests {
  private func exported(_ model: String, _ type: String, _ options: [String] = []) throws -> String
  {
    let file = TemporaryFile(extension: type)
    let result = try BuiltProgram.run(["export", model, file.path] + options)
    #expect(result.code == 0 && result.output.isEmpty, "\(result.errors)")
    return try file.text()
  }

  @Test func codeHasTheEdit() throws {
    let text = try exported(
      "residual-inception", "py", ["--set", "residual_inception_1.filters_3x3=96"])
    #expect(text.contains("x = residual_inception_module(inputs, 64, 96, 96, 16, 32, 32)"))
    #expect(text.contains("return keras.Model(inputs, outputs)"))
  }

  @Test func codeOfAFileIsThatOfTheModel() throws {
    let file = TemporaryFile(extension: "json")
    #expect(try BuiltProgram.run(["export", "inception-v3", file.path]).code == 0)
    #expect(try exported(file.path, "py") == exported("inception-v3", "py"))
  }

  @Test func pythonTakesTheCode() throws {
    for model in ["residual-inception", "googlenet", "inception-resnet-v2", "xception"] {
      let file = TemporaryFile(extension: "py")
      #expect(try BuiltProgram.run(["export", model, file.path]).code == 0)
      let check = try BuiltProgram.runProcess(
        "/usr/bin/env",
        ["python3", "-c", "import ast, sys; ast.parse(open(sys.argv[1]).read())", file.path],
        environment: [:])
      // 127: there is no Python, which building and testing do not need.
      #expect(check.code == 0 || check.code == 127, "\(check.errors)")
    }
  }

  @Test func drawingsAreWellFormed() throws {
    for model in ["inception-resnet-v2", "residual-inception"] {
      let text = try exported(model, "svg")
      #expect(Self.elements(of: text).contains("svg"))
      #expect(text.contains("<title>\(model)</title>"))
    }
  }

  @Test func everyLayerIsInTheGraphAndTheTable() throws {
    let dot = try exported("inception-resnet-v2", "dot")
    #expect(
      dot.split(separator: "\n").count { $0.contains("[label=") && $0.contains("fillcolor") } == 782
    )
    let tsv = try exported("inception-resnet-v2", "tsv")
    #expect(tsv.split(separator: "\n").count == 783)
    #expect(
      tsv
        == (try BuiltProgram.run(["summary", "inception-resnet-v2", "--format", "tsv"])).output)
  }

  @Test func theReportHasTotalsBlocksAndLayers() throws {
    let text = try exported("inception-resnet-v2", "md")
    #expect(text.hasPrefix("# inception-resnet-v2\n"))
    #expect(text.contains("| Parameters | 55,873,736 |"))
    #expect(text.contains("| block35 x10 | 10 x residual inception |"))
    #expect(
      text.contains("| conv\\_7b\\_bn | BatchNormalization | (None, 8, 8, 1536) | 4,608 | 0 |"))
    // Every row of a table has as many cells as its heading.
    for table in text.components(separatedBy: "\n\n") where table.hasPrefix("|") {
      let rows = table.split(separator: "\n")
      #expect(
        Set(rows.map { $0.replacingOccurrences(of: "\\|", with: "").count { $0 == "|" } }).count
          == 1)
    }
  }

  @Test func aFailedExportLeavesTheOldFile() throws {
    let file = TemporaryFile(extension: "py")
    try File.write(Array("old".utf8), to: file.path)
    let result = try BuiltProgram.run(
      ["export", "residual-inception", file.path, "--set", "conv2d.filters=0"])
    #expect(result.code == 65)
    #expect(try file.text() == "old")
  }

  @Test func aMosaicShowsEveryChannel() throws {
    let file = TemporaryFile(extension: "png")
    let small = ["residual-inception", "--set", "model.input_size=32"]
    let result = try BuiltProgram.run(
      ["outputs"] + small + ["--layer", "conv2d_2", "--save", file.path])
    #expect(result.code == 0 && result.output.isEmpty, "\(result.errors)")
    let picture = try Picture(fileBytes: File.read(file.path), path: file.path)
    // 128 channels of 32 x 32 in 12 columns and 11 rows.
    #expect(picture.width == 12 * 33 - 1 && picture.height == 11 * 33 - 1)
    let wrong = try BuiltProgram.run(
      ["outputs"] + small + ["--layer", "conv2d_2", "--save", "/tmp/output.jpg"])
    #expect(wrong.code == 64 && wrong.errors.contains(".npy or a .png"))
  }

  /// The names of the elements of XML, by a reader that knows only what our drawings use; none when
  /// it is not well-formed.
  private static func elements(of text: String) -> Set<String> {
    var open: [Substring] = []
    var seen: Set<String> = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      guard let end = rest[start...].firstIndex(of: ">") else { return [] }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      let name = tag.drop { $0 == "/" }.prefix { $0.isLetter }
      if tag.hasPrefix("/") {
        guard open.popLast() == name else { return [] }
      } else {
        seen.insert(String(name))
        if !tag.hasSuffix("/") { open.append(name) }
      }
    }
    return open.isEmpty ? seen : []
  }
}
