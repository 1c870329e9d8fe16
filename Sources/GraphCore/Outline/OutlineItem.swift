/// One row of the outline: a run, a block, a branch, a unit or a layer.
public struct OutlineItem: Hashable, Sendable, Identifiable {
  /// What a row stands for.
  public enum Kind: Hashable, Sendable {
    /// Blocks of equal structure and equal numbers, one after the other: that many.
    case run(Int)
    /// A region from a fan-out to its merge.
    case block(BlockKind)
    /// One of the parallel paths of a block, or what leads to a side output.
    case branch
    /// A convolution with the normalization and the activation after it.
    case unit
    /// One call of a layer.
    case layer
  }

  /// What the row stands for.
  public var kind: Kind
  /// The names from the outermost block inwards, joined by `/`; unique, and stable through edits.
  ///
  /// A run is left out of the paths of what is inside it, so a block keeps its path when a run
  /// folds around it or falls apart.
  public var path: String
  /// The name of the run, block, branch or layer itself; of a unit, its convolution's name.
  public var title: String
  /// The part that it plays in its block, such as `3x3 reduce`, `up` or `shortcut`; nil for none.
  public var role: String?
  /// The call whose output is the output of this row.
  public var node: NodeID
  /// All calls inside in the order of the rows; for a layer, itself.
  public var nodes: [NodeID]
  /// The rows inside.
  public var children: [OutlineItem]
  /// The numbers that a user turns here, in the argument order of the block.
  public var dials: [Dial]
  /// Where the row stands in a nested model; nil for the rows of the model itself.
  ///
  /// `node` is then the call of the outermost nested model, and `nodes` that call alone.
  public var inner: InnerPosition?

  /// The path, which is unique.
  public var id: String { path }

  /// Whether it is a block whose input is added to its output.
  public var addsItsInput: Bool {
    kind == .block(.residual) || kind == .block(.residualInception)
  }
}

/// What a row inside a nested model stands for.
public struct InnerPosition: Hashable, Sendable {
  /// The calls of nested models that lead there, each in the graph of the one before.
  public var calls: [NodeID]
  /// The call in the innermost model whose output is the output of the row.
  public var node: NodeID
  /// All calls inside the row, in the innermost model.
  public var nodes: [NodeID]
}

/// What kind of region a block is.
public enum BlockKind: String, Hashable, Sendable, CaseIterable {
  /// Parallel branches that are concatenated.
  case inception
  /// An inception block whose input is added to its output.
  case residualInception = "residual_inception"
  /// A sequence whose input is added to its output.
  case residual
  /// Any other parallel paths.
  case parallel
  /// A part that is no nest of parallel paths and sequences.
  case irregular

  /// The kind in words.
  public var title: String {
    switch self {
    case .inception: "inception"
    case .residualInception: "residual inception"
    case .residual: "residual"
    case .parallel: "parallel"
    case .irregular: "irregular"
    }
  }
}

/// A number of a model that a user turns: a field of one layer under the name it has in its block.
public struct Dial: Hashable, Sendable {
  /// The name of the argument in the block's function, such as `filters_3x3_reduce`.
  public var parameter: String
  /// The name for people, such as `3x3 reduce`.
  public var label: String
  /// The layer that has the field.
  public var layer: String
  /// The field's Keras name.
  public var field: String
  /// Its value now.
  public var value: Int
}

extension ModelAnalysis {
  /// The analysis that a row's calls belong to, and the call whose output is the row's: for a row
  /// inside a nested model, those of the nested model.
  public func source(of item: OutlineItem) -> (analysis: ModelAnalysis, node: NodeID) {
    guard let inner = item.inner else { return (self, item.node) }
    var analysis = self
    for call in inner.calls {
      guard case .model(let model) = analysis.graph.operation(of: call) else { break }
      let shapes = analysis.graph[call].inputs.map { analysis.shape(of: $0) }
      analysis = (try? model.analysis(of: shapes)) ?? model.analysis
    }
    return (analysis, inner.node)
  }
}
