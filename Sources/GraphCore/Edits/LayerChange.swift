/// How a layer differs between two models.
public struct LayerChange: Hashable, Sendable {
  /// A layer's calls and cost.
  public struct Side: Hashable, Sendable {
    /// A call of the layer.
    public struct Call: Hashable, Sendable {
      /// The shape of its output.
      public var shape: Shape
      /// The names of the layers that it reads, with the number of an output beyond the first.
      public var inputs: [String]
    }

    /// The calls that the model's outputs depend on, in the order of creation; at least one.
    public var calls: [Call]
    /// The cost of all calls, with the weights counted once.
    public var cost: LayerCost
    /// What the layer does.
    public var operation: Operation

    /// The output of the first call.
    public var shape: Shape { calls[0].shape }
    /// What the calls read, one call after the other.
    public var inputs: [String] { calls.flatMap(\.inputs) }
  }

  /// The layer's name.
  public var name: String
  /// Its name before, when it had another one.
  public var oldName: String?
  /// The layer before; nil when it is new.
  public var old: Side?
  /// The layer after; nil when it is gone.
  public var new: Side?
}

extension LayerChange {
  /// What edits of a model changed, in the order of the new model, removed layers last.
  ///
  /// Layers are matched by identity, so that a new name is no new layer, and none of what reads it.
  ///
  /// - Parameter new: what the old model was edited into.
  public static func after(_ old: ModelAnalysis, _ new: ModelAnalysis) -> [LayerChange] {
    var changes: [LayerChange] = []
    var seen = [Bool](repeating: false, count: new.graph.layerCapacity)
    for id in new.order {
      let layer = new.graph[id].layer
      if seen[layer.rawValue] { continue }
      seen[layer.rawValue] = true
      guard !isSame(layer, old, new), let after = Side(layer, in: new) else { continue }
      let before = Side(layer, in: old) {
        new.graph.contains($0) ? new.graph.label(of: $0) : nil
      }
      let name = new.graph[layer].name
      let oldName = before.flatMap { _ in
        old.graph[layer].name == name ? nil : old.graph[layer].name
      }
      if before == after, oldName == nil { continue }
      changes.append(LayerChange(name: name, oldName: oldName, old: before, new: after))
    }
    for id in old.order {
      let layer = old.graph[id].layer
      if seen[layer.rawValue] { continue }
      seen[layer.rawValue] = true
      changes.append(
        LayerChange(name: old.graph[layer].name, old: Side(layer, in: old), new: nil))
    }
    return changes
  }

  /// Whether a layer of the new model is the same in the old one, with all its calls.
  private static func isSame(_ layer: LayerID, _ old: ModelAnalysis, _ new: ModelAnalysis) -> Bool {
    let calls = new.graph.calls(of: layer)
    guard old.graph.contains(layer), old.graph.calls(of: layer) == calls,
      old.graph[layer] == new.graph[layer]
    else { return false }
    return calls.allSatisfy {
      old.facts[$0.rawValue] == new.facts[$0.rawValue] && old.graph[$0] == new.graph[$0]
    }
  }

  /// The layers that differ between two models, matched as `LayerMatching` tells, in the order of the new
  /// model; removed ones last.
  ///
  /// Another automatic name is no difference.
  public static func between(_ old: ModelAnalysis, _ new: ModelAnalysis) -> [LayerChange] {
    let matching = LayerMatching(old, new)
    let labels = matching.labels(of: old, in: new)
    var changes: [LayerChange] = []
    var isMatched = [Bool](repeating: false, count: old.graph.layerCapacity)
    for layer in layers(of: new) {
      guard let after = Side(layer, in: new) else { continue }
      let (name, partner) = (new.graph[layer].name, matching.layer(layer))
      if let partner { isMatched[partner.rawValue] = true }
      let before = partner.flatMap { Side($0, in: old) { labels[$0] } }
      let className = after.operation.className
      let oldName = partner.map { old.graph[$0].name }.flatMap {
        LayerMatching.isSame($0, name, className: className) && before == after || $0 == name
          ? nil : $0
      }
      if before == after, oldName == nil { continue }
      changes.append(LayerChange(name: name, oldName: oldName, old: before, new: after))
    }
    for layer in layers(of: old) where !isMatched[layer.rawValue] {
      changes.append(
        LayerChange(name: old.graph[layer].name, old: Side(layer, in: old), new: nil))
    }
    return changes
  }

  /// The layers that the outputs depend on, in order of execution.
  private static func layers(of analysis: ModelAnalysis) -> [LayerID] {
    var seen = [Bool](repeating: false, count: analysis.graph.layerCapacity)
    return analysis.order.map { analysis.graph[$0].layer }.filter { layer in
      defer { seen[layer.rawValue] = true }
      return !seen[layer.rawValue]
    }
  }
}

extension LayerMatching {
  /// What the outputs of calls of the old model are called in the new one.
  public func labels(of old: ModelAnalysis, in new: ModelAnalysis) -> [NodeID: String] {
    var labels: [NodeID: String] = [:]
    for node in new.calls {
      guard let partner = call(node) else { continue }
      labels[partner] = new.graph.label(of: node)
      for output in new.graph.furtherOutputs(of: node) {
        let number = new.graph[output].output
        let same = old.graph.furtherOutputs(of: partner).first { old.graph[$0].output == number }
        if let same { labels[same] = new.graph.label(of: output) }
      }
    }
    return labels
  }
}

extension LayerChange.Side {
  /// A layer of a model; nil when no output depends on it.
  ///
  /// - Parameter later: what the outputs that it reads are called in the other model; nil for those that
  ///   are not there.
  fileprivate init?(
    _ layer: LayerID, in analysis: ModelAnalysis, later: (NodeID) -> String? = { _ in nil }
  ) {
    let graph = analysis.graph
    guard graph.contains(layer) else { return nil }
    let nodes = graph.calls(of: layer).filter { analysis.facts[$0.rawValue] != nil }
    guard !nodes.isEmpty else { return nil }
    calls = nodes.map { node in
      Call(
        shape: analysis.shape(of: node),
        inputs: graph[node].inputs.map { input in
          later(input) ?? graph.label(of: input)
        })
    }
    cost = analysis.cost(of: nodes)
    operation = graph[layer].operation
  }
}
