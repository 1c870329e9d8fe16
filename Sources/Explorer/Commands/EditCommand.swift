import ArgumentParser
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
        model.input_size=299                              input_size or classes of the model
        group conv2d_5 256                                filters of all layers that sums tie to it
        widen model 0.5 8                                 times 0.5, to multiples of 8
        insert conv2d_2 Conv2D filters=64 kernel_size=3   a layer behind a layer
        insert add inception 64 96 128 16 32 32           a block behind a layer
        remove residual_inception_1/5x5                   a layer, a branch or a block
        branch inception_1 Conv2D filters=8 kernel_size=1
        duplicate residual_inception_2
        residual inception_1
        rename conv2d_2 stem

      Every line must succeed, or nothing is written. The differences go to standard output, repairs \
      to standard error. Without --output nothing is written: what an edit would do can be seen first.
      """)

  @OptionGroup var model: ModelOptions

  @Option(help: "The script; /dev/stdin for standard input.")
  var script: String

  @Option(name: .shortAndLong, help: "The file to write, by extension as in 'export'.")
  var output: String?

  @OptionGroup var made: FillOptions

  @Option(help: "How the differences are written.")
  var format = DiffCommand.Format.table

  func run() throws {
    let target = try output.map { path throws(CommandError) in
      (try ExportFormat(path: path), path)
    }
    let old = try model.load()
    var new = old
    for edit in try edits() {
      let outcome = try command { try new.analysis.applying(edit) }
      for repair in outcome.repairs { StandardStream.error.write("explorer: \(repair)\n") }
      new.analysis = outcome.analysis
    }
    if let (format, path) = target {
      try format.write(new, weights: command { try made.weights(for: new) }, to: path)
    }
    let report = DiffReport(old: old, new: new)
    switch format {
    case .table: StandardStream.output.write(report.table)
    case .json: StandardStream.output.write(report.json.text() + "\n")
    }
  }

  private func edits() throws(CommandError) -> [Edit] {
    let bytes = try command { try File.read(script) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandError(.data, "'\(script)' is no text in UTF-8")
    }
    do throws(EditScript.Fault) {
      return try EditScript.edits(in: text)
    } catch {
      throw CommandError(.data, "'\(script)', \(error)")
    }
  }
}
