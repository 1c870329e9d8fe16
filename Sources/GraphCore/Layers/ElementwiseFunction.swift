/// A function of `keras.ops` that a model calls in the place of a layer: `x / 127.5`, `x * y`,
/// `keras.ops.relu(x)`.
public struct ElementwiseFunction: Hashable, Sendable {
  /// What is computed.
  public enum Kind: Hashable, Sendable {
    case add
    case subtract
    case multiply
    case divide
    case maximum
    case minimum
    /// An activation of the only operand.
    case activation(Activation)
  }

  /// What it is computed of.
  public enum Operand: Hashable, Sendable {
    /// The next input of the call.
    case input
    /// Numbers that the model holds.
    case constant(Constant)
  }

  /// A number, or a tensor of them.
  public struct Constant: Hashable, Sendable {
    /// The sizes of all axes, the batch axis included where it has one; none for a number.
    public var shape: [Int]
    /// The elements, row-major.
    public var elements: [Double]

    /// A tensor of as many elements as the sizes say.
    public init(shape: [Int], elements: [Double]) {
      self.shape = shape
      self.elements = elements
    }
  }

  /// What is computed.
  public var kind: Kind
  /// Of what: one operand for an activation, else two.
  public var operands: [Operand]

  /// A function with its operands.
  public init(_ kind: Kind, of operands: [Operand]) {
    self.kind = kind
    self.operands = operands
  }

  /// Whether one operand is a constant, as where an input is normalized.
  public var hasConstant: Bool {
    operands.contains { if case .constant = $0 { true } else { false } }
  }

  /// The operands' shapes for one sample; nil where a constant differs from sample to sample, or
  /// NumPy's rule would stretch the batch axis.
  func operandShapes(_ inputs: [Shape]) -> [Shape]? {
    guard let rank = inputs.first?.rank, inputs.allSatisfy({ $0.rank == rank }),
      inputs.count == operands.count(where: { $0 == .input })
    else { return nil }
    var rest = inputs[...]
    var shapes: [Shape] = []
    for operand in operands {
      switch operand {
      case .input: shapes.append(rest.removeFirst())
      case .constant(let constant):
        guard let sizes = constant.sampleSizes(rank: rank) else { return nil }
        shapes.append(Shape(sizes.map(Dimension.fixed)))
      }
    }
    return shapes
  }

  /// The shape of the output; nil where it is not known.
  func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape? {
    guard let shapes = operandShapes(inputs) else { return nil }
    guard shapes.count > 1 else { return shapes.first }
    do throws(RuleViolation) {
      return try Broadcast.shape(shapes)
    } catch {
      guard hasConstant else { throw error }
      let texts = shapes.map(\.description).joined(separator: " and ")
      throw .invalid("cannot join \(texts), one of which is a constant of the model")
    }
  }
}

extension ElementwiseFunction.Constant {
  /// The sizes for one sample of a tensor of that rank; nil when the batch axis would be stretched.
  public func sampleSizes(rank: Int) -> [Int]? {
    if shape.count <= rank { return shape }
    return shape.count == rank + 1 && shape[0] == 1 ? Array(shape.dropFirst()) : nil
  }
}
