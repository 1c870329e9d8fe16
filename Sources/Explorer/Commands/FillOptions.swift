import ArgumentParser
import Compute

/// How weights are made up that no file gives.
struct FillOptions: ParsableArguments {
  @Option(help: "How weights are made up that no file gives.")
  var fill = WeightFill.glorot

  @Option(help: "The seed of made-up weights and of the random input.")
  var seed: UInt64 = 1

  /// The weights of a model, edited or not: those that a file gave, as far as they fit, and made-up
  /// ones for the rest.
  ///
  /// - Throws: `PlanError`.
  func fit(to model: LoadedModel) throws -> WeightFit {
    var given = model.given?.values ?? Weights()
    given.fill = fill
    given.seed = seed
    guard let file = model.given else { return WeightFit(unchanged: given) }
    return try WeightFit(given, from: file.origin, to: model.analysis, keep: file.keep)
  }

  /// The weights of a model; what edits made of given ones is said on standard error.
  func weights(for model: LoadedModel) throws -> Weights {
    let fit = try fit(to: model)
    for change in fit.changes { StandardStream.error.write("explorer: \(change)\n") }
    return fit.weights
  }
}

extension WeightFill: ExpressibleByArgument {}
