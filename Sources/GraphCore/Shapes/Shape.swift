/// The shape of one sample of a tensor: every axis but the batch axis, channels last.
///
/// A picture of 224 by 224 pixels with three channels is `Shape(224, 224, 3)`; Keras writes it
/// `(None, 224, 224, 3)`.
public struct Shape: Hashable, Sendable {
  /// The sizes from the outermost axis to the innermost one (height, width, channels for a map).
  public var dimensions: [Dimension]

  /// A shape of the given axes.
  public init(_ dimensions: [Dimension]) {
    self.dimensions = dimensions
  }

  /// A shape of the given axes.
  public init(_ dimensions: Dimension...) {
    self.dimensions = dimensions
  }

  /// The shape behind a layer that we do not know: not even the number of axes is known.
  public static let unknown = Shape(unknownRank: ())

  /// Whether the number of axes is known.
  public private(set) var hasKnownRank = true

  private init(unknownRank: Void) {
    dimensions = []
    hasKnownRank = false
  }

  /// The number of axes, the batch axis left out.
  public var rank: Int { dimensions.count }

  /// The innermost axis, which holds the channels of a map and the features of a vector.
  public var channels: Dimension { dimensions.last ?? .unknown }

  /// The height of a map, or nil when this is no map of rank 3.
  public var height: Dimension? { rank == 3 ? dimensions[0] : nil }

  /// The width of a map, or nil when this is no map of rank 3.
  public var width: Dimension? { rank == 3 ? dimensions[1] : nil }

  /// The number of elements of one sample; nil when an axis is unknown or the product overflows.
  public var elementCount: Int? {
    guard hasKnownRank else { return nil }
    var count = 1
    for dimension in dimensions {
      guard let size = dimension.value else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      count = product
    }
    return count
  }
}

extension Shape: CustomStringConvertible {
  /// The axes joined by `x`, as in `224x224x96`.
  public var description: String {
    hasKnownRank ? dimensions.map(\.description).joined(separator: "x") : "unknown"
  }
}
