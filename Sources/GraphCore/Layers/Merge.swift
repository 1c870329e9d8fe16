/// The shape rule of the layers that combine their inputs element by element.
enum Broadcast {
  /// The common shape of operands, of which an axis of size 1 stretches to the other's size.
  ///
  /// Axes are aligned from the end. Source: keras/src/layers/merging/base_merge.py.
  static func shape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    guard inputs.count >= 2, var result = inputs.first else {
      throw .invalid("takes two inputs or more, got \(inputs.count)")
    }
    for input in inputs.dropFirst() {
      let rank = max(result.rank, input.rank)
      let left = aligned(result, rank)
      let right = aligned(input, rank)
      var dimensions: [Dimension] = []
      for index in 0..<rank {
        switch (left[index], right[index]) {
        case (let a, let b) where a == b: dimensions.append(a)
        case (.fixed(1), let b): dimensions.append(b)
        case (let a, .fixed(1)): dimensions.append(a)
        case (.unknown, let b): dimensions.append(b)
        case (let a, .unknown): dimensions.append(a)
        default: throw .operandsDiffer
        }
      }
      result = Shape(dimensions)
    }
    return result
  }

  private static func aligned(_ shape: Shape, _ rank: Int) -> [Dimension] {
    Array(repeating: Dimension.fixed(1), count: rank - shape.rank) + shape.dimensions
  }
}

/// A layer that combines its inputs element by element.
public struct Merge: Hashable, Sendable {
  /// How the elements are combined.
  public enum Function: String, Hashable, Sendable, CaseIterable {
    case add = "Add"
    case subtract = "Subtract"
    case multiply = "Multiply"
    case average = "Average"
    case maximum = "Maximum"
    case minimum = "Minimum"
  }

  /// How the elements are combined; its raw value is the Keras class.
  public var function: Function

  /// A merge by that function.
  public init(_ function: Function) {
    self.function = function
  }
}

extension Merge: LayerRules {
  public static var className: String { "Merge" }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape {
    if function == .subtract, inputs.count != 2 {
      throw .invalid("takes two inputs, got \(inputs.count)")
    }
    return try Broadcast.shape(inputs)
  }
}
