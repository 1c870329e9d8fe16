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

/// What each call of a model sees of the model's input, the calls inside nested models included.
public struct ReceptiveFields: Sendable {
  /// By the number of a call; nil for calls outside the order.
  fileprivate var calls: [VisibleInput?]
  /// Those inside a nested model, by its call.
  fileprivate var nested: [NodeID: ReceptiveFields] = [:]

  /// Whether some call of the model itself sees a window that is no square.
  public var hasOblong: Bool {
    calls.contains { call in
      guard case .field(let field)? = call else { return false }
      return field.height.size != field.width.size
    }
  }

  /// What a call sees; nil for one outside the order.
  public subscript(call: NodeID) -> VisibleInput? {
    calls.indices.contains(call.rawValue) ? calls[call.rawValue] : nil
  }

  /// What the output of a row sees, of one inside a nested model too.
  public subscript(item: OutlineItem) -> VisibleInput? {
    guard let inner = item.inner else { return self[item.node] }
    var fields = self
    for call in inner.calls {
      guard let next = fields.nested[call] else { return nil }
      fields = next
    }
    return fields[inner.node]
  }
}

extension ModelAnalysis {
  /// What each call sees of the model's input.
  ///
  /// Along one axis, a window of extent `e` with stride `s` and padding `p` before it turns
  /// `(first, last, stride)` into `(first - p * stride, last + (e - 1 - p) * stride, stride * s)`.
  /// Branches unite: the smallest first and the largest last. Source: Araujo, Norris, Sim,
  /// "Computing Receptive Fields of Convolutional Neural Networks", Distill (2019).
  public func receptiveFields() -> ReceptiveFields {
    receptiveFields(seenByInputs: nil)
  }

  /// - Parameter given: what each of the model's inputs sees, where it is called like a layer.
  private func receptiveFields(seenByInputs given: [VisibleInput]?) -> ReceptiveFields {
    var fields = ReceptiveFields(calls: Array(repeating: nil, count: graph.nodeCapacity))
    if let given {
      for (input, field) in zip(graph.inputs, given) { fields.calls[input.rawValue] = field }
    }
    for id in order where fields.calls[id.rawValue] == nil {
      let inputs = graph[id].inputs.map { fields.calls[$0.rawValue] ?? .unknown }
      guard case .model(let model) = graph.operation(of: id) else {
        fields.calls[id.rawValue] = visibleInput(of: id, inputs: inputs)
        continue
      }
      let call = graph.call(of: id)
      let shapes = graph[call].inputs.map { shape(of: $0) }
      guard let inner = try? model.analysis(of: shapes) else {
        fields.calls[id.rawValue] = .unknown
        continue
      }
      if call == id { fields.nested[id] = inner.receptiveFields(seenByInputs: inputs) }
      let outputs = inner.graph.outputs
      let index = graph[id].output
      fields.calls[id.rawValue] =
        outputs.indices.contains(index)
        ? fields.nested[call]?[outputs[index]] ?? .unknown : .unknown
    }
    return fields
  }

  /// What one channel of a call's output sees: where branches were concatenated, what its own branch
  /// does.
  public func visibleInput(
    of id: NodeID, channel: Int, among fields: ReceptiveFields
  ) -> VisibleInput? {
    var (node, channel) = (id, channel)
    var passed: [NodeID] = []
    while let input = source(ofChannel: &channel, of: node) {
      if case .concatenate = graph.operation(of: node) {} else { passed.append(node) }
      node = input
    }
    return passed.reversed().reduce(fields[node]) { field, id in
      field.map { visibleInput(of: id, inputs: [$0]) }
    }
  }

  /// The call whose channel is passed on as a channel of another one's output, and which channel it is
  /// there; nil where more goes into it.
  private func source(ofChannel channel: inout Int, of id: NodeID) -> NodeID? {
    let inputs = graph[id].inputs
    let operation = graph.operation(of: id)
    guard case .concatenate(let layer) = operation else {
      return inputs.count == 1 && operation.passesChannelsOn ? inputs[0] : nil
    }
    guard layer.axis == -1 || layer.axis == shape(of: id).rank else { return nil }
    var first = 0
    for input in inputs {
      guard let count = shape(of: input).channels.value else { return nil }
      if channel < first + count {
        channel -= first
        return input
      }
      first += count
    }
    return nil
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
  /// Whether each channel of the output is made of that channel of the input alone.
  public var passesChannelsOn: Bool {
    switch self {
    case .batchNormalization, .activation, .relu, .leakyReLU, .prelu, .elu, .maxPooling2D,
      .averagePooling2D, .globalAveragePooling2D, .globalMaxPooling2D, .identity, .zeroPadding2D,
      .cropping2D, .upSampling2D:
      true
    default: false
    }
  }

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
