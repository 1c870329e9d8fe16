import ArgumentParser
import Compute
import GraphCore
import ModelFiles

/// Edits a model by a script.
struct EditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Edits a model by a script and writes the result.",
    discussion: """
      A script has one edit a line, and # begins a comment:

        conv2d_2.filters=96                               a field of a layer
        residual_inception_1.filters_3x3=96               a number of a block
        numbers residual_inception_1 64 96 96 16 32 32    all numbers of a block
        model.input_size=299                              input_size or classes of the model
        group conv2d_5 256                                filters with all that sums tie to it
        widen model 0.5 8                                 times 0.5, to multiples of 8
        insert conv2d_2 Conv2D filters=64 kernel_size=3   a layer behind a layer or a block
        insert add before add_1 BatchNormalization        only on the way to that reader
        insert add inception 64 96 128 16 32 32           a block behind a layer or a block
        remove residual_inception_1/5x5                   a layer, a branch, a block or a run
        branch inception_1 Conv2D filters=8 kernel_size=1
        duplicate residual_inception_2
        residual inception_1                              a block, a branch or a layer
        rename conv2d_2 stem
        undo                                              takes back the last edit that is left
        redo                                              makes it again
        state 3                                           to what the third edit led to
        keep largest                                      as --keep, for all edits: first or largest

      The name of a run of equal blocks means each of them: block35.filters_3x3=48, \
      block35/3x3.kernel_size=5, remove block35. 'explorer outline' tells the names. A name with a \
      blank in it stands in quotes: "my conv".filters=96.

      A log that the explorer saved is a script, too: what it has beside edits is passed over.

      Every line must succeed, or nothing is written. The differences go to standard output; what each \
      edit costs, what follows it and what could be done instead, to standard error. Without --output \
      nothing is written: what an edit would do can be seen first.
      """)

  @OptionGroup var model: ModelOptions

  @Option(help: "The script; - for standard input.", completion: .file())
  var script: String

  @Option(
    name: .shortAndLong, help: "The file to write, by extension as in 'export'.",
    completion: .file())
  var output: String?

  @OptionGroup var made: FillOptions

  @Option(help: "How the differences are written.")
  var format = DiffCommand.Format.table

  func run() throws {
    let target = try output.map { path throws(CommandError) in
      (try ExportFormat(path: path), path)
    }
    let old = try model.load()
    var keep = old.given?.keep
    var tree = VersionTree()
    var made: [AppliedEdit] = []
    func analysis() -> ModelAnalysis {
      tree.current == 0 ? old.analysis : made[tree.current - 1].outcome.analysis
    }
    for step in try steps() {
      switch step.action {
      case .edit(let edit):
        let applied = try apply(edit, line: step.line, to: analysis())
        made.append(applied)
        StandardStream.error.write(applied.headline + applied.remarks)
      case .undo, .redo, .state: break
      case .keep(let word):
        guard let selection = FilterSelection(rawValue: word) else {
          let reason = "keep takes first or largest, not '\(word)'"
          throw CommandError(.data, "'\(script)', line \(step.line): \(reason)")
        }
        keep = selection
      }
      guard tree.take(step.action) else {
        let reason =
          switch step.action {
          case .state(let id): "there is no state \(id)"
          default: "there is nothing to \(step.action)"
          }
        throw CommandError(.data, "'\(script)', line \(step.line): \(reason)")
      }
    }
    let edits = tree.line(to: tree.current).dropFirst().map { made[$0 - 1] }
    var new = old
    new.analysis = analysis()
    if let keep { new.given?.keep = keep }
    if let (format, path) = target {
      try format.write(new, weights: command { try self.made.weights(for: new) }, to: path)
      for remark in format.remarks(on: new) {
        StandardStream.error.write("explorer: '\(path)' \(remark)\n")
      }
    }
    let report = DiffReport(old: old, new: new, isEdited: true)
    switch format {
    case .table: StandardStream.output.write(report.table)
    case .json:
      var json = report.json
      json["edits"] = .array(edits.map(\.json))
      StandardStream.output.write(json.text() + "\n")
    }
  }

  private func apply(
    _ edit: Edit, line: Int, to analysis: ModelAnalysis
  ) throws(CommandError) -> AppliedEdit {
    do throws(EditError) {
      return try AppliedEdit(edit, to: analysis, isStrict: model.edits.strict)
    } catch {
      if format == .json {
        let refusal = Refusal(line: line, edit: edit, error: error)
        StandardStream.output.write(refusal.json.text() + "\n")
      }
      var refused = CommandError(error)
      refused.description = "'\(script)', line \(line): \(refused)"
      refused.exitCode = CommandError.Code.data.rawValue
      throw refused
    }
  }

  private func steps() throws(CommandError) -> [EditScript.Step] {
    let text = try command { try ScriptFile.text(of: script) }
    do throws(EditScript.Fault) {
      return try EditScript.steps(in: ScriptFile.edits(of: text))
    } catch {
      throw CommandError(.data, "'\(script)', \(error)")
    }
  }
}

/// Why an edit of a script was refused, for programs.
private struct Refusal {
  var line: Int
  var edit: Edit
  var error: EditError

  var json: JSONValue {
    var refused: JSONValue = [
      "line": .integer(line), "edit": .string(edit.description),
      "message": .string(error.description),
    ]
    if let mismatch = error.mismatch {
      refused["layer"] = .string(mismatch.layer)
      refused["operands"] = .array(
        mismatch.operands.map { operand in
          [
            "layer": .string(operand.layer),
            "branch": operand.branch.map(JSONValue.string) ?? .null,
            "shape": .array(operand.shape.dimensions.map { JSONValue($0.value) }),
          ]
        })
      refused["fixes"] = .array(error.fixes.map(\.json))
    }
    return ["refused": refused]
  }
}
