/// Why a graph has no valid meaning.
public enum GraphError: Error, Hashable, Sendable {
  /// A layer's configuration or its inputs break a rule of its class.
  case invalidLayer(name: String, className: String, reason: String)
  /// A merge layer got operands that do not fit together.
  case mismatch(MergeMismatch)
  /// A count of parameters, multiply-accumulates or bytes does not fit in 64 bits.
  case overflow(layer: String, quantity: String)
  /// These layers wait for each other.
  case cycle(layers: [String])
  /// Two layers have one name.
  case duplicateName(String)
  /// No layer has this name.
  case unknownLayer(String)
  /// The graph has no output.
  case noOutput
}

extension GraphError {
  /// The layer at fault, or the first one; nil when it is none of them.
  public var layer: String? {
    switch self {
    case .invalidLayer(let name, _, _), .overflow(let name, _), .duplicateName(let name),
      .unknownLayer(let name):
      name
    case .mismatch(let mismatch): mismatch.layer
    case .cycle(let layers): layers.first
    case .noOutput: nil
    }
  }
}

extension GraphError: CustomStringConvertible {
  /// One line that says what is wrong with which layer.
  public var description: String {
    switch self {
    case .invalidLayer(let name, let className, let reason):
      "\(className) '\(name)': \(reason)"
    case .mismatch(let mismatch):
      mismatch.description
    case .overflow(let layer, let quantity):
      "layer '\(layer)': its \(quantity) exceed 64 bits"
    case .cycle(let layers):
      "the graph has a loop through \(layers.joined(separator: ", "))"
    case .duplicateName(let name):
      "two layers are named '\(name)'"
    case .unknownLayer(let name):
      "there is no layer '\(name)'"
    case .noOutput:
      "the model has no output"
    }
  }
}
