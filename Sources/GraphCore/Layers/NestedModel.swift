/// A model that is called like a layer, with weights that belong to it however often it is called.
public struct NestedModel: Hashable, Sendable {
  /// Whether Keras keeps it as a Sequential model; else it is a Functional one.
  public var isSequential: Bool
  /// What is inside, with everything that follows from it.
  public var analysis: ModelAnalysis

  /// A nested model.
  public init(_ analysis: ModelAnalysis, isSequential: Bool = false) {
    self.analysis = analysis
    self.isSequential = isSequential
  }

  public static func == (left: NestedModel, right: NestedModel) -> Bool {
    left.isSequential == right.isSequential && left.analysis.graph == right.analysis.graph
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(isSequential)
    hasher.combine(analysis.graph.name)
    hasher.combine(analysis.totals)
  }

  /// The shapes of the inputs, where nothing is known of one that of the model's own.
  func shapes(given inputs: [Shape]) -> [Shape] {
    guard inputs.count == analysis.graph.inputs.count else { return inputs }
    return zip(inputs, inputShapes).map { $0.hasKnownRank ? $0 : $1 }
  }

  /// The shapes of the model's own inputs, in order.
  var inputShapes: [Shape] {
    analysis.graph.inputs.map { entry in
      guard case .inputLayer(let input) = analysis.graph.operation(of: entry) else {
        return .unknown
      }
      return input.shape
    }
  }

  /// The model inside for other inputs; unknown sizes of its own inputs give way to the given ones, and
  /// inputs of which nothing is known to its own, as Keras takes no others.
  func analysis(of inputs: [Shape]) throws(RuleViolation) -> ModelAnalysis {
    var graph = analysis.graph
    let entries = graph.inputs
    guard entries.count == inputs.count else {
      throw .invalid("takes \(entries.count) inputs, got \(inputs.count)")
    }
    var isChanged = false
    for (entry, shape) in zip(entries, inputs) {
      guard case .inputLayer(var input) = graph.operation(of: entry), shape.hasKnownRank else {
        continue
      }
      let own = input.shape
      guard own.rank == shape.rank,
        zip(own.dimensions, shape.dimensions).allSatisfy({ inner, outer in
          inner == outer || inner == .unknown || outer == .unknown
        })
      else { throw .invalid("takes an input of \(own), got \(shape)") }
      guard own != shape else { continue }
      input.shape = Shape(
        zip(own.dimensions, shape.dimensions).map { $0 == .unknown ? $1 : $0 })
      guard input.shape != own else { continue }
      graph.setOperation(.inputLayer(input), of: graph[entry].layer)
      isChanged = true
    }
    guard isChanged else { return analysis }
    do throws(GraphError) {
      return try ModelAnalysis(graph)
    } catch {
      throw .invalid("inside it, \(error)")
    }
  }
}

extension NestedModel: LayerRules {
  public static var className: String { "Functional" }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    let inner = try analysis(of: inputs)
    return inner.shape(of: inner.graph.outputs[0])
  }

  public func outputShape(_ inputs: [Shape], at index: Int) throws(RuleViolation) -> Shape {
    let inner = try analysis(of: inputs)
    guard inner.graph.outputs.indices.contains(index) else {
      throw .invalid(
        "has \(inner.graph.outputs.count) outputs, so there is no output \(index)")
    }
    return inner.shape(of: inner.graph.outputs[index])
  }

  public var hasWeights: Bool {
    analysis.order.contains { analysis.graph.operation(of: $0).rules.hasWeights }
  }

  public func uncountedLayers(_ inputs: [Shape]) throws(RuleViolation) -> Int {
    try analysis(of: inputs).totals.uncountedLayers
  }

  /// The weights of all layers inside under `layer/weight`, trainable ones first.
  public func weights(_ inputs: [Shape]) throws(RuleViolation) -> [WeightSpecification] {
    let inner = try analysis(of: inputs)
    var seen: Set<LayerID> = []
    var weights: [WeightSpecification] = []
    for id in inner.order where seen.insert(inner.graph[id].layer).inserted {
      for var weight in inner.weights(of: id) {
        weight.name = "\(inner.graph.name(of: id))/\(weight.name)"
        weights.append(weight)
      }
    }
    return weights.filter(\.isTrainable) + weights.filter { !$0.isTrainable }
  }

  public func multiplyAccumulates(
    _ inputs: [Shape], output: Shape
  ) throws(RuleViolation) -> Int? {
    try analysis(of: inputs).totals.multiplyAccumulates
  }
}
