/// The size of one axis of a tensor: a number, or not known until the model is given an input.
///
/// Keras prints an unknown size as `None` and writes it as `null`.
public enum Dimension: Hashable, Sendable {
  /// A known size in elements.
  case fixed(Int)
  /// A size that depends on the input, such as the batch axis.
  case unknown

  /// The size in elements, or nil when it is unknown.
  public var value: Int? {
    switch self {
    case .fixed(let size): size
    case .unknown: nil
    }
  }
}

extension Dimension: ExpressibleByIntegerLiteral {
  /// A known size.
  public init(integerLiteral value: Int) {
    self = .fixed(value)
  }
}

extension Dimension: CustomStringConvertible {
  /// The size in digits, or `?`.
  public var description: String {
    switch self {
    case .fixed(let size): String(size)
    case .unknown: "?"
    }
  }
}
