/// Builds a model in the manner of the Keras Functional API.
///
///     var model = ModelBuilder(name: "functional")
///     let input = model.input(shape: Shape(224, 224, 3))
///     let x = model.conv2D(input, filters: 64, kernelSize: 1, activation: .relu)
///     let graph = try model.finish(outputs: [x])
///
/// Shapes are inferred as layers are added, so that a block can look at them. The first fault is
/// kept and thrown by `finish`; until then the layers go on being added with unknown shapes.
public struct ModelBuilder {
  private var graph: ModelGraph
  private var shapes: [Shape] = []
  private var failure: GraphError?

  /// An empty model.
  public init(name: String) {
    graph = ModelGraph(name: name)
  }

  /// Goes on with a model whose shapes are not known yet.
  init(continuing graph: ModelGraph) {
    self.graph = graph
    shapes = Array(repeating: Shape(.unknown, .unknown, .unknown), count: graph.nodeCapacity)
  }

  /// The model as far as it is built, unchecked.
  var unfinished: ModelGraph { graph }

  /// The shape of a call's output.
  public func shape(of id: NodeID) -> Shape {
    shapes[id.rawValue]
  }

  /// Adds a layer and calls it on the given outputs.
  public mutating func add(
    _ operation: Operation, name: String? = nil, _ inputs: [NodeID]
  ) -> NodeID {
    do throws(GraphError) {
      return call(try graph.addLayer(operation, name: name), inputs)
    } catch {
      failure = failure ?? error
      // The name is taken: go on under an automatic one, which is free by construction.
      return add(operation, inputs)
    }
  }

  /// Calls a layer that was added before once more, with the same weights.
  public mutating func call(_ layer: LayerID, _ inputs: [NodeID]) -> NodeID {
    let id = graph.call(layer, inputs: inputs)
    let rules = graph[layer].operation.rules
    let inputShapes = inputs.map { shapes[$0.rawValue] }
    appendShape { () throws(RuleViolation) in
      try rules.validate()
      return try rules.outputShape(inputShapes)
    }
    return id
  }

  /// The node of one of a call's outputs, for a nested model with several: 0 is the call itself.
  public mutating func output(_ index: Int, of call: NodeID) -> NodeID {
    let id = graph.output(index, of: call)
    guard id.rawValue == shapes.count else { return id }
    let inputs = graph[call].inputs.map { shapes[$0.rawValue] }
    let rules = graph.operation(of: call).rules
    appendShape { () throws(RuleViolation) in try rules.outputShape(inputs, at: index) }
    return id
  }

  private mutating func appendShape(_ infer: () throws(RuleViolation) -> Shape) {
    do throws(RuleViolation) {
      shapes.append(try infer())
    } catch {
      // `finish` finds the same fault again and names the layer.
      shapes.append(Shape(.unknown, .unknown, .unknown))
    }
  }

  /// The finished model.
  ///
  /// It changes the builder rather than consume it, so that layers may be added among the arguments:
  /// a consumed builder would be a copy from before they are.
  ///
  /// - Throws: `GraphError` for the first fault.
  public mutating func finish(outputs: [NodeID]) throws(GraphError) -> ModelGraph {
    if let failure { throw failure }
    graph.setOutputs(outputs)
    _ = try ModelAnalysis(graph)
    return graph
  }
}
