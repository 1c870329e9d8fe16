/// One row of the outline: a block, a branch or a layer.
public struct OutlineItem: Sendable, Identifiable {
  /// What a row stands for.
  public enum Kind: Hashable, Sendable {
    /// A region from a fan-out to its merge.
    case block(BlockKind)
    /// One of the parallel paths of a block.
    case branch
    /// One call of a layer.
    case layer
  }

  /// What the row stands for.
  public var kind: Kind
  /// The names from the outermost block inwards, joined by `/`; unique, and stable through edits.
  public var path: String
  /// The name of the block, branch or layer itself.
  public var title: String
  /// The part that it plays in its block, such as `3x3 reduce` or `shortcut`; nil for none.
  public var role: String?
  /// The call whose output is the output of this row.
  public var node: NodeID
  /// All calls inside; for a layer, itself.
  public var nodes: [NodeID]
  /// The rows inside.
  public var children: [OutlineItem]
  /// The numbers that a user turns here, in the argument order of the block.
  public var dials: [Dial]

  /// The path, which is unique.
  public var id: String { path }
}

/// What kind of region a block is.
public enum BlockKind: String, Hashable, Sendable, CaseIterable {
  /// Parallel branches that are concatenated, at least one of which reduces and convolves.
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
