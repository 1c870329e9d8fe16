import GraphCore

/// A pooling layer whose only reader is a convolution with a window of one pixel, as in the last branch
/// of an inception module.
///
/// The convolution pools some rows at a time into its own scratch memory, so that the pooled map never
/// exists.
struct PooledInput {
  /// The convolution.
  var convolution: NodeID
  /// The pooling layer.
  var pooling: NodeID

  /// Finds such layers.
  static func find(
    in analysis: ModelAnalysis, slices: [NodeID: ConcatenationSlice], isKept: (NodeID) -> Bool
  ) -> [PooledInput] {
    analysis.order.compactMap { node in
      guard case .conv2D(let layer) = analysis.graph.operation(of: node), layer.kernelSize == 1,
        layer.strides == 1, layer.groups == 1, let input = analysis.graph[node].inputs.first,
        !isKept(input), slices[input] == nil,
        Fusion.onlyConsumer(of: input, analysis) == node
      else { return nil }
      switch analysis.graph.operation(of: input) {
      case .maxPooling2D, .averagePooling2D:
        return PooledInput(convolution: node, pooling: input)
      default: return nil
      }
    }
  }
}
