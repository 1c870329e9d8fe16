import GraphCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Activation {
  /// The activation of one element; nil for those that look at several elements or need a parameter.
  ///
  /// Computed in double and rounded once. Source: keras/src/activations/activations.py.
  var function: (@Sendable (Float) -> Float)? {
    switch self {
    case .linear: { $0 }
    case .relu: { $0 < 0 ? 0 : $0 }
    case .relu6: { min($0 < 0 ? 0 : $0, 6) }
    case .leakyReLU: { $0 < 0 ? 0.2 * $0 : $0 }
    case .elu: { $0 < 0 ? Float(expm1(Double($0))) : $0 }
    case .selu:
      {
        let x = Double($0)
        return Float(1.0507009873554805 * (x < 0 ? 1.6732632423543772 * expm1(x) : x))
      }
    case .sigmoid: { Float(Self.sigmoid(Double($0))) }
    case .silu, .swish: { Float(Double($0) * Self.sigmoid(Double($0))) }
    case .hardSigmoid: { Float(Self.hardSigmoid(Double($0))) }
    case .hardSilu, .hardSwish: { Float(Double($0) * Self.hardSigmoid(Double($0))) }
    case .tanh: { Float(Self.hyperbolicTangent(Double($0))) }
    case .softplus: { Float(Self.softplus(Double($0))) }
    case .softsign: { $0 / (1 + abs($0)) }
    case .exponential: { Float(exp(Double($0))) }
    case .mish: { Float(Double($0) * Self.hyperbolicTangent(Self.softplus(Double($0)))) }
    case .gelu:
      { Float(0.5 * Double($0) * (1 + erf(Double($0) * 0.5.squareRoot()))) }
    default: nil
    }
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  private static func hardSigmoid(_ x: Double) -> Double { min(max(x / 6 + 0.5, 0), 1) }

  private static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

  // Under a name of its own: `tanh` is a case here.
  private static func hyperbolicTangent(_ x: Double) -> Double {
    let e = expm1(-2 * abs(x))
    let result = -e / (e + 2)
    return x < 0 ? -result : result
  }
}
