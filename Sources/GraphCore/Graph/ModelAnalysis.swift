/// A graph with all that follows from it: order, shapes and costs.
///
/// A value like the graph itself. An edit derives the next analysis from the last one and computes
/// again only what lies downstream of the change.
public struct ModelAnalysis: Sendable {
  /// The model.
  public let graph: ModelGraph
  /// The calls in Keras' order, which is an order of execution.
  public let order: [NodeID]
  /// The cost of the whole model, with each layer's weights counted once.
  public let totals: LayerCost

  private let facts: [NodeFacts?]

  private struct NodeFacts: Hashable {
    var shape: Shape
    var weights: [WeightSpecification]
    var cost: LayerCost
  }

  /// Infers every shape and cost.
  ///
  /// - Throws: `GraphError` that names the first layer that is at fault.
  public init(_ graph: ModelGraph) throws(GraphError) {
    try self.init(graph, order: graph.kerasOrder(), previous: nil, dirty: [])
  }

  /// Infers again what depends on the given calls, and takes the rest from this analysis.
  ///
  /// - Parameters:
  ///   - graph: this analysis' graph after a change.
  ///   - dirty: calls whose layer or inputs changed; calls that this analysis lacks count by themselves.
  ///   - isRewired: whether calls were added, removed or given other inputs.
  func updated(
    _ graph: ModelGraph, dirty: Set<NodeID>, isRewired: Bool
  ) throws(GraphError) -> ModelAnalysis {
    try ModelAnalysis(
      graph, order: isRewired ? graph.kerasOrder() : order, previous: facts, dirty: dirty)
  }

  private init(
    _ graph: ModelGraph, order: [NodeID], previous: [NodeFacts?]?, dirty: Set<NodeID>
  ) throws(GraphError) {
    var facts = [NodeFacts?](repeating: nil, count: graph.nodeCapacity)
    if let previous {
      // Only what is still in the order: a call that is cut off and comes back is inferred anew.
      for id in order where id.rawValue < previous.count {
        facts[id.rawValue] = previous[id.rawValue]
      }
    }
    var shapeChanged = [Bool](repeating: false, count: graph.nodeCapacity)
    var totals = LayerCost.zero
    var counted = [Bool](repeating: false, count: graph.layerCapacity)
    for id in order {
      let node = graph[id]
      let old = facts[id.rawValue]
      if old == nil || dirty.contains(id)
        || node.inputs.contains(where: { shapeChanged[$0.rawValue] })
      {
        let new = try Self.infer(id, in: graph, facts: facts)
        shapeChanged[id.rawValue] = new.shape != old?.shape
        facts[id.rawValue] = new
      }
      guard var cost = facts[id.rawValue]?.cost else { continue }
      if counted[node.layer.rawValue] {
        cost.trainableParameters = 0
        cost.nonTrainableParameters = 0
      }
      counted[node.layer.rawValue] = true
      do throws(RuleViolation) {
        totals = try totals.adding(cost)
      } catch {
        throw .overflow(layer: graph.name(of: id), quantity: "costs, added to those before it,")
      }
    }
    self.graph = graph
    self.order = order
    self.totals = totals
    self.facts = facts
  }

  private static func infer(
    _ id: NodeID, in graph: ModelGraph, facts: [NodeFacts?]
  ) throws(GraphError) -> NodeFacts {
    let layer = graph.layer(of: id)
    let inputs = graph[id].inputs.compactMap { facts[$0.rawValue]?.shape }
    do throws(RuleViolation) {
      return try evaluate(layer.operation.rules, inputs: inputs)
    } catch {
      switch error {
      case .overflow:
        throw .overflow(layer: layer.name, quantity: "sizes or costs")
      case .invalid(let reason):
        throw .invalidLayer(
          name: layer.name, className: layer.operation.className, reason: reason)
      case .operandsDiffer:
        let operands = graph[id].inputs.compactMap { input in
          facts[input.rawValue].map {
            MergeMismatch.Operand(layer: graph.name(of: input), shape: $0.shape)
          }
        }
        throw .mismatch(
          MergeMismatch(
            layer: layer.name, className: layer.operation.className, operands: operands))
      }
    }
  }

  private static func evaluate(
    _ rules: some LayerRules, inputs: [Shape]
  ) throws(RuleViolation) -> NodeFacts {
    try rules.validate()
    guard inputs.allSatisfy(\.hasKnownRank) else { return unknownFacts(shape: .unknown) }
    let shape = try rules.outputShape(inputs)
    guard !(rules is OpaqueLayer) else { return unknownFacts(shape: shape) }
    let weights = try rules.weights(inputs)
    var trainable = 0
    var frozen = 0
    for weight in weights {
      let count = try Checked.product(weight.shape)
      if weight.isTrainable {
        trainable = try Checked.sum(trainable, count)
      } else {
        frozen = try Checked.sum(frozen, count)
      }
    }
    let bytes = try Checked.product(shape.dimensions).map { count throws(RuleViolation) in
      try Checked.product(count, 4)
    }
    let cost = LayerCost(
      trainableParameters: trainable, nonTrainableParameters: frozen,
      multiplyAccumulates: try rules.multiplyAccumulates(inputs, output: shape),
      outputBytes: bytes)
    return NodeFacts(shape: shape, weights: weights, cost: cost)
  }
}

extension ModelAnalysis {
  /// What can be said of a layer whose class or input we do not know.
  private static func unknownFacts(shape: Shape) -> NodeFacts {
    let bytes = shape.elementCount.flatMap { count in
      let (bytes, overflow) = count.multipliedReportingOverflow(by: 4)
      return overflow ? nil : bytes
    }
    return NodeFacts(
      shape: shape, weights: [],
      cost: LayerCost(
        trainableParameters: 0, nonTrainableParameters: 0, multiplyAccumulates: nil,
        outputBytes: bytes, isPartial: true))
  }
}

// MARK: - Reading

extension ModelAnalysis {
  /// The shape of a call's output.
  public func shape(of id: NodeID) -> Shape {
    fact(id).shape
  }

  /// The cost of a call.
  public func cost(of id: NodeID) -> LayerCost {
    fact(id).cost
  }

  /// The variables of the layer that is called, in Keras' order.
  public func weights(of id: NodeID) -> [WeightSpecification] {
    fact(id).weights
  }

  /// The cost of several calls, with each layer's weights counted once.
  public func cost(of ids: some Sequence<NodeID>) -> LayerCost {
    var layers: Set<LayerID> = []
    var sum = LayerCost.zero
    for id in ids {
      var cost = cost(of: id)
      if !layers.insert(graph[id].layer).inserted {
        cost.trainableParameters = 0
        cost.nonTrainableParameters = 0
      }
      // The sum over a part cannot exceed the checked sum over the whole.
      sum = (try? sum.adding(cost)) ?? sum
    }
    return sum
  }

  private func fact(_ id: NodeID) -> NodeFacts {
    guard let fact = facts[id.rawValue] else {
      preconditionFailure("node \(id.rawValue) does not lead to an output")
    }
    return fact
  }
}
