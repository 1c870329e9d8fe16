import GraphCore

/// What a box says about its layers.
struct UnitLabel {
  /// The kinds of layers that have a colour of their own.
  enum Kind: String, CaseIterable {
    case input
    case convolution
    case pooling
    case merge
    case dense
    case model
    case other
  }

  let kind: Kind
  /// What it computes: `3x3 conv 96 /2 bn relu`.
  let work: String
  /// The name of its first layer.
  let name: String
  /// The shape of its output.
  let shape: String
  /// Everything about it in lines.
  let details: String

  /// The label of a chain of calls.
  init(_ nodes: [NodeID], in analysis: ModelAnalysis) {
    let operations = nodes.map { analysis.graph.operation(of: $0) }
    kind = operations.first.map(Self.kind) ?? .other
    work = operations.map(Self.work).joined(separator: " ")
    name = nodes.first.map { analysis.graph.name(of: $0) } ?? ""
    shape = nodes.last.map { "\(analysis.shape(of: $0))" } ?? ""
    let cost = analysis.cost(of: nodes)
    details =
      nodes.map { "\(analysis.graph.name(of: $0)) (\(analysis.graph.operation(of: $0).className))" }
      .joined(separator: "\n")
      + "\noutput \(shape)\n\(cost.knownParameters.map(String.init) ?? cost.inWords(cost.parameters)) parameters"
      + (cost.multiplyAccumulates.map { "\n\($0) MACs" } ?? "")
  }

  private static func kind(_ operation: Operation) -> Kind {
    switch operation {
    case .inputLayer: .input
    case .conv2D, .depthwiseConv2D, .separableConv2D, .conv2DTranspose: .convolution
    case .maxPooling2D, .averagePooling2D, .globalMaxPooling2D, .globalAveragePooling2D: .pooling
    case .concatenate, .merge, .customScale: .merge
    case .dense: .dense
    case .model: .model
    default: .other
    }
  }

  private static func work(_ operation: Operation) -> String {
    func window(_ size: Size2D, _ what: String, _ strides: Size2D) -> String {
      let step =
        strides == 1
        ? ""
        : strides.height == strides.width
          ? " /\(strides.height)" : " /\(strides.height)x\(strides.width)"
      return "\(size.height)x\(size.width) \(what)\(step)"
    }
    func activated(_ text: String, _ activation: Activation) -> String {
      activation == .linear ? text : "\(text) \(activation.rawValue)"
    }
    switch operation {
    case .inputLayer: return "input"
    case .conv2D(let layer):
      return activated(
        window(layer.kernelSize, "conv \(layer.filters)", layer.strides), layer.activation)
    case .separableConv2D(let layer):
      let depthwise = layer.depthwise
      return activated(
        window(depthwise.kernelSize, "sep \(layer.filters)", depthwise.strides),
        layer.activation)
    case .depthwiseConv2D(let layer):
      return activated(window(layer.kernelSize, "depthwise", layer.strides), layer.activation)
    case .conv2DTranspose(let layer):
      return activated(
        window(layer.kernelSize, "transposed \(layer.filters)", layer.strides), layer.activation)
    case .maxPooling2D(let layer):
      return window(layer.window.poolSize, "max pool", layer.window.strides)
    case .averagePooling2D(let layer):
      return window(layer.window.poolSize, "avg pool", layer.window.strides)
    case .globalAveragePooling2D: return "global avg pool"
    case .globalMaxPooling2D: return "global max pool"
    case .dense(let layer): return activated("dense \(layer.units)", layer.activation)
    case .batchNormalization: return "bn"
    case .activation(let layer): return layer.activation.rawValue
    case .concatenate: return "concatenate"
    case .customScale(let layer): return "add \(layer.scale) x"
    case .model(let model): return "model of \(model.analysis.calls.count) layers"
    default:
      return AutomaticNames.snakeCase(operation.className).map { $0 == "_" ? " " : "\($0)" }
        .joined()
    }
  }
}
