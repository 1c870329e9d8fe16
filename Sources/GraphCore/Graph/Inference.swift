/// The shape, weights and cost of one call.
struct NodeFacts: Hashable {
  var shape: Shape
  var weights: [WeightSpecification]
  var cost: LayerCost

  /// The same of a layer whose weights training leaves alone.
  var frozen: NodeFacts {
    var facts = self
    for index in facts.weights.indices { facts.weights[index].isTrainable = false }
    // The checked sum of both is a part of what was counted.
    facts.cost.nonTrainableParameters = cost.parameters
    facts.cost.trainableParameters = 0
    return facts
  }
}

/// Shape and cost inference, call by call.
///
/// It starts from what an earlier inference found, and infers again only what is asked for or lies
/// downstream of a changed shape.
struct Inference {
  private(set) var facts: [NodeFacts?]
  private var shapeChanged: [Bool]
  /// Whether it was inferred anew, whatever came of it.
  private var isRenewed: [Bool]
  private var positions: [Int]

  /// An inference for the calls of `order`; what lies outside is forgotten.
  init(previous: [NodeFacts?], order: [NodeID], capacity: Int) {
    facts = Array(repeating: nil, count: capacity)
    shapeChanged = Array(repeating: false, count: capacity)
    isRenewed = shapeChanged
    positions = Array(repeating: 0, count: capacity)
    for (position, id) in order.enumerated() { positions[id.rawValue] = position }
    // Only what is in the order: a call that was cut off and comes back is inferred anew.
    for id in order where id.rawValue < previous.count {
      facts[id.rawValue] = previous[id.rawValue]
    }
  }

  /// Brings one call up to date, whose inputs must be up to date.
  ///
  /// - Parameter force: whether its layer or its inputs were replaced.
  mutating func update(_ id: NodeID, in graph: ModelGraph, force: Bool) throws(GraphError) {
    grow(to: graph.nodeCapacity)
    let old = facts[id.rawValue]
    let node = graph[id]
    // A further output changes with the model inside, and not only with the first output.
    let isStale =
      force || old == nil
      || node.inputs.contains {
        node.isFurtherOutput ? isRenewed[$0.rawValue] : shapeChanged[$0.rawValue]
      }
    guard isStale else { return }
    var new = try infer(id, in: graph)
    if !graph[node.layer].isTrainable { new = new.frozen }
    isRenewed[id.rawValue] = true
    if new.shape != old?.shape { shapeChanged[id.rawValue] = true }
    facts[id.rawValue] = new
  }

  /// The shape of a call that is up to date.
  func shape(of id: NodeID) -> Shape? {
    facts[id.rawValue]?.shape
  }

  /// Where a call stands in the order of execution.
  func position(of id: NodeID) -> Int { positions[id.rawValue] }

  /// Gives a new call the position of the one that it stands behind.
  mutating func place(_ id: NodeID, behind other: NodeID, in graph: ModelGraph) {
    grow(to: graph.nodeCapacity)
    positions[id.rawValue] = positions[other.rawValue]
  }

  private mutating func grow(to capacity: Int) {
    guard facts.count < capacity else { return }
    positions += Array(repeating: 0, count: capacity - positions.count)
    facts += Array(repeating: nil, count: capacity - facts.count)
    shapeChanged += Array(repeating: false, count: capacity - shapeChanged.count)
    isRenewed += Array(repeating: false, count: capacity - isRenewed.count)
  }

  private func infer(_ id: NodeID, in graph: ModelGraph) throws(GraphError) -> NodeFacts {
    let layer = graph.layer(of: id)
    let node = graph[id]
    let call = graph.call(of: id)
    var inputs = graph[call].inputs.compactMap { facts[$0.rawValue]?.shape }
    if case .model(let model) = layer.operation { inputs = model.shapes(given: inputs) }
    do throws(RuleViolation) {
      if node.isFurtherOutput, let first = facts[call.rawValue] {
        return try Self.evaluate(
          layer.operation.rules, inputs: inputs, output: node.output, first: first)
      }
      return try Self.evaluate(layer.operation.rules, inputs: inputs)
    } catch {
      switch error {
      case .overflow:
        throw .overflow(layer: layer.name, quantity: "sizes or costs")
      case .invalid(let reason):
        throw .invalidLayer(
          name: layer.name, className: layer.operation.className, reason: reason)
      case .operandsDiffer:
        let operands = zip(graph[id].inputs, inputs).map { input, shape in
          MergeMismatch.Operand(layer: graph.name(of: input), shape: shape)
        }
        throw .mismatch(
          MergeMismatch(
            call: id, layer: layer.name, operation: layer.operation, operands: operands))
      }
    }
  }

  /// A further output has the layer's weights like every call of a layer, and no work of its own.
  private static func evaluate(
    _ rules: some LayerRules, inputs: [Shape], output: Int, first: NodeFacts
  ) throws(RuleViolation) -> NodeFacts {
    let shape =
      inputs.allSatisfy(\.hasKnownRank)
      ? try rules.outputShape(inputs, at: output) : .unknown
    var facts = first
    facts.shape = shape
    facts.cost.multiplyAccumulates = 0
    facts.cost.outputBytes = try outputBytes(shape)
    return facts
  }

  private static func outputBytes(_ shape: Shape) throws(RuleViolation) -> Int? {
    guard shape.hasKnownRank else { return nil }
    return try Checked.product(shape.dimensions).map { count throws(RuleViolation) in
      try Checked.product(count, 4)
    }
  }

  private static func evaluate(
    _ rules: some LayerRules, inputs: [Shape]
  ) throws(RuleViolation) -> NodeFacts {
    try rules.validate()
    guard inputs.allSatisfy(\.hasKnownRank) else { return unknown(rules) }
    let shape = try rules.outputShape(inputs)
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
    let cost = LayerCost(
      trainableParameters: trainable, nonTrainableParameters: frozen,
      multiplyAccumulates: try rules.multiplyAccumulates(inputs, output: shape),
      outputBytes: try outputBytes(shape), uncountedLayers: try rules.uncountedLayers(inputs))
    return NodeFacts(shape: shape, weights: weights, cost: cost)
  }

  /// What can be said of a layer whose input we do not know.
  private static func unknown(_ rules: some LayerRules) -> NodeFacts {
    NodeFacts(
      shape: .unknown, weights: [],
      cost: LayerCost(
        trainableParameters: 0, nonTrainableParameters: 0, multiplyAccumulates: nil,
        outputBytes: nil, uncountedLayers: rules.hasWeights ? 1 : 0))
  }
}
