/// What a region looks like to a reader: its kind, its branches, and the shortcut around them.
///
/// A residual inception block is two regions in the graph, a concatenation inside of a sum; here it
/// becomes one: the branches of the inner region, the inner merge, what follows it, the shortcut.
struct BlockShape {
  let kind: BlockKind
  let branches: [[RegionTree.Element]]
  let innerMerge: NodeID?
  let tail: [RegionTree.Element]
  let shortcut: [RegionTree.Element]?

  init(_ block: RegionTree.Block, graph: ModelGraph) {
    let shortcut = Self.shortcutIndex(block, graph: graph)
    let isResidual = shortcut != nil || (block.hasIdentity && block.branches.count == 1)
    let adds = block.merge.map { graph.operation(of: $0).isResidualSum } ?? false
    if isResidual, adds {
      let main = block.branches.indices.first { $0 != shortcut }.map { block.branches[$0] } ?? []
      self.shortcut = shortcut.map { block.branches[$0] }
      if case .block(let inner)? = main.first, let merge = inner.merge,
        Self.concatenatesChannels(merge, in: graph)
      {
        kind = .residualInception
        branches = inner.branches
        innerMerge = merge
        tail = Array(main.dropFirst())
      } else {
        kind = .residual
        branches = [main]
        innerMerge = nil
        tail = []
      }
      return
    }
    branches = block.branches
    innerMerge = nil
    tail = []
    self.shortcut = nil
    if let merge = block.merge, Self.concatenatesChannels(merge, in: graph),
      block.branches.count > 1
    {
      kind = .inception
    } else if block.branches.count == 1, !block.hasIdentity {
      kind = .irregular
    } else {
      kind = .parallel
    }
  }

  /// The branch that only fits the input to the sum: one linear 1x1 convolution.
  private static func shortcutIndex(_ block: RegionTree.Block, graph: ModelGraph) -> Int? {
    guard block.branches.count == 2, !block.hasIdentity else { return nil }
    let candidates = block.branches.indices.filter { index in
      guard case .node(let node)? = block.branches[index].first, block.branches[index].count == 1
      else { return false }
      return graph.operation(of: node).isLinearPointwiseConvolution
    }
    return candidates.count == 1 ? candidates[0] : nil
  }

  private static func concatenatesChannels(_ node: NodeID, in graph: ModelGraph) -> Bool {
    guard case .concatenate(let layer) = graph.operation(of: node) else { return false }
    return layer.axis == -1 || layer.axis == 3
  }
}

extension Operation {
  /// Whether it sums its inputs, so that they need equal channels.
  var isResidualSum: Bool {
    switch self {
    case .merge(let merge): merge.function == .add
    case .customScale: true
    default: false
    }
  }

  /// Whether it mixes the channels of each position linearly: what a projection shortcut does.
  var isLinearPointwiseConvolution: Bool {
    guard case .conv2D(let conv) = self else { return false }
    return conv.kernelSize == 1 && conv.groups == 1 && conv.activation == .linear
  }
}
