import Synchronization

/// A graph with all that follows from it: order, shapes and costs.
///
/// A value like the graph itself. An edit derives the next analysis from the last one and infers
/// again only what lies downstream of the change.
public struct ModelAnalysis: Sendable {
  /// The model.
  public let graph: ModelGraph
  /// The calls and further outputs in an order of execution, which is Keras' order of layers where no
  /// layer is called twice.
  public let order: [NodeID]
  /// The cost of the whole model, with each layer's weights counted once.
  public let totals: LayerCost
  /// What was inferred of each call, by its number.
  let facts: [NodeFacts?]
  private let outlineMemory = OutlineMemory()

  /// Infers every shape and cost.
  ///
  /// - Throws: `GraphError` that names the first layer that is at fault.
  public init(_ graph: ModelGraph) throws(GraphError) {
    let order = try graph.kerasOrder()
    var inference = Inference(previous: [], order: [], capacity: graph.nodeCapacity)
    for id in order { try inference.update(id, in: graph, force: true) }
    try self.init(graph, order: order, facts: inference.facts)
  }

  /// Puts together what was inferred.
  ///
  /// - Throws: `GraphError.overflow` when the sums exceed 64 bits.
  init(_ graph: ModelGraph, order: [NodeID], facts: [NodeFacts?]) throws(GraphError) {
    self.graph = graph
    self.order = order
    self.facts = facts
    var totals = LayerCost.zero
    var counted = [Bool](repeating: false, count: graph.layerCapacity)
    for id in order {
      guard var cost = facts[id.rawValue]?.cost else { continue }
      let layer = graph[id].layer.rawValue
      if counted[layer] { cost = cost.withoutWeights }
      counted[layer] = true
      do throws(RuleViolation) {
        totals = try totals.adding(cost)
      } catch {
        throw .overflow(layer: graph.name(of: id), quantity: "costs, added to those before it,")
      }
    }
    self.totals = totals
  }
}

extension ModelAnalysis {
  /// The calls in order of execution, without further outputs.
  public var calls: [NodeID] {
    order.filter { !graph[$0].isFurtherOutput }
  }

  /// The calls in the order of Keras' `model.layers`, those of one layer one after the other.
  public var callsByLayer: [NodeID] {
    let isNeeded = Set(order)
    // An analysis exists, so the graph has an order.
    let layers = (try? graph.kerasLayerOrder()) ?? []
    return layers.flatMap { graph.calls(of: $0).filter(isNeeded.contains) }
  }

  /// The shapes of a call's outputs: the first one, then those that something reads or, of a nested
  /// model, all.
  public func outputShapes(of call: NodeID) -> [Shape] {
    guard case .model(let model) = graph.operation(of: call) else {
      return ([call] + graph.furtherOutputs(of: call)).map { shape(of: $0) }
    }
    let inputs = graph[call].inputs.map { shape(of: $0) }
    return model.analysis.graph.outputs.indices.map { index in
      // The first output could be inferred, and with it the others.
      index == 0 ? shape(of: call) : (try? model.outputShape(inputs, at: index)) ?? .unknown
    }
  }

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
      let layer = graph[id].layer
      let isNew = !graph.isShared(layer) || layers.insert(layer).inserted
      // The sum over a part cannot exceed the checked sum over the whole.
      sum = (try? sum.adding(isNew ? cost(of: id) : cost(of: id).withoutWeights)) ?? sum
    }
    return sum
  }

  /// The cost of several calls, with each layer's weights counted where it is called first, so that the
  /// costs of the parts of a model add up to its own.
  public func share(of ids: some Sequence<NodeID>) -> LayerCost {
    var sum = LayerCost.zero
    for id in ids {
      let isCounted = isFirstCall(id)
      sum = (try? sum.adding(isCounted ? cost(of: id) : cost(of: id).withoutWeights)) ?? sum
    }
    return sum
  }

  /// Whether a call is the first one of its layer that the outputs depend on.
  public func isFirstCall(_ id: NodeID) -> Bool {
    let layer = graph[id].layer
    guard graph.isShared(layer) else { return true }
    return graph.calls(of: layer).first { facts[$0.rawValue] != nil } == id
  }

  /// The layers of some calls whose weights are not counted, those in nested models as `inner/layer`: as
  /// many as their cost says.
  public func uncountedLayers(of ids: [NodeID]) -> [String] {
    var seen: Set<LayerID> = []
    var names: [String] = []
    for id in ids where cost(of: id).uncountedLayers > 0 && seen.insert(graph[id].layer).inserted {
      let name = graph.name(of: id)
      let inputs = graph[id].inputs.map { shape(of: $0) }
      if case .model(let model) = graph.operation(of: id), inputs.allSatisfy(\.hasKnownRank),
        let inner = try? model.analysis(of: inputs)
      {
        names += inner.uncountedLayers(of: inner.callsByLayer).map { "\(name)/\($0)" }
      } else {
        names.append(name)
      }
    }
    return names
  }

  private func fact(_ id: NodeID) -> NodeFacts {
    guard let fact = facts[id.rawValue] else {
      preconditionFailure("node \(id.rawValue) does not lead to an output")
    }
    return fact
  }
}

extension ModelAnalysis {
  /// The tree on screen, kept from the first time that it is asked for.
  public var outline: Outline {
    outlineMemory.known
      ?? {
        let outline = Outline(self)
        remember(outline)
        return outline
      }()
  }

  /// Keeps an outline that was made another way, so that none is made anew.
  func remember(_ outline: Outline) { outlineMemory.keep(outline) }

  /// Lets go of the outline, which is as large as the model; it is made again when it is asked for.
  public func forgetOutline() { outlineMemory.keep(nil) }
}

/// Where a model's outline is kept; all copies of the analysis share it.
private final class OutlineMemory: Sendable {
  private let content = Mutex<Outline?>(nil)

  var known: Outline? { content.withLock { $0 } }

  func keep(_ outline: Outline?) {
    // The old one is let go behind the lock.
    let old = content.withLock { content in
      defer { content = outline }
      return content
    }
    withExtendedLifetime(old) {}
  }
}
