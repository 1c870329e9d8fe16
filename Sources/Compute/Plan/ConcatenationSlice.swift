import GraphCore

/// The part of a concatenation's channels that an input of it is written to directly.
struct ConcatenationSlice {
  /// The concatenation.
  var concatenation: NodeID
  /// The first channel.
  var offset: Int

  /// The outputs that are written straight into a concatenation along the channels.
  ///
  /// An output that is joined into several concatenations, or several times into one, is written into
  /// the first one and copied for the others.
  static func slices(of analysis: ModelAnalysis) -> [NodeID: ConcatenationSlice] {
    var slices: [NodeID: ConcatenationSlice] = [:]
    for node in analysis.order {
      guard case .concatenate(let layer) = analysis.graph.operation(of: node) else { continue }
      let rank = analysis.shape(of: node).rank
      guard rank > 0, layer.sampleAxis(rank: rank) == rank - 1 else { continue }
      var offset = 0
      for input in analysis.graph[node].inputs {
        guard let channels = analysis.shape(of: input).channels.value else { break }
        if slices[input] == nil, !analysis.graph.operation(of: input).isInput {
          slices[input] = ConcatenationSlice(concatenation: node, offset: offset)
        }
        offset += channels
      }
    }
    return slices
  }

  /// Whether a concatenation has nothing to do, as all its inputs are written straight into it.
  static func isWritten(
    by inputs: [NodeID], _ node: NodeID, _ slices: [NodeID: ConcatenationSlice]
  ) -> Bool {
    !inputs.isEmpty && Set(inputs).count == inputs.count
      && inputs.allSatisfy { slices[$0]?.concatenation == node }
  }
}
