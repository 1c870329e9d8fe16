import ArgumentParser
import Compute

/// How weights are made up that no file gives.
struct FillOptions: ParsableArguments {
  @Option(help: "How weights are made up that no file gives.")
  var fill = WeightFill.glorot

  @Option(help: "The seed of made-up weights and of the random input.")
  var seed: UInt64 = 1

  /// The weights of a model: those that a file gave, and made-up ones for the rest.
  func weights(for model: LoadedModel) -> Weights {
    var weights = model.given?.values ?? Weights()
    weights.fill = fill
    weights.seed = seed
    return weights
  }
}

extension WeightFill: ExpressibleByArgument {}
