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
      """, valueName: "file"), completion: .file(extensions: ["h5", "keras"]))
  var weights: String?

  @Option(
    help: ArgumentHelp(
      """
      Which filters of given weights stay when an edit leaves a layer fewer: the first ones, or \
      those with the largest sums of absolute values. What reads them keeps the same channels.
      """, valueName: "first|largest"))
  var keep = FilterSelection.first

  /// Gives a model, not yet edited, the weights of the file.
  func apply(to model: LoadedModel) throws -> LoadedModel {
    var model = model
    if let weights {
      let file = try OpenFile(weights)
      do {
        model.given = GivenWeights(
          try ReaderProcess().weights(in: file, for: model.analysis, from: model.document),
          for: model.analysis)
      } catch {
        throw CommandError(.data, "'\(weights)': \(error)")
      }
    }
    model.given?.keep = keep
    return model
  }
}

/// Weights from a file, with the model as it was then.
struct GivenWeights: Sendable {
  /// The model that all the weights fit.
  var origin: ModelAnalysis
  /// The weights.
  var values = Weights()
  /// Which filters stay when an edit leaves a layer fewer.
  var keep = FilterSelection.first

  /// What else the file has, and what of it is not read; without the weights.
  var rest: StoredWeights

  /// The weights of a file, which were found to fit the model.
  init(_ stored: StoredWeights, for origin: ModelAnalysis) {
    self.origin = origin
    rest = stored
    rest.weights = []
    for weight in stored.weights {
      values.set(weight.elements, layer: origin.graph[weight.layer].name, weight: weight.name)
    }
  }

  /// The weights of layers whose input is not known in an edited model, though it was.
  func cutOff(in edited: ModelAnalysis) -> [CarriedVariable] {
    WeightFile.cutOff(from: origin, in: edited) { layer, weight in
      // All weights of the origin are given, and were found to fit.
      try? values.elements(of: weight, layer: origin.graph[layer].name)
    }
  }
}

extension FilterSelection: ExpressibleByArgument {}
