import GraphCore
import KernelABI

extension PlanBuilder {
  /// Drafts a pooling layer with a window.
  mutating func addPooling(
    _ node: NodeID, _ layer: Pooling2D, _ function: PoolingKernel.Function
  ) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    let kernel = try pooling(node, layer, function, input, output: try place(node))
    try add(node) { _ throws(PlanError) in [kernel] }
  }

  /// The kernel of a pooling layer with a window.
  private func pooling(
    _ node: NodeID, _ layer: Pooling2D, _ function: PoolingKernel.Function, _ input: Placement,
    output: Placement
  ) throws(PlanError) -> PoolingKernel {
    PoolingKernel(
      input: input, output: output,
      window: try window(
        node, layer.poolSize, strides: layer.strides, padding: layer.padding, over: input),
      function: function, kernels: kernels)
  }

  /// The pooling layer whose work a convolution does too; nil when it has none.
  mutating func pooledInput(of convolution: NodeID) throws(PlanError) -> PoolingKernel? {
    guard let node = pooledInputs[convolution] else { return nil }
    let input = try read(inputs(of: node)[0])
    let (height, width, channels) = try size(of: node)
    // Within the input's buffer only in name: the rows are pooled into scratch memory.
    let output = Placement(
      buffer: input.buffer, height: height, width: width, channels: channels,
      pixelStride: channels)
    switch analysis.graph.operation(of: node) {
    case .maxPooling2D(let layer):
      return try pooling(node, layer.window, .max, input, output: output)
    case .averagePooling2D(let layer):
      return try pooling(node, layer.window, .average, input, output: output)
    default: preconditionFailure("only pooling layers are pooled inputs")
    }
  }

  /// Drafts the mean over the whole map: sums of rows, then their mean.
  mutating func addGlobalAverage(_ node: NodeID) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let sums = try newBuffer(node, height: input.height, width: 1, channels: input.channels)
    let kernels: [any StepKernel] = [
      RowSumKernel(input: input, sums: sums, kernels: kernels),
      RowMeanKernel(
        sums: sums, output: output, pixels: input.height * input.width, kernels: kernels),
    ]
    try add(node) { _ throws(PlanError) in kernels }
  }

  /// Drafts the maximum over the whole map: a window as large as the map.
  mutating func addGlobalMaximum(_ node: NodeID) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let kernel = PoolingKernel(
      input: input, output: output, window: Window(height: input.height, width: input.width),
      function: .max, kernels: kernels)
    try add(node) { _ throws(PlanError) in [kernel] }
  }
}
