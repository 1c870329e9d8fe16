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
    do throws(RuleViolation) {
      let rules = graph[layer].operation.rules
      try rules.validate()
      shapes.append(try rules.outputShape(inputs.map { shapes[$0.rawValue] }))
    } catch {
      // `finish` finds the same fault again and names the layer.
      shapes.append(Shape(.unknown, .unknown, .unknown))
    }
    return id
  }

  /// The finished model.
  ///
  /// - Throws: `GraphError` for the first fault.
  public consuming func finish(outputs: [NodeID]) throws(GraphError) -> ModelGraph {
    if let failure { throw failure }
    graph.setOutputs(outputs)
    _ = try ModelAnalysis(graph)
    return graph
  }
}

// MARK: - Layers

extension ModelBuilder {
  /// An entry of the model.
  public mutating func input(shape: Shape, name: String? = nil) -> NodeID {
    add(.inputLayer(InputLayer(shape: shape)), name: name, [])
  }

  /// A convolution.
  public mutating func conv2D(
    _ x: NodeID, filters: Int, kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid,
    dilationRate: Size2D = 1, groups: Int = 1, activation: Activation = .linear,
    useBias: Bool = true, name: String? = nil
  ) -> NodeID {
    let layer = Conv2D(
      filters: filters, kernelSize: kernelSize, strides: strides, padding: padding,
      dilationRate: dilationRate, groups: groups, activation: activation, useBias: useBias)
    return add(.conv2D(layer), name: name, [x])
  }

  /// The largest value of each window.
  public mutating func maxPooling2D(
    _ x: NodeID, poolSize: Size2D = 2, strides: Size2D? = nil, padding: Padding = .valid,
    name: String? = nil
  ) -> NodeID {
    let window = Pooling2D(poolSize: poolSize, strides: strides, padding: padding)
    return add(.maxPooling2D(MaxPooling2D(window)), name: name, [x])
  }

  /// The mean of each window.
  public mutating func averagePooling2D(
    _ x: NodeID, poolSize: Size2D = 2, strides: Size2D? = nil, padding: Padding = .valid,
    name: String? = nil
  ) -> NodeID {
    let window = Pooling2D(poolSize: poolSize, strides: strides, padding: padding)
    return add(.averagePooling2D(AveragePooling2D(window)), name: name, [x])
  }

  /// The mean of each channel.
  public mutating func globalAveragePooling2D(_ x: NodeID, name: String? = nil) -> NodeID {
    add(.globalAveragePooling2D(GlobalAveragePooling2D()), name: name, [x])
  }

  /// The inputs side by side along one axis, the channels by default.
  public mutating func concatenate(
    _ inputs: [NodeID], axis: Int = -1, name: String? = nil
  ) -> NodeID {
    add(.concatenate(Concatenate(axis: axis)), name: name, inputs)
  }

  /// The sum of the inputs.
  public mutating func add(_ inputs: [NodeID], name: String? = nil) -> NodeID {
    add(.merge(Merge(.add)), name: name, inputs)
  }

  /// A fully connected layer.
  public mutating func dense(
    _ x: NodeID, units: Int, activation: Activation = .linear, useBias: Bool = true,
    name: String? = nil
  ) -> NodeID {
    add(.dense(Dense(units: units, activation: activation, useBias: useBias)), name: name, [x])
  }
}
