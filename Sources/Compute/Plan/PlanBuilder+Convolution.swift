import GraphCore
import KernelABI

extension PlanBuilder {
  /// Drafts a convolution: one kernel for each group.
  mutating func addConvolution(_ node: NodeID, _ layer: Conv2D) throws(PlanError) {
    let fusion = fusion(of: node, layer)
    let input = try read(inputs(of: node)[0])
    var addend: Placement?
    if let other = fusion.addend {
      addend = try read(other).slice(from: fusion.addendOffset, count: layer.filters)
    }
    let output = try place(fusion.output)
    let window = window(
      layer.kernelSize, strides: layer.strides, dilation: layer.dilationRate,
      padding: layer.padding, over: input)
    let (groups, kernels) = (layer.groups, kernels)
    let depth = input.channels / groups
    let columns = layer.filters / groups
    let activation = try activationKernel(layer.activation, node, output)
    let tile =
      options.convolutions == .direct
      ? nil
      : ConvolutionCost(
        window: window, height: output.height, width: output.width, channels: depth,
        filters: columns, kernels: kernels
      ).bestTile
    add(node) { packer throws(PlanError) in
      var steps: [any StepKernel] = []
      for group in 0..<groups {
        let kernel = ConvolutionKernel(
          input: input.slice(from: group * depth, count: depth),
          output: output.slice(from: group * columns, count: columns), window: window,
          filters: try packer.filters(
            for: node, columns: group * columns..<(group + 1) * columns, fusion, tile: tile),
          addend: addend?.slice(from: group * columns, count: columns),
          reluBefore: fusion.reluBefore, reluAfter: fusion.reluAfter, kernels: kernels)
        steps.append(tile.map { WinogradKernel(convolution: kernel, tile: $0) } ?? kernel)
      }
      return steps + activation
    }
  }

  /// Drafts a dense layer: a convolution with a window of one pixel.
  mutating func addDense(_ node: NodeID, _ layer: Dense) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let kernels = kernels
    let activation = try activationKernel(layer.activation, node, output)
    add(node) { packer throws(PlanError) in
      [
        ConvolutionKernel(
          input: input, output: output, window: Window(height: 1, width: 1),
          filters: try packer.filters(for: node, columns: 0..<layer.units),
          reluAfter: layer.activation == .relu, kernels: kernels)
      ] + activation
    }
  }

  /// The window of a layer over its input.
  func window(
    _ size: Size2D, strides: Size2D, dilation: Size2D = 1, padding: Padding, over input: Placement
  ) -> Window {
    var window = Window(height: size.height, width: size.width)
    window.strideY = strides.height
    window.strideX = strides.width
    window.dilationY = dilation.height
    window.dilationX = dilation.width
    window.padTop = WindowShape.paddingBefore(
      input: input.height, window: size.height, stride: strides.height,
      dilation: dilation.height, padding: padding)
    window.padLeft = WindowShape.paddingBefore(
      input: input.width, window: size.width, stride: strides.width, dilation: dilation.width,
      padding: padding)
    return window
  }

  /// The kernel of an activation that isn't part of the kernel before it; none for relu.
  func activationKernel(
    _ activation: Activation, _ node: NodeID, _ output: Placement
  ) throws(PlanError) -> [any StepKernel] {
    switch activation {
    case .linear, .relu: return []
    case .softmax: return [SoftmaxKernel(input: output, output: output)]
    default:
      guard let function = activation.function else {
        throw unsupported(node, "no kernel for the activation '\(activation.rawValue)'")
      }
      return [ActivationKernel(input: output, output: output, function: function)]
    }
  }
}
