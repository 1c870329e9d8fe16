import GraphCore

/// Which branch of a concatenation each channel of an output comes from.
struct ChannelParts: Hashable, Sendable {
  /// The channels of one branch.
  struct Part: Hashable, Sendable {
    /// The channels.
    var channels: Range<Int>
    /// The branch in few words, such as `5x5`.
    var label: String
    /// The branch with the layer that ends it.
    var name: String
  }

  /// The branches in the order of their channels; empty when the output is no concatenation.
  private(set) var parts: [Part] = []

  /// The parts of a call's output: of a concatenation, or of what passes its channels on.
  init(of node: NodeID, _ state: State) {
    let graph = state.analysis.graph
    var source = node
    while true {
      if case .concatenate(let layer) = graph.operation(of: source) {
        let rank = state.analysis.shape(of: source).rank
        guard layer.axis == -1 || layer.axis == rank else { return }
        break
      }
      guard graph[source].inputs.count == 1, graph.operation(of: source).passesChannelsOn,
        let input = graph[source].inputs.first
      else { return }
      source = input
    }
    var start = 0
    for input in graph[source].inputs {
      guard let count = state.analysis.shape(of: input).channels.value else {
        parts = []
        return
      }
      let label = Self.label(of: input, state)
      let layer = graph.name(of: input)
      parts.append(
        Part(
          channels: start..<(start + count), label: label ?? layer,
          name: label.map { "\($0) (\(layer))" } ?? layer))
      start += count
    }
  }

  /// The branch of a channel.
  func part(of channel: Int) -> Part? {
    parts.first { $0.channels.contains(channel) }
  }

  /// The name of the branch that ends with a call: the branch's row, or the part a layer plays.
  private static func label(of node: NodeID, _ state: State) -> String? {
    guard let row = state.model.calls.row(of: node) else { return nil }
    let layer = state.outline.allItems[row]
    // The rows whose output it is are those around its own.
    let rows = state.outline.ancestors(of: layer.path).filter { $0.node == node } + [layer]
    if let branch = rows.first(where: { $0.kind == .branch }) { return branch.title }
    return rows.compactMap(\.role).first
  }
}
