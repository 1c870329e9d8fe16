import ArgumentParser
import GraphCore

/// Whether all costs are shown, and by which convention operations are counted.
struct CostOptions: ParsableArguments {
  @Flag(help: "Show bytes, operations, receptive fields, coupling and the peak of memory, too.")
  var costs = false

  @Option(
    help: ArgumentHelp(
      """
      What counts as a floating-point operation beside 2 x MACs: kernels for nothing else, all, or \
      several of bias, normalization, pooling, sums with commas between. Implies --costs.
      """, valueName: "what"))
  var convention: CountedOperations?

  /// The costs of a model; nil when they were not asked for.
  func report(_ analysis: ModelAnalysis) throws(CommandError) -> CostReport? {
    guard costs || convention != nil else { return nil }
    do throws(GraphError) {
      return try CostReport(analysis, counting: convention ?? [])
    } catch {
      throw CommandError(error)
    }
  }
}

extension CountedOperations: ExpressibleByArgument {
  private static let words: [(word: String, operations: CountedOperations)] = [
    ("bias", .bias), ("normalization", .normalization), ("pooling", .pooling), ("sums", .sums),
  ]

  /// Reads `kernels`, `all`, or words with commas between.
  public init?(argument: String) {
    switch argument {
    case "kernels": self = []
    case "all": self = .all
    default:
      var operations: CountedOperations = []
      for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
        guard let match = Self.words.first(where: { $0.word == word }) else { return nil }
        operations.formUnion(match.operations)
      }
      self = operations
    }
  }

  /// The convention in words: `2 x MACs + bias + pooling`.
  var formula: String {
    (["2 x MACs"] + Self.words.filter { contains($0.operations) }.map(\.word))
      .joined(separator: " + ")
  }
}
