/// A model without models inside it, and where its calls come from.
public struct FlatModel: Sendable {
  /// The calls of all models, each nested one in the place of its call.
  ///
  /// A layer of a nested model is named `model/layer`, so that `model/layer/weight` is the name of its
  /// weight here and there.
  public let analysis: ModelAnalysis
  /// For each flat call, by its number, the call of the whole model that it belongs to.
  private let origins: [NodeID]
  /// For each call of the whole model the flat call that gives its output.
  private let results: [NodeID: NodeID]
  /// For each flat call the calls that lead to it, from the whole model's inwards.
  private let paths: [[NodeID]]
  /// For each flat call the layers of these calls.
  private let layerPaths: [[LayerID]]

  fileprivate init(_ analysis: ModelAnalysis, _ flattening: Flattening, results: [NodeID: NodeID]) {
    self.analysis = analysis
    origins = flattening.origins
    paths = flattening.paths
    layerPaths = flattening.layerPaths
    self.results = results
  }

  /// The calls that lead to a flat call, from the whole model's inwards; edits leave them alone.
  public func path(of flat: NodeID) -> [NodeID] { paths[flat.rawValue] }

  /// The layers that lead to a flat call, from the whole model's inwards; edits leave them alone.
  public func layerPath(of flat: NodeID) -> [LayerID] { layerPaths[flat.rawValue] }

  /// The call of the whole model that a flat call belongs to.
  public func origin(of flat: NodeID) -> NodeID { origins[flat.rawValue] }

  /// The flat call that gives the output of a call of the whole model; nil when nothing depends on it.
  public func result(of call: NodeID) -> NodeID? { results[call] }
}

extension ModelAnalysis {
  /// Whether a model is called like a layer.
  public var hasNestedModels: Bool {
    order.contains {
      if case .model = graph.operation(of: $0) { true } else { false }
    }
  }

  /// The model with the layers of nested models in the place of their calls.
  ///
  /// - Throws: `GraphError`, when the costs of all layers together exceed 64 bits.
  public func flattened() throws(GraphError) -> FlatModel {
    var flattening = Flattening(graph.name)
    let results = try flattening.add(self, prefix: "", arguments: nil, calls: [], layers: [])
    flattening.graph.setOutputs(graph.outputs.compactMap { results[$0] })
    return FlatModel(
      try ModelAnalysis(flattening.graph, order: flattening.order, facts: flattening.facts),
      flattening, results: results)
  }
}

/// The flat model while it is put together.
private struct Flattening {
  var graph: ModelGraph
  var order: [NodeID] = []
  var facts: [NodeFacts?] = []
  var origins: [NodeID] = []
  var paths: [[NodeID]] = []
  var layerPaths: [[LayerID]] = []

  init(_ name: String) {
    graph = ModelGraph(name: name)
  }

  /// Adds the calls of a model; returns the flat calls that give their outputs.
  ///
  /// - Parameters:
  ///   - arguments: what the model's inputs are; nil for the whole model.
  ///   - calls: the calls that lead to the model, from the whole model's inwards.
  ///   - layers: their layers.
  mutating func add(
    _ model: ModelAnalysis, prefix: String, arguments: [NodeID]?, calls: [NodeID],
    layers: [LayerID]
  ) throws(GraphError) -> [NodeID: NodeID] {
    var results: [NodeID: NodeID] = [:]
    // The flat calls that give the outputs of each nested model.
    var outputs: [NodeID: [NodeID?]] = [:]
    if let arguments {
      for (input, argument) in zip(model.graph.inputs, arguments) { results[input] = argument }
    }
    for node in model.order where results[node] == nil {
      let layer = model.graph.layer(of: node)
      if model.graph[node].isFurtherOutput {
        let (call, index) = (model.graph.call(of: node), model.graph[node].output)
        if let outputs = outputs[call] {
          results[node] = outputs.indices.contains(index) ? outputs[index] : nil
        } else if let call = results[call] {
          let id = graph.output(index, of: call)
          note(id, node, model, calls, layers)
          results[node] = id
        }
        continue
      }
      let inputs = model.graph[node].inputs.compactMap { results[$0] }
      if case .model(let nested) = layer.operation {
        let inner = try analysis(of: nested, called: layer.name, on: node, in: model)
        let nestedResults = try add(
          inner, prefix: "\(prefix)\(layer.name)/", arguments: inputs, calls: calls + [node],
          layers: layers + [model.graph[node].layer])
        let given = inner.graph.outputs.map { nestedResults[$0] }
        outputs[node] = given
        results[node] = given.first ?? nil
        continue
      }
      let name = prefix + layer.name
      var called = graph.layer(named: name)
      if called == nil { called = try graph.addLayer(layer.operation, name: name) }
      guard let called else { continue }
      let id = graph.call(called, inputs: inputs)
      note(id, node, model, calls, layers)
      results[node] = id
    }
    return results
  }

  private mutating func note(
    _ id: NodeID, _ node: NodeID, _ model: ModelAnalysis, _ calls: [NodeID], _ layers: [LayerID]
  ) {
    order.append(id)
    facts.append(model.facts[node.rawValue])
    origins.append(calls.first ?? node)
    paths.append(calls + [node])
    layerPaths.append(layers + [model.graph[node].layer])
  }

  private func analysis(
    of nested: NestedModel, called name: String, on node: NodeID, in model: ModelAnalysis
  ) throws(GraphError) -> ModelAnalysis {
    do throws(RuleViolation) {
      return try nested.analysis(of: model.graph[node].inputs.map { model.shape(of: $0) })
    } catch {
      throw .invalidLayer(
        name: name, className: NestedModel.className, reason: "its inputs don't fit")
    }
  }
}
