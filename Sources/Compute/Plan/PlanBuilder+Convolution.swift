import GraphCore
import KernelABI

extension PlanBuilder {
  /// Drafts a convolution: one kernel for each group.
  mutating func addConvolution(_ node: NodeID, _ layer: Conv2D) throws(PlanError) {
    let fusion = fusion(of: node, layer.activation)
    let pooling = try pooledInput(of: node)
    let input: Placement
    if let pooling { input = pooling.output } else { input = try read(inputs(of: node)[0]) }
    if layer.groups > 1, layer.groups == input.channels, fusion.addend == nil {
      // Groups of one channel: the kernel is laid out as that of a depthwise convolution.
      return try addDepthwise(
        node, input, multiplier: layer.filters / layer.groups,
        window: try window(
          node, layer.kernelSize, strides: layer.strides, dilation: layer.dilationRate,
          padding: layer.padding, over: input), fusion, layer.activation)
    }
    let addend = try addend(of: fusion, channels: layer.filters)
    let output = try place(fusion.output)
    let window = try window(
      node, layer.kernelSize, strides: layer.strides, dilation: layer.dilationRate,
      padding: layer.padding, over: input)
    try checkWork(node, window, channels: input.channels, over: output)
    let (groups, kernels, layerID) = (layer.groups, kernels, analysis.graph[node].layer)
    let depth = input.channels / groups
    let columns = layer.filters / groups
    try notePanels(
      node, depth: [window.height, window.width, depth], columns: columns, groups: groups)
    let activation = try activationKernels(layer.activation, node, output)
    if options.convolutions == .fastest, pooling == nil {
      try noteTransforms(
        ConvolutionCost(
          window: window, height: output.height, width: output.width, channels: depth,
          filters: columns, kernels: kernels),
        of: node)
    }
    try add(node) { packer throws(PlanError) in
      let tile = packer.tiles[layerID]
      var steps: [any StepKernel] = []
      for group in 0..<groups {
        let kernel = ConvolutionKernel(
          input: input.slice(from: group * depth, count: depth),
          output: output.slice(from: group * columns, count: columns), window: window,
          filters: try packer.filters(
            for: node, columns: group * columns..<(group + 1) * columns, fusion, tile: tile),
          addend: addend?.slice(from: group * columns, count: columns),
          reluBefore: fusion.reluBefore, reluAfter: fusion.reluAfter, kernels: kernels)
        if let pooling {
          steps.append(PrecededConvolutionKernel(producer: pooling, convolution: kernel))
        } else if let tile {
          steps.append(WinogradKernel(convolution: kernel, tile: tile))
        } else {
          steps.append(kernel)
        }
      }
      return steps + activation
    }
  }

  /// Drafts a dense layer: a convolution with a window of one pixel.
  mutating func addDense(_ node: NodeID, _ layer: Dense) throws(PlanError) {
    let fusion = fusion(of: node, layer.activation)
    let input = try read(inputs(of: node)[0])
    let addend = try addend(of: fusion, channels: layer.units)
    let output = try place(fusion.output)
    let window = Window(height: 1, width: 1)
    try checkWork(node, window, channels: input.channels, over: output)
    try notePanels(node, depth: [input.channels], columns: layer.units)
    let kernels = kernels
    let activation = try activationKernels(layer.activation, node, output)
    try add(node) { packer throws(PlanError) in
      [
        ConvolutionKernel(
          input: input, output: output, window: window,
          filters: try packer.filters(for: node, columns: 0..<layer.units, fusion),
          addend: addend, reluBefore: fusion.reluBefore, reluAfter: fusion.reluAfter,
          kernels: kernels)
      ] + activation
    }
  }

  /// What a fused sum adds.
  mutating func addend(of fusion: Fusion, channels: Int) throws(PlanError) -> Placement? {
    guard let other = fusion.addend else { return nil }
    return try read(other, channels: fusion.addendOffset..<fusion.addendOffset + channels)
  }
}
