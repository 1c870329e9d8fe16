import ArgumentParser

/// Prints the layers of a model with shapes and costs.
struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Prints the layers of a model in Keras' order, with shapes and costs.",
    discussion: """
      A size that is not known is 'None' in a table, '?' in TSV and null in JSON. 'macs' are \
      multiply-accumulates of one sample.
      """)

  /// How the summary is written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table
    case tsv
    case json
  }

  @OptionGroup var model: ModelOptions

  @Option(help: "How it is written.")
  var format = Format.table

  func run() throws {
    let report = SummaryReport(try model.load())
    switch format {
    case .table: StandardStream.output.write(report.table)
    case .tsv: StandardStream.output.write(report.tsv)
    case .json: StandardStream.output.write(report.json.text() + "\n")
    }
  }
}
