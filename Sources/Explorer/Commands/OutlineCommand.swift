import ArgumentParser

/// Prints the tree that the explorer shows.
struct OutlineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outline",
    abstract: "Prints a model as a tree of blocks, branches and layers, with costs and paths.",
    discussion: """
      A path names a row in edits. Behind a block's path, a role names the part that plays it, with _ \
      for blanks, as in mixed0/5x5_reduce; a path through a run of equal blocks names that part of \
      each of them. The numbers of a block are set by their names, as in \
      --set mixed0.filters_1x1=96.
      """)

  /// How the outline is written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table
    case json
  }

  @OptionGroup var model: ModelOptions

  @Option(help: "Rows within rows down to this depth, 1 for the outermost ones alone.")
  var depth: Int?

  @OptionGroup var costs: CostOptions

  @Option(help: "How it is written.")
  var format = Format.table

  func validate() throws {
    if let depth, depth < 1 { throw ValidationError("--depth must be 1 or more, got \(depth)") }
  }

  func run() throws {
    let model = try model.load()
    let report = OutlineReport(
      model, depth: depth, costs: try costs.report(model.analysis))
    switch format {
    case .table: StandardStream.output.write(report.table)
    case .json: StandardStream.output.write(report.json.text() + "\n")
    }
  }
}
