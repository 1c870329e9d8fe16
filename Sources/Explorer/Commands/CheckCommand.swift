import ArgumentParser
import GraphCore
import ModelFiles

/// Says whether a file is a model, and what is wrong with it.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks whether a file can be read and is a valid model; says what is wrong, where.",
    discussion: """
      Remarks name what Keras would ignore or refuse in a file that is readable. Exit codes: 0 \
      valid, 65 invalid, 66 no such file.
      """)

  /// How the result is written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
  }

  @Argument(
    help: "A file of a model, such as model.json from Keras' to_json().", completion: .file())
  var file: String

  @Option(help: "How the result is written.")
  var format = Format.text

  func run() throws {
    let opened = try command { try OpenFile(file) }
    switch Self.check(opened) {
    case .success(let checked):
      switch format {
      case .text: StandardStream.output.write(checked.text(file: file))
      case .json: StandardStream.output.write(checked.json(file: file).text() + "\n")
      }
    case .failure(let fault):
      if format == .text { throw CommandError(.data, "'\(file)': \(fault)") }
      StandardStream.output.write(fault.json(file: file).text() + "\n")
      throw ExitCode(CommandError.Code.data.rawValue)
    }
  }

  private static func check(_ opened: OpenFile) -> Result<Checked, Fault> {
    do {
      let file = try ModelFile(reading: opened, with: ReaderProcess())
      return .success(
        Checked(analysis: file.analysis, remarks: file.document.remarks(file.analysis)))
    } catch {
      return .failure(Fault(error))
    }
  }
}

/// A file that is a model.
private struct Checked {
  var analysis: ModelAnalysis
  var remarks: [KerasRemark]

  private var layers: Int { Set(analysis.order.map { analysis.graph[$0].layer }).count }

  func text(file: String) -> String {
    let totals = analysis.totals
    let parameters = "\(totals.inWords(totals.parameters)) parameters\(totals.uncountedInWords)"
    let head = "\(file): valid, \(layers) layers, \(parameters)\n"
    return head + remarks.map { "remark: \($0)\n" }.joined()
  }

  func json(file: String) -> JSONValue {
    var json: JSONValue = [
      "file": .string(file), "valid": .bool(true), "layers": .integer(layers),
      "params": .integer(analysis.totals.parameters),
      "macs": JSONValue(analysis.totals.multiplyAccumulates),
      "remarks": .array(
        remarks.map { ["path": .string($0.path.description), "message": .string($0.text)] }),
    ]
    json.addUncounted(analysis.uncountedLayers)
    return json
  }
}

/// Why a file is no model.
private struct Fault: Error, CustomStringConvertible {
  var description: String
  var line: Int?
  var column: Int?
  var path: String?

  init(_ error: any Error) {
    description = "\(error)"
    switch error {
    case ModelFileError.syntax(let error):
      line = error.line
      column = error.column
      path = error.path.description
    case ModelFileError.invalid(let place, _): path = place.description
    case WeightFileError.part(let place, _): path = place
    default: break
    }
  }

  func json(file: String) -> JSONValue {
    [
      "file": .string(file), "valid": .bool(false),
      "error": [
        "message": .string(description), "path": path.map(JSONValue.string) ?? .null,
        "line": JSONValue(line), "column": JSONValue(column),
      ],
    ]
  }
}
