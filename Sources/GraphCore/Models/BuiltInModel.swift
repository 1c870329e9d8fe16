/// A model that the program can build by itself.
public enum BuiltInModel: String, CaseIterable, Sendable {
  /// Two residual inception modules, the example network of the reference document.
  case residualInception = "residual-inception"
  /// One inception module with the numbers of GoogLeNet's 3a.
  case inceptionModule = "inception-module"
  /// The same module with its input added.
  case residualInceptionModule = "residual-inception-module"

  /// One line about the model.
  public var summary: String {
    switch self {
    case .residualInception:
      "two residual inception modules, global average pooling, softmax; the example network"
    case .inceptionModule:
      "one inception module, the numbers of GoogLeNet's 3a"
    case .residualInceptionModule:
      "the same module with its input added through a 1x1 projection"
    }
  }

  /// The model's graph.
  public func graph() throws(GraphError) -> ModelGraph {
    switch self {
    case .residualInception: try Self.residualInceptionNetwork()
    case .inceptionModule:
      try Self.singleModule { $0.inceptionModule($1, $2) }
    case .residualInceptionModule:
      try Self.singleModule { $0.residualInceptionModule($1, $2) }
    }
  }

  private static let filters = InceptionFilters(64, 96, 128, 16, 32, 32)

  private static func residualInceptionNetwork() throws(GraphError) -> ModelGraph {
    var model = ModelBuilder(name: "functional")
    let input = model.input(shape: Shape(224, 224, 3))
    var x = model.residualInceptionModule(input, filters)
    x = model.residualInceptionModule(x, filters)
    x = model.globalAveragePooling2D(x)
    x = model.dense(x, units: 1000, activation: .softmax)
    return try model.finish(outputs: [x])
  }

  private static func singleModule(
    _ block: (inout ModelBuilder, NodeID, InceptionFilters) -> NodeID
  ) throws(GraphError) -> ModelGraph {
    var model = ModelBuilder(name: "functional")
    let input = model.input(shape: Shape(28, 28, 192))
    let output = block(&model, input, filters)
    return try model.finish(outputs: [output])
  }
}
