/// What a region looks like to a reader: its kind, its branches, and the shortcut around them.
///
/// A residual inception block is two regions in the graph, a concatenation inside of a sum; here it
/// becomes one: the branches of the inner region, the inner merge, what follows it, the shortcut.
package struct BlockShape {
  package let kind: BlockKind
  package let branches: [[RegionTree.Element]]
  /// The concatenation inside a residual inception block.
  package let innerMerge: Int?
  /// What lies between the inner concatenation and the sum.
  package let tail: [RegionTree.Element]
  package let shortcut: [RegionTree.Element]?

  package init(_ block: RegionTree.Block, units: UnitGraph) {
    let shortcut = Self.shortcutIndex(block, units: units)
    let isResidual = shortcut != nil || (block.hasIdentity && block.branches.count == 1)
    let operation = block.merge.map { units.operation(of: $0) }
    if isResidual, operation?.isResidualSum ?? false {
      let main = block.branches.indices.first { $0 != shortcut }.map { block.branches[$0] } ?? []
      self.shortcut = shortcut.map { block.branches[$0] }
      if case .block(let inner)? = main.first, let merge = inner.merge,
        units.operation(of: merge).isConcatenation
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
    if operation?.isConcatenation ?? false, block.branches.count > 1 {
      kind = .inception
    } else if block.branches.count == 1, !block.hasIdentity {
      kind = .irregular
    } else {
      kind = .parallel
    }
  }

  /// The branch that only fits the input to the sum: one linear 1x1 convolution, perhaps normalized.
  private static func shortcutIndex(_ block: RegionTree.Block, units: UnitGraph) -> Int? {
    guard block.branches.count == 2, !block.hasIdentity else { return nil }
    let candidates = block.branches.indices.filter { index in
      guard case .unit(let unit)? = block.branches[index].first, block.branches[index].count == 1
      else { return false }
      return units.isLinearProjection(unit)
    }
    return candidates.count == 1 ? candidates[0] : nil
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
