/// Why a model can't be run.
public enum PlanError: Error, Hashable, Sendable {
  /// There are no kernels for this layer, or not for its configuration.
  case unsupported(layer: String, className: String, reason: String)
  /// The size of a layer's output is not known.
  case unknownSize(layer: String)
  /// A layer's output or weights would take more bytes than can be counted.
  case tooLarge(layer: String)
  /// The run would take more memory than there is; sizes in bytes.
  case memory(weights: Int, activations: Int, available: Int)
  /// Weights and outputs take more than they may; sizes in bytes.
  case bound(MemoryBound, least: Int)
  /// A given weight has a wrong number of elements.
  case weightSize(layer: String, weight: String, expected: [Int], received: Int)
  /// It was stopped.
  case cancelled
}

extension PlanError: CustomStringConvertible {
  /// One line that says what is wrong with which layer.
  public var description: String {
    switch self {
    case .unsupported(let layer, let className, let reason):
      return "\(className) '\(layer)' can't be run: \(reason)"
    case .unknownSize(let layer):
      return
        "the output size of layer '\(layer)' is not known; give the input a size, as with "
        + "model.input_size=224"
    case .tooLarge(let layer):
      return "layer '\(layer)' is too large: its bytes exceed 64 bits"
    case .memory(let weights, let activations, let available):
      return
        "a run takes \(Self.size(weights)) of weights and \(Self.size(activations)) of activations, "
        + "but only \(Self.size(available)) of memory are available"
    case .bound(let bound, let least):
      return
        "weights and activations take at least \(Self.size(least)), which is more than the bound of "
        + "\(bound)"
    case .weightSize(let layer, let weight, let expected, let received):
      let shape = expected.map(String.init).joined(separator: "x")
      return "the \(weight) of layer '\(layer)' takes \(shape) elements, received \(received)"
    case .cancelled: return "planning was stopped"
    }
  }

  /// Bytes in words.
  static func size(_ bytes: Int) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 1024, unit + 1 < units.count {
      value /= 1024
      unit += 1
    }
    if unit == 0 { return "\(bytes) bytes" }
    return "\((value * 10).rounded() / 10) \(units[unit])"
  }
}
