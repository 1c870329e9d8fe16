/// A function of one element, with its parameters.
package struct ElementFunction: Hashable, Sendable {
  /// What is computed of an element x with the parameters a, b and c.
  package enum Kind: UInt8, Sendable, CaseIterable {
    /// `a x + b`.
    case affine
    /// `min(x, c)` from the threshold b on, and `a (x - b)` below it.
    case relu
    /// `x` above 0, and `a (exp(x) - 1)` times b below; x is multiplied by b above 0 too.
    case exponentialLinear
    /// `1 / (1 + exp(-x))`.
    case sigmoid
    /// `x / (1 + exp(-x))`.
    case silu
    /// `x` times the share of the normal distribution that lies below x.
    case gelu
    /// `x tanh(log(1 + exp(x)))`.
    case mish
    /// `x / 6 + 1/2` between 0 and 1.
    case hardSigmoid
    /// `x` times the hard sigmoid.
    case hardSilu
    /// `x` between -1 and 1.
    case hardTanh
    /// `log(1 + exp(x))`, times a for x times a: `a log(1 + exp(a x))`.
    case softplus
    /// `x / (1 + |x|)`.
    case softsign
    /// `x` moved by a towards 0, and 0 where it would cross it.
    case softShrink
    /// `x`, and 0 from -a to a.
    case hardShrink
    /// `x - tanh(x)`.
    case tanhShrink
    /// `(x + sqrt(x² + a)) / 2`.
    case squareplus
    /// The hyperbolic tangent.
    case tanh
    /// `exp(x)`.
    case exponential
  }

  /// What is computed.
  package var kind: Kind
  /// The first parameter.
  package var a: Float
  /// The second parameter.
  package var b: Float
  /// The third parameter.
  package var c: Float

  /// A function with its parameters.
  package init(_ kind: Kind, a: Float = 0, b: Float = 0, c: Float = 0) {
    self.kind = kind
    self.a = a
    self.b = b
    self.c = c
  }
}

/// How two elements x and y become one, with a parameter f.
///
/// An operand may be stretched: its row or pixel stride is 0 then, and a map of one channel is
/// repeated for all channels of the output.
package enum MergeFunction: UInt8, Sendable, CaseIterable {
  /// `x + f y`.
  case add
  /// `(x + y) f`.
  case scaledSum
  /// `x - y`.
  case subtract
  /// `x y`.
  case multiply
  /// The greater one.
  case maximum
  /// The smaller one.
  case minimum
  /// `x`, and `x y` where x is negative.
  case slope
}
