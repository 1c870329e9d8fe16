import ArgumentParser
import Compute
import GraphCore
import ModelFiles

/// Where a model's weights come from, other than from the file of the model.
struct WeightOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Weights for the model: .weights.h5, .keras, or an older .h5 of Keras. All that the model has \
      must be there, in the shapes that it has before any edit. A .keras or whole-model .h5 file \
      brings its own; then these replace them.
      """, valueName: "file"))
  var weights: String?

  /// Gives a model, not yet edited, the weights of the file.
  func apply(to model: LoadedModel) throws -> LoadedModel {
    guard let weights else { return model }
    let bytes = try File.read(weights)
    var model = model
    do {
      model.given = GivenWeights(
        try ModelFile.weights(bytes, for: model.analysis), for: model.analysis)
    } catch {
      throw CommandError(.data, "'\(weights)': \(error)")
    }
    return model
  }
}

/// Weights from a file, with the model as it was then.
struct GivenWeights: Sendable {
  /// The model that all the weights fit.
  var origin: ModelAnalysis
  /// The weights.
  var values = Weights()

  /// The weights of a file, which were found to fit the model.
  init(_ stored: [StoredWeight], for origin: ModelAnalysis) {
    self.origin = origin
    for weight in stored {
      values.set(weight.elements, layer: origin.graph[weight.layer].name, weight: weight.name)
    }
  }
}
