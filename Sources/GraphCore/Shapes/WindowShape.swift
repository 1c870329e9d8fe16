/// How the border of a map is treated by a window that slides over it.
public enum Padding: String, Hashable, Sendable, CaseIterable {
  /// The window stays inside the map.
  case valid
  /// The map is padded so that the output has `ceil(size / stride)` positions.
  case same
}

/// A size in height and width.
public struct Size2D: Hashable, Sendable {
  /// The extent along the height.
  public var height: Int
  /// The extent along the width.
  public var width: Int

  /// The given extents.
  public init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }
}

extension Size2D: ExpressibleByIntegerLiteral {
  /// A square.
  public init(integerLiteral value: Int) {
    self.init(value, value)
  }
}

extension Size2D: CustomStringConvertible {
  /// The extents as in `3x3`.
  public var description: String { "\(height)x\(width)" }
}

/// The positions of a window that slides along one axis.
public enum WindowShape {
  /// The number of window positions along one axis.
  ///
  /// With the extent `e = dilation * (window - 1) + 1`:
  /// 'valid' gives `floor((size - e) / stride) + 1`, 'same' gives `ceil(size / stride)`.
  /// Source: keras/src/ops/operation_utils.py, compute_conv_output_shape.
  public static func outputSize(
    input: Dimension, window: Int, stride: Int, dilation: Int = 1, padding: Padding
  ) throws(RuleViolation) -> Dimension {
    let extent = try Checked.sum(Checked.product(dilation, window - 1), 1)
    guard let size = input.value else { return .unknown }
    switch padding {
    case .same:
      return .fixed(size / stride + (size % stride == 0 ? 0 : 1))
    case .valid:
      guard size >= extent else {
        throw .invalid(
          "the output would be empty: a window of \(extent) does not fit into \(size) with padding "
            + "'valid'")
      }
      return .fixed((size - extent) / stride + 1)
    }
  }

  /// The padding before the first element along one axis, of which 'same' puts the smaller half there.
  ///
  /// Source: TensorFlow, `pad_total = max((ceil(size / stride) - 1) * stride + extent - size, 0)`.
  ///
  /// - Precondition: `outputSize` takes the same numbers, so that the extent fits into 64 bits.
  public static func paddingBefore(
    input size: Int, window: Int, stride: Int, dilation: Int = 1, padding: Padding
  ) -> Int {
    guard padding == .same else { return 0 }
    let extent = dilation * (window - 1) + 1
    let positions = size / stride + (size % stride == 0 ? 0 : 1)
    // The last position lies inside the axis: what is subtracted first keeps the sum within 64 bits.
    return max((positions - 1) * stride - size + extent, 0) / 2
  }

  /// The taps of a window that lie inside an axis.
  ///
  /// - Parameters:
  ///   - start: the position of the first tap; negative ones lie in the padding.
  ///   - size: the positions of the axis.
  public static func tapsInside(
    start: Int, window: Int, dilation: Int = 1, size: Int
  ) -> Range<Int> {
    let first = start < 0 ? min(window, (-1 - start) / dilation + 1) : 0
    let end = start < size ? min(window, (size - 1 - start) / dilation + 1) : 0
    return first..<max(first, end)
  }
}
