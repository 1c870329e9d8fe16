import GraphCore
import ModelFiles

/// A model of very many layers in a file of Keras JSON.
enum LargeModel {
  /// Writes a chain of residual inception modules with at least some layers.
  ///
  /// - Returns: the model.
  static func write(layers: Int, to path: String) throws -> ModelAnalysis {
    var model = ModelBuilder(name: "large")
    let filters = InceptionFilters(16, 16, 16, 16, 16, 16)
    var x = model.input(shape: Shape(32, 32, 64))
    // A module has 9 layers and the sum; the first one a projection more.
    for _ in 0..<(layers / 9 + 1) { x = model.residualInceptionModule(x, filters) }
    let analysis = try ModelAnalysis(model.finish(outputs: [x]))
    try File.write(JSONValue(keras: analysis).pythonBytes, to: path)
    return analysis
  }
}
