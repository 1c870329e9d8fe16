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
    /// The names of the layers that its first call reads.
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
  /// The layers that differ, matched by name, in the order of the new model; removed ones last.
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
      let layer = analysis.graph.layer(of: id)
      guard table[layer.name] == nil else { continue }
      let side = Side(
        shape: analysis.shape(of: id), cost: analysis.cost(of: id),
        inputs: analysis.graph[id].inputs.map { analysis.graph.name(of: $0) },
        operation: layer.operation)
      table[layer.name] = side
      list.append((layer.name, side))
    }
    return (list, table)
  }
}

/// Something that was done beside an edit to keep the model valid.
public enum Repair: Hashable, Sendable {
  /// A convolution whose job is to match a sum got the sum's channels.
  case followed(layer: String, sum: String, from: Int, to: Int)
  /// A 1x1 projection was put on the shortcut of a sum.
  case insertedProjection(layer: String, sum: String, from: Int, to: Int)
  /// A projection that no longer changed the channels was taken out.
  case removedProjection(layer: String, sum: String, channels: Int)
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
    }
  }
}
