/// What the outline takes from an operation, but for its number and whether it equals another one.
///
/// Operations of equal form give the same units, regions, names, parts and paths. So an edit that
/// changes strides, padding, a bias or the number of filters leaves the rows as they are, and only
/// dials and runs are looked at again.
struct OutlineForm: Equatable {
  private let type: ObjectIdentifier
  private let className: String
  private let isSum: Bool
  private let isConcatenation: Bool
  private let isActivation: Bool
  private let isLinearPointwise: Bool
  private let isChannelwiseLinear: Bool
  private let window: Size2D?

  /// The form of an operation; nil for a nested model, which has rows of its own.
  init?(_ operation: Operation) {
    if case .model = operation { return nil }
    type = ObjectIdentifier(Swift.type(of: operation.rules))
    className = operation.className
    isSum = operation.isResidualSum
    isConcatenation = operation.isConcatenation
    isActivation = operation.isActivation
    isLinearPointwise = operation.isLinearPointwiseConvolution
    isChannelwiseLinear = operation.isChannelwiseLinear
    window = operation.filterWindow
  }
}

extension Operation {
  /// The number that a user turns, and the field that holds it; nil for a class without one.
  var dial: (field: String, value: Int)? {
    switch self {
    case .conv2D(let conv): ("filters", conv.filters)
    case .separableConv2D(let conv): ("filters", conv.filters)
    case .conv2DTranspose(let conv): ("filters", conv.filters)
    case .dense(let dense): ("units", dense.units)
    default: nil
    }
  }

  /// The window of a convolution of any kind; nil for other classes.
  var filterWindow: Size2D? {
    switch self {
    case .conv2D(let conv): conv.kernelSize
    case .conv2DTranspose(let conv): conv.kernelSize
    case .separableConv2D(let conv): conv.depthwise.kernelSize
    case .depthwiseConv2D(let conv): conv.kernelSize
    default: nil
    }
  }

  /// Whether it pools over a window that moves.
  var isWindowPooling: Bool {
    switch self {
    case .maxPooling2D, .averagePooling2D: true
    default: false
    }
  }
}
