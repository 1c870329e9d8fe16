/// Which input pixels one position of a layer's output can depend on, along height and width.
public struct ReceptiveField: Hashable, Sendable {
  /// The field along one axis, in input pixels.
  public struct Axis: Hashable, Sendable {
    /// The first pixel that position 0 sees; negative ones lie in the padding.
    public var first: Double
    /// The last pixel that position 0 sees.
    public var last: Double
    /// The distance between the fields of neighbouring positions.
    public var stride: Double

    /// The number of pixels in the field.
    public var size: Double { last - first + 1 }
  }

  /// The field along the height.
  public var height: Axis
  /// The field along the width.
  public var width: Axis

  /// The field of an input's own pixel.
  static let pixel = ReceptiveField(
    height: Axis(first: 0, last: 0, stride: 1), width: Axis(first: 0, last: 0, stride: 1))
}

/// What a layer's output sees of the model's input.
public enum VisibleInput: Hashable, Sendable {
  /// A window that moves with the position.
  case field(ReceptiveField)
  /// All of the input.
  case everything
  /// Nothing that can be said: an unknown layer, or operands with different strides.
  case unknown
}

extension ModelAnalysis {
  /// What each call sees of the model's input, by its number; nil for calls outside the order.
  ///
  /// Along one axis, a window of extent `e` with stride `s` and padding `p` before it turns
  /// `(first, last, stride)` into `(first - p * stride, last + (e - 1 - p) * stride, stride * s)`.
  /// Branches unite: the smallest first and the largest last. Source: Araujo, Norris, Sim,
  /// "Computing Receptive Fields of Convolutional Neural Networks", Distill (2019).
  public func receptiveFields() -> [VisibleInput?] {
    var fields = [VisibleInput?](repeating: nil, count: graph.nodeCapacity)
    for id in order {
      fields[id.rawValue] = visibleInput(
        of: id, inputs: graph[id].inputs.map { fields[$0.rawValue] ?? .unknown })
    }
    return fields
  }

  private func visibleInput(of id: NodeID, inputs: [VisibleInput]) -> VisibleInput {
    let operation = graph.operation(of: id)
    if operation.isInput { return .field(.pixel) }
    guard let input = Self.union(inputs) else { return .unknown }
    let shape = graph[id].inputs.first.map { self.shape(of: $0) } ?? .unknown
    switch operation {
    case .globalAveragePooling2D, .globalMaxPooling2D, .flatten:
      return input == .unknown ? .unknown : .everything
    case .dense:
      guard shape.rank == 3 else { return input == .unknown ? .unknown : .everything }
      return input
    case .opaque(let layer) where layer.isElementwise:
      return input
    case .reshape, .permute, .opaque, .model:
      return input == .everything ? .everything : .unknown
    default:
      guard case .field(let field) = input else { return input }
      guard let window = operation.window(on: shape) else { return .field(field) }
      return .field(
        ReceptiveField(
          height: window.height.applied(to: field.height),
          width: window.width.applied(to: field.width)))
    }
  }

  private static func union(_ operands: [VisibleInput]) -> VisibleInput? {
    guard var result = operands.first else { return nil }
    for operand in operands.dropFirst() {
      switch (result, operand) {
      case (.unknown, _), (_, .unknown): result = .unknown
      case (.everything, _), (_, .everything): result = .everything
      case (.field(let left), .field(let right)):
        guard left.height.stride == right.height.stride, left.width.stride == right.width.stride
        else { return .unknown }
        result = .field(
          ReceptiveField(
            height: left.height.union(right.height), width: left.width.union(right.width)))
      }
    }
    return result
  }
}

extension ReceptiveField.Axis {
  func union(_ other: Self) -> Self {
    Self(first: min(first, other.first), last: max(last, other.last), stride: stride)
  }
}

/// How a layer's window moves over its input along one axis.
private struct AxisWindow {
  var extent = 1.0
  var before = 0.0
  var stride = 1.0

  func applied(to axis: ReceptiveField.Axis) -> ReceptiveField.Axis {
    ReceptiveField.Axis(
      first: axis.first - before * axis.stride,
      last: axis.last + (extent - 1 - before) * axis.stride, stride: axis.stride * stride)
  }
}

extension Operation {
  /// The layer's window on an input of a shape; nil when it sees one position.
  fileprivate func window(on shape: Shape) -> (height: AxisWindow, width: AxisWindow)? {
    switch self {
    case .conv2D(let layer):
      Self.window(
        shape, layer.kernelSize, layer.strides, layer.dilationRate, layer.padding)
    case .depthwiseConv2D(let layer):
      Self.window(
        shape, layer.kernelSize, layer.strides, layer.dilationRate, layer.padding)
    case .separableConv2D(let layer):
      Self.window(
        shape, layer.depthwise.kernelSize, layer.depthwise.strides, layer.depthwise.dilationRate,
        layer.depthwise.padding)
    case .maxPooling2D(let layer):
      Self.window(shape, layer.window.poolSize, layer.window.strides, 1, layer.window.padding)
    case .averagePooling2D(let layer):
      Self.window(shape, layer.window.poolSize, layer.window.strides, 1, layer.window.padding)
    case .zeroPadding2D(let layer):
      (
        AxisWindow(before: Double(layer.padding.top)),
        AxisWindow(before: Double(layer.padding.left))
      )
    case .cropping2D(let layer):
      (
        AxisWindow(before: -Double(layer.cropping.top)),
        AxisWindow(before: -Double(layer.cropping.left))
      )
    case .upSampling2D(let layer):
      (
        AxisWindow(stride: 1 / Double(layer.size.height)),
        AxisWindow(stride: 1 / Double(layer.size.width))
      )
    case .conv2DTranspose(let layer):
      // An output position gathers at most ceil(window / stride) input positions.
      (
        Self.transposed(layer.kernelSize.height, layer.strides.height, layer.dilationRate.height),
        Self.transposed(layer.kernelSize.width, layer.strides.width, layer.dilationRate.width)
      )
    default: nil
    }
  }

  private static func window(
    _ shape: Shape, _ size: Size2D, _ strides: Size2D, _ dilation: Size2D, _ padding: Padding
  ) -> (height: AxisWindow, width: AxisWindow) {
    (
      window(shape.height, size.height, strides.height, dilation.height, padding),
      window(shape.width, size.width, strides.width, dilation.width, padding)
    )
  }

  /// With an unknown size, 'same' is taken as half of the extent on each side.
  private static func window(
    _ size: Dimension?, _ window: Int, _ stride: Int, _ dilation: Int, _ padding: Padding
  ) -> AxisWindow {
    let extent = Double(dilation) * Double(window - 1) + 1
    let before: Double
    if padding == .valid {
      before = 0
    } else if let size = size?.value {
      before = Double(
        WindowShape.paddingBefore(
          input: size, window: window, stride: stride, dilation: dilation, padding: padding))
    } else {
      before = ((extent - 1) / 2).rounded(.down)
    }
    return AxisWindow(extent: extent, before: before, stride: Double(stride))
  }

  private static func transposed(_ window: Int, _ stride: Int, _ dilation: Int) -> AxisWindow {
    let extent = Double(dilation) * Double(window - 1) + 1
    let taps = (extent / Double(stride)).rounded(.up)
    return AxisWindow(
      extent: taps, before: ((taps - 1) / 2).rounded(.down), stride: 1 / Double(stride))
  }
}
