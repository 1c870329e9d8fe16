/// Joins its inputs along one axis.
public struct Concatenate: Hashable, Sendable {
  /// The axis counted with the batch axis as 0, or from the end when negative; -1 is the channels.
  public var axis: Int

  /// A concatenation with Keras' default axis.
  public init(axis: Int = -1) {
    self.axis = axis
  }

  /// The axis within one sample's shape of the given rank, or nil when it is the batch axis or none.
  public func sampleAxis(rank: Int) -> Int? {
    guard axis >= -rank - 1, axis <= rank else { return nil }
    let index = axis < 0 ? axis + rank : axis - 1
    return index >= 0 ? index : nil
  }
}

extension Concatenate: LayerRules {
  public static var className: String { "Concatenate" }
  public static var fields: [Field<Concatenate>] { [.integer("axis", \.axis)] }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    guard let first = inputs.first else { throw .invalid("takes one input or more") }
    guard let axis = sampleAxis(rank: first.rank) else {
      throw .invalid("axis \(axis) is no axis of \(first)")
    }
    var total: Dimension = .fixed(0)
    var result = first
    for input in inputs {
      guard input.rank == first.rank else { throw .operandsDiffer }
      for index in 0..<first.rank where index != axis {
        switch (result.dimensions[index], input.dimensions[index]) {
        case (.unknown, let known): result.dimensions[index] = known
        case (_, .unknown): break
        case (let left, let right): if left != right { throw .operandsDiffer }
        }
      }
      if let sum = total.value, let size = input.dimensions[axis].value {
        total = .fixed(try Checked.sum(sum, size))
      } else {
        total = .unknown
      }
    }
    result.dimensions[axis] = total
    return result
  }
}
