import Compute
import GraphCore

extension Tensor {
  /// A seeded random tensor for each input of a model, in their order; batch 1.
  ///
  /// The only input of a model has the stream `input`, and several ones those of their layers' names.
  static func randomInputs(of analysis: ModelAnalysis) -> [Tensor] {
    let inputs = analysis.graph.inputs
    return inputs.map { input in
      randomInput(
        shape: [1] + analysis.shape(of: input).dimensions.compactMap(\.value),
        name: inputs.count == 1 ? "input" : analysis.graph.name(of: input))
    }
  }
}
