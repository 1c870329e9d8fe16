/// Which layers' channels are tied to which others'.
///
/// A concatenation gives each branch a slice of its own, so its branches are free. Sums and other
/// layers that combine their inputs element by element tie their operands. Layers that treat each
/// channel by itself pass the tie on.
public struct ChannelCoupling: Sendable {
  /// What an edit of a layer's channels meets.
  public enum Mark: Hashable, Sendable {
    /// Nothing else has to change but the inputs of its readers.
    case free
    /// It is a slice of a concatenation, free by itself; but the sum of the slices is tied by a sum.
    case slice(concatenation: String, group: [String])
    /// These layers need the same number of channels, itself among them.
    case coupled(group: [String])
    /// Its channels are an output of the model.
    case fixed
  }

  private let graph: ModelGraph
  private let group: [Int]
  private let producersOfGroup: [Int: [NodeID]]
  private let outputGroups: Set<Int>

  /// Finds the ties of a model, in time nearly linear in its size.
  public init(_ analysis: ModelAnalysis) {
    let graph = analysis.graph
    var sets = DisjointSets(count: graph.nodeCapacity)
    var isProducer = [Bool](repeating: false, count: graph.nodeCapacity)
    for id in analysis.order {
      let operation = graph.operation(of: id)
      let channels = analysis.shape(of: id).channels
      let tied = graph[id].inputs.filter { input in
        operation.keepsChannels && analysis.shape(of: input).channels == channels
      }
      isProducer[id.rawValue] = tied.isEmpty
      for input in tied { sets.join(input.rawValue, id.rawValue) }
    }
    self.graph = graph
    group = (0..<graph.nodeCapacity).map { sets.representative(of: $0) }
    var producers: [Int: [NodeID]] = [:]
    for id in analysis.order where isProducer[id.rawValue] {
      producers[group[id.rawValue], default: []].append(id)
    }
    producersOfGroup = producers
    let group = group
    outputGroups = Set(graph.outputs.map { group[$0.rawValue] })
  }

  /// The layers that make the channels which are tied to this call's.
  public func producers(tiedTo id: NodeID) -> [NodeID] {
    producersOfGroup[group[id.rawValue]] ?? []
  }

  /// Whether two calls need equal channels.
  func ties(_ one: NodeID, to other: NodeID) -> Bool {
    group[one.rawValue] == group[other.rawValue]
  }

  /// Whether this call's channels are an output of the model.
  public func isHead(_ id: NodeID) -> Bool {
    outputGroups.contains(group[id.rawValue])
  }

  /// What an edit of this call's channels meets.
  public func mark(of id: NodeID) -> Mark {
    // What ties one call of a layer ties the layer.
    let calls = graph.isShared(graph[id].layer) ? graph.calls(of: graph[id].layer) : [id]
    if calls.contains(where: isHead) { return .fixed }
    var names: [String] = []
    var seen: Set<LayerID> = []
    for member in calls.flatMap({ producers(tiedTo: $0) })
    where seen.insert(graph[member].layer).inserted {
      names.append(graph.name(of: member))
    }
    if names.count > 1 { return .coupled(group: names) }
    // A slice: some reader of the group is a concatenation that is tied in turn.
    for concatenation in calls.flatMap({ concatenations(readingGroupOf: $0) }) {
      let others = producers(tiedTo: concatenation)
      if others.count > 1 || isHead(concatenation) {
        return .slice(
          concatenation: graph.name(of: concatenation), group: others.map { graph.name(of: $0) })
      }
    }
    return .free
  }

  /// The concatenations that take this call's channels as a slice.
  func concatenations(readingGroupOf id: NodeID) -> [NodeID] {
    var result: [NodeID] = []
    var stack = [id]
    var seen: Set<NodeID> = [id]
    while let next = stack.popLast() {
      for consumer in graph.consumers(of: next) where seen.insert(consumer).inserted {
        if graph.operation(of: consumer).isConcatenation {
          result.append(consumer)
        } else if consumer.rawValue < group.count, group[consumer.rawValue] == group[id.rawValue] {
          stack.append(consumer)
        }
      }
    }
    return result
  }
}
