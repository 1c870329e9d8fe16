import GraphCore
import KernelABI

extension PlanBuilder {
  /// Drafts a pooling layer with a window.
  mutating func addPooling(
    _ node: NodeID, _ layer: Pooling2D, _ function: PoolingKernel.Function
  ) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let kernel = PoolingKernel(
      input: input, output: output,
      window: window(layer.poolSize, strides: layer.strides, padding: layer.padding, over: input),
      function: function, kernels: kernels)
    add(node) { _ throws(PlanError) in [kernel] }
  }

  /// Drafts the mean over the whole map: sums of rows, then their mean.
  mutating func addGlobalAverage(_ node: NodeID) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let sums = newBuffer(height: input.height, width: 1, channels: input.channels)
    let kernels: [any StepKernel] = [
      RowSumKernel(input: input, sums: sums, kernels: kernels),
      RowMeanKernel(
        sums: sums, output: output, pixels: input.height * input.width, kernels: kernels),
    ]
    add(node) { _ throws(PlanError) in kernels }
  }

  /// Drafts the maximum over the whole map: a window as large as the map.
  mutating func addGlobalMaximum(_ node: NodeID) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let kernel = PoolingKernel(
      input: input, output: output, window: Window(height: input.height, width: input.width),
      function: .max, kernels: kernels)
    add(node) { _ throws(PlanError) in [kernel] }
  }
}
