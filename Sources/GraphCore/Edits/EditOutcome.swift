/// What an edit leads to.
public struct EditOutcome: Sendable {
  /// The edited model.
  public var analysis: ModelAnalysis
  /// The layers whose shape, parameters, multiply-accumulates or inputs changed, in Keras' order;
  /// removed ones last.
  public var changes: [LayerChange]
  /// What was done beside the edit itself to keep the model valid.
  public var repairs: [Repair]
}

/// How a layer differs between two models.
public struct LayerChange: Hashable, Sendable {
  /// A layer's shape and cost.
  public struct Side: Hashable, Sendable {
    /// The output of the layer's first call.
    public var shape: Shape
    /// The layer's cost.
    public var cost: LayerCost
    /// The names of the layers that its first call reads, with the number of an output beyond the first.
    public var inputs: [String]
    /// What the layer does.
    public var operation: Operation
  }

  /// The layer's name.
  public var name: String
  /// The layer before; nil when it is new.
  public var old: Side?
  /// The layer after; nil when it is gone.
  public var new: Side?
}

extension LayerChange {
  /// What an edit changed, layer by layer: matched by identity, so that a new name is no new layer.
  static func after(_ old: ModelAnalysis, _ new: ModelAnalysis) -> [LayerChange] {
    var changes: [LayerChange] = []
    var seen = [Bool](repeating: false, count: new.graph.layerCapacity)
    for id in new.order {
      let layer = new.graph[id].layer
      if seen[layer.rawValue] { continue }
      seen[layer.rawValue] = true
      let isOld = old.graph.contains(id) && old.facts[id.rawValue] != nil
      if isOld, old.facts[id.rawValue] == new.facts[id.rawValue],
        old.graph[id] == new.graph[id], old.graph[layer] == new.graph[layer]
      {
        continue
      }
      let before = isOld ? Side(id, in: old) : nil
      let after = Side(id, in: new)
      // New numbers of its inputs' layers alone are no change of this layer.
      if before == after, isOld, old.graph.name(of: id) == new.graph.name(of: id) { continue }
      changes.append(LayerChange(name: new.graph.name(of: id), old: before, new: after))
    }
    for id in old.order {
      let layer = old.graph[id].layer.rawValue
      if layer < seen.count, seen[layer] { continue }
      if layer < seen.count { seen[layer] = true }
      changes.append(LayerChange(name: old.graph.name(of: id), old: Side(id, in: old), new: nil))
    }
    return changes
  }

  /// The layers that differ between two models, matched by name, in the order of the new model;
  /// removed ones last.
  public static func between(_ old: ModelAnalysis, _ new: ModelAnalysis) -> [LayerChange] {
    let before = sides(of: old)
    let after = sides(of: new)
    var changes: [LayerChange] = []
    for (name, side) in after.list where before.table[name] != side {
      changes.append(LayerChange(name: name, old: before.table[name], new: side))
    }
    for (name, side) in before.list where after.table[name] == nil {
      changes.append(LayerChange(name: name, old: side, new: nil))
    }
    return changes
  }

  private static func sides(
    of analysis: ModelAnalysis
  ) -> (list: [(String, Side)], table: [String: Side]) {
    var list: [(String, Side)] = []
    var table: [String: Side] = [:]
    for id in analysis.order {
      let name = analysis.graph.name(of: id)
      guard table[name] == nil else { continue }
      let side = Side(id, in: analysis)
      table[name] = side
      list.append((name, side))
    }
    return (list, table)
  }
}

extension LayerChange.Side {
  init(_ id: NodeID, in analysis: ModelAnalysis) {
    shape = analysis.shape(of: id)
    cost = analysis.cost(of: id)
    inputs = analysis.graph[id].inputs.map { analysis.graph.label(of: $0) }
    operation = analysis.graph.operation(of: id)
  }
}

/// Something that was done beside an edit to keep the model valid.
public indirect enum Repair: Hashable, Sendable {
  /// A convolution whose job is to match a sum got the sum's channels.
  case followed(layer: String, sum: String, from: Int, to: Int)
  /// A 1x1 projection was put on the shortcut of a sum.
  case insertedProjection(layer: String, sum: String, from: Int, to: Int)
  /// A projection that no longer changed the channels was taken out.
  case removedProjection(layer: String, sum: String, channels: Int)
  /// A nested model got the input shape that it is called with.
  case followedInput(layer: String, from: Shape, to: Shape)
  /// A repair inside a nested model.
  case inside(model: String, Repair)
}

extension Repair: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    switch self {
    case .followed(let layer, let sum, let from, let to):
      "\(layer) follows \(sum): filters \(from) -> \(to)"
    case .insertedProjection(let layer, let sum, let from, let to):
      "added projection \(layer) before \(sum): 1x1, \(from) -> \(to)"
    case .removedProjection(let layer, let sum, let channels):
      "removed projection \(layer) before \(sum): both sides have \(channels) channels"
    case .followedInput(let layer, let from, let to):
      "\(layer) follows its input: \(from) -> \(to)"
    case .inside(let model, let repair):
      "inside \(model), \(repair)"
    }
  }
}
