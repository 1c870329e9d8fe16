import GraphCore
import KernelABI

extension PlanBuilder {
  /// Drafts a convolution of each channel by itself.
  mutating func addDepthwise(_ node: NodeID, _ layer: DepthwiseConv2D) throws(PlanError) {
    let fusion = fusion(of: node, layer.activation)
    let input = try read(inputs(of: node)[0])
    try addDepthwise(
      node, input, multiplier: layer.depthMultiplier, window: try window(node, layer, over: input),
      fusion, layer.activation)
  }

  /// Drafts a convolution of each channel by itself, with several outputs for each.
  mutating func addDepthwise(
    _ node: NodeID, _ input: Placement, multiplier: Int, window: Window, _ fusion: Fusion,
    _ activation: Activation
  ) throws(PlanError) {
    let (repeats, source) = try repeated(node, input, multiplier)
    let output = try place(fusion.output)
    let kernels = kernels
    let activation = try activationKernels(activation, node, output)
    try add(node) { packer throws(PlanError) in
      let kernel = DepthwiseKernel(
        input: source, output: output, window: window,
        filters: try packer.depthwiseFilters(for: node, fusion), reluAfter: fusion.reluAfter,
        kernels: kernels)
      return repeats + [kernel] + activation
    }
  }

  /// Drafts a depthwise convolution and the 1x1 convolution behind it, some rows at a time.
  mutating func addSeparable(_ node: NodeID, _ layer: SeparableConv2D) throws(PlanError) {
    let fusion = fusion(of: node, layer.activation)
    let input = try read(inputs(of: node)[0])
    let addend = try addend(of: fusion, channels: layer.filters)
    let output = try place(fusion.output)
    let window = try window(node, layer.depthwise, over: input)
    let (repeats, source) = try repeated(node, input, layer.depthwise.depthMultiplier)
    let point = Window(height: 1, width: 1)
    try checkWork(node, point, channels: source.channels, over: output)
    try notePanels(node, depth: [source.channels], columns: layer.filters)
    // Within the input's buffer only in name: the rows are made in scratch memory.
    let middle = Placement(
      buffer: source.buffer, height: output.height, width: output.width,
      channels: source.channels, pixelStride: source.channels)
    let kernels = kernels
    let activation = try activationKernels(layer.activation, node, output)
    try add(node) { packer throws(PlanError) in
      let depthwise = DepthwiseKernel(
        input: source, output: middle, window: window,
        filters: try packer.depthwiseFilters(
          for: node, kernel: "depthwise_kernel", hasBias: false), kernels: kernels)
      let pointwise = ConvolutionKernel(
        input: middle, output: output, window: point,
        filters: try packer.filters(
          for: node, kernel: "pointwise_kernel", columns: 0..<layer.filters, fusion),
        addend: addend, reluBefore: fusion.reluBefore, reluAfter: fusion.reluAfter,
        kernels: kernels)
      return repeats
        + [PrecededConvolutionKernel(producer: depthwise, convolution: pointwise)] + activation
    }
  }

  private func window(
    _ node: NodeID, _ layer: DepthwiseConv2D, over input: Placement
  ) throws(PlanError) -> Window {
    try window(
      node, layer.kernelSize, strides: layer.strides, dilation: layer.dilationRate,
      padding: layer.padding, over: input)
  }

  /// The input with each channel as often as a depth multiplier says, and the kernel for that.
  private mutating func repeated(
    _ node: NodeID, _ input: Placement, _ times: Int
  ) throws(PlanError) -> (kernels: [any StepKernel], output: Placement) {
    if times == 1 { return ([], input) }
    let output = try newBuffer(
      node, height: input.height, width: input.width, channels: input.channels * times)
    return ([RepeatChannelsKernel(input: input, output: output, kernels: kernels)], output)
  }
}
