import ArgumentParser

/// Prints the layers of a model with shapes and costs.
struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Prints the layers of a model in Keras' order, with shapes and costs.",
    discussion: """
      A size that is not known is 'None' in a table, '?' in TSV and null in JSON. 'macs' are \
      multiply-accumulates of one sample. --costs adds, for each layer, the bytes of its weights and \
      of its output, its floating-point operations, the window of input pixels that one position of \
      its output sees (size, distance between neighbours, first pixel of position 0), and whether its \
      channels are free, a slice of a concatenation, coupled to others or fixed; for the model, the \
      peak of live activations and where it is.
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

  @OptionGroup var costs: CostOptions

  func run() throws {
    let model = try model.load()
    let report = SummaryReport(model, costs: try costs.report(model.analysis))
    switch format {
    case .table: StandardStream.output.write(report.table)
    case .tsv: StandardStream.output.write(report.tsv)
    case .json: StandardStream.output.write(report.json.text() + "\n")
    }
  }
}
