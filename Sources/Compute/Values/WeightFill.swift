import GraphCore

/// How weights are made up that no file gives.
public enum WeightFill: String, CaseIterable, Sendable {
  /// Kernels uniform in `±sqrt(6 / (fan in + fan out))`.
  case glorot
  /// Kernels uniform in `±sqrt(6 / fan in)`, so that signals keep their size through relu.
  case he

  /// The element `i` of a weight is `offset + scale * u(i)`.
  func range(of weight: WeightSpecification) -> (scale: Double, offset: Double) {
    // A nested model's weights are named by layer and weight.
    switch weight.name.split(separator: "/").last.map(String.init) ?? weight.name {
    case "gamma": return (0.1, 1)
    case "beta", "moving_mean", "mean": return (0.1, 0)
    case "moving_variance", "variance": return (0.5, 1)
    case let name where name.hasSuffix("kernel"):
      let (fanIn, fanOut) = Self.fans(weight)
      return switch self {
      case .glorot: ((6 / Double(fanIn + fanOut)).squareRoot(), 0)
      case .he: ((6 / Double(fanIn)).squareRoot(), 0)
      }
    default: return (0.01, 0)
    }
  }

  private static func fans(_ weight: WeightSpecification) -> (Int, Int) {
    let shape = weight.shape
    guard shape.count == 4 else {
      return (shape.first ?? 1, shape.last ?? 1)
    }
    let taps = shape[0] * shape[1]
    return weight.isDepthwise
      ? (taps, taps * shape[3]) : (taps * shape[2], taps * shape[3])
  }
}
