import GraphCore

/// A convolution to measure, written as in `3x3 96->128 224x224`.
struct ConvolutionShape: CustomStringConvertible {
  /// Input rows.
  var height: Int
  /// Input columns.
  var width: Int
  /// Input channels.
  var channels: Int
  /// Output channels.
  var filters: Int
  /// The window.
  var window: Size2D
  /// The step.
  var stride = 1
  /// The padding.
  var padding = Padding.same
  /// Whether each channel is convolved by itself.
  var isDepthwise = false

  init(
    _ height: Int, _ width: Int, _ channels: Int, _ filters: Int, _ window: Size2D,
    stride: Int = 1, padding: Padding = .same
  ) {
    self.height = height
    self.width = width
    self.channels = channels
    self.filters = filters
    self.window = window
    self.stride = stride
    self.padding = padding
  }

  /// A depthwise convolution.
  init(depthwise height: Int, _ width: Int, _ channels: Int, _ window: Size2D) {
    self.init(height, width, channels, channels, window)
    isDepthwise = true
  }

  var description: String {
    "\(window) " + (isDepthwise ? "depthwise \(channels)" : "\(channels)->\(filters)")
      + " \(height)x\(width)"
      + (stride == 1 ? "" : " stride \(stride)") + (padding == .same ? "" : " valid")
  }

  /// A model of this layer alone.
  func model() throws -> ModelAnalysis {
    var graph = ModelGraph(name: "bench")
    let input = try graph.add(
      .inputLayer(InputLayer(shape: Shape(.fixed(height), .fixed(width), .fixed(channels)))),
      name: "input", inputs: [])
    let strides = Size2D(stride, stride)
    let layer: Operation =
      isDepthwise
      ? .depthwiseConv2D(DepthwiseConv2D(kernelSize: window, strides: strides, padding: padding))
      : .conv2D(
        Conv2D(
          filters: filters, kernelSize: window, strides: strides, padding: padding,
          activation: .relu))
    let output = try graph.add(layer, name: "layer", inputs: [input])
    graph.setOutputs([output])
    return try ModelAnalysis(graph)
  }

  /// The shapes that are measured without arguments: the layers that Inception networks spend their
  /// time in.
  static let standard = [
    // residual-inception
    ConvolutionShape(224, 224, 96, 128, 3),
    ConvolutionShape(224, 224, 16, 32, 5),
    ConvolutionShape(224, 224, 256, 96, 1),
    ConvolutionShape(224, 224, 256, 64, 1),
    ConvolutionShape(224, 224, 256, 16, 1),
    ConvolutionShape(224, 224, 3, 256, 1),
    // InceptionV3
    ConvolutionShape(299, 299, 3, 32, 3, stride: 2, padding: .valid),
    ConvolutionShape(149, 149, 32, 32, 3, padding: .valid),
    ConvolutionShape(147, 147, 32, 64, 3),
    ConvolutionShape(73, 73, 80, 192, 3, padding: .valid),
    ConvolutionShape(35, 35, 288, 64, 1),
    ConvolutionShape(35, 35, 64, 96, 3),
    ConvolutionShape(17, 17, 768, 192, 1),
    ConvolutionShape(17, 17, 160, 160, Size2D(1, 7)),
    ConvolutionShape(17, 17, 192, 192, Size2D(7, 1)),
    ConvolutionShape(17, 17, 192, 192, Size2D(1, 7)),
    ConvolutionShape(8, 8, 2048, 320, 1),
    ConvolutionShape(8, 8, 448, 384, 3),
    ConvolutionShape(8, 8, 384, 384, Size2D(1, 3)),
    // InceptionResNetV2
    ConvolutionShape(35, 35, 32, 48, 3),
    ConvolutionShape(35, 35, 320, 32, 1),
    ConvolutionShape(35, 35, 128, 320, 1),
    ConvolutionShape(17, 17, 384, 1088, 1),
    ConvolutionShape(17, 17, 1088, 192, 1),
    ConvolutionShape(17, 17, 1088, 128, 1),
    ConvolutionShape(8, 8, 448, 2080, 1),
    ConvolutionShape(8, 8, 2080, 192, 1),
    // Xception
    ConvolutionShape(depthwise: 147, 147, 128, 3),
    ConvolutionShape(depthwise: 37, 37, 728, 3),
    ConvolutionShape(depthwise: 19, 19, 728, 3),
  ]
}
