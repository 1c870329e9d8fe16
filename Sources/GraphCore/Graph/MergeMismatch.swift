/// The operands of a merge layer that do not fit together.
public struct MergeMismatch: Hashable, Sendable {
  /// One argument of the merge layer.
  public struct Operand: Hashable, Sendable {
    /// The layer that produces the argument.
    public var layer: String
    /// The shape of the argument.
    public var shape: Shape
    /// The branch of its block that it comes from, such as `3x3`; nil when that was not looked for.
    public var branch: String?
  }

  /// The call of the merge layer.
  let call: NodeID
  /// The merge layer's name.
  public var layer: String
  /// What the merge layer does.
  public var operation: Operation
  /// All arguments in order.
  public var operands: [Operand]
}

extension MergeMismatch {
  /// Whether operands of size 1 along an axis fit any other size, as element by element; a
  /// concatenation takes no such operands.
  var stretches: Bool {
    if case .concatenate = operation { return false }
    return true
  }

  /// Whether heights or widths of maps do not fit.
  public var mapsDiffer: Bool {
    operands.contains { $0.shape.rank == 3 } && (differ(along: 3) || differ(along: 2))
  }

  /// Whether channels do not fit.
  public var channelsDiffer: Bool { differ(along: 1) }

  /// Whether the operands do not fit along an axis, counted from the end, the channels being 1.
  private func differ(along axis: Int) -> Bool {
    if case .concatenate(let layer) = operation, let rank = operands.first?.shape.rank,
      layer.sampleAxis(rank: rank) == rank - axis
    {
      return false
    }
    var sizes = Set(
      operands.compactMap { operand in
        let dimensions = operand.shape.dimensions
        return axis <= dimensions.count ? dimensions[dimensions.count - axis].value : nil
      })
    if stretches { sizes.remove(1) }
    return sizes.count > 1
  }

  /// The merge that fails.
  public var headline: String { "\(operation.className) '\(layer)' cannot join" }

  /// What differs, and what to do about it, as one clause.
  public var hint: String {
    switch (mapsDiffer, channelsDiffer) {
    case (true, true): "heights, widths and channels differ; change all branches in one edit"
    case (true, false):
      "heights and widths differ; use padding 'same', equal strides or a crop"
    case (false, true): "channels differ; give all operands the same in one edit"
    case (false, false): "it takes equally many axes, and equal ones but where it joins"
    }
  }
}

extension MergeMismatch.Operand: CustomStringConvertible {
  /// The layer with its branch and shape, as in `conv2d_2 (3x3) 222x222x128`.
  public var description: String {
    let branch = branch.map { $0 == layer ? "" : " (\($0))" } ?? ""
    return "\(layer)\(branch) \(shape)"
  }
}

extension MergeMismatch: CustomStringConvertible {
  /// One line that names the layer and every operand with its branch and shape.
  public var description: String {
    "\(headline) \(operands.map(\.description).joined(separator: ", "))"
  }
}
