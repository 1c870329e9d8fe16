import GraphCore
import KernelABI

extension PlanBuilder {
  /// Drafts a transposed convolution: a convolution for each phase, and a copy to its outputs.
  mutating func addTransposed(_ node: NodeID, _ layer: Conv2DTranspose) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let rows = TransposedPhase.phases(
      input: input.height, output: output.height, window: layer.kernelSize.height,
      stride: layer.strides.height, dilation: layer.dilationRate.height,
      same: layer.padding == .same)
    let columns = TransposedPhase.phases(
      input: input.width, output: output.width, window: layer.kernelSize.width,
      stride: layer.strides.width, dilation: layer.dilationRate.width,
      same: layer.padding == .same)
    let isDirect = layer.strides == 1
    var phases: [(TransposedPhase, TransposedPhase, Placement)] = []
    for row in rows {
      for column in columns {
        phases.append(
          (
            row, column,
            try isDirect
              ? output
              : newBuffer(node, height: row.count, width: column.count, channels: layer.filters)
          ))
      }
    }
    let kernels = kernels
    let activation = try activationKernels(layer.activation, node, output)
    add(node) { packer throws(PlanError) in
      var steps: [any StepKernel] = []
      for (row, column, target) in phases {
        if row.taps.isEmpty || column.taps.isEmpty {
          steps += try Self.biasKernels(packer, node, layer, target)
        } else {
          var window = Window(height: row.taps.count, width: column.taps.count)
          (window.padTop, window.padLeft) = (row.padding, column.padding)
          (window.dilationY, window.dilationX) = (row.dilation, column.dilation)
          steps.append(
            ConvolutionKernel(
              input: input, output: target, window: window,
              filters: try packer.transposedFilters(for: node, row, column),
              reluAfter: layer.activation == .relu, kernels: kernels))
        }
        if !isDirect {
          var copy = CopyKernel(input: target, output: output, kernels: kernels)
          (copy.firstRow, copy.firstColumn) = (row.first, column.first)
          (copy.rowStep, copy.columnStep) = (layer.strides.height, layer.strides.width)
          steps.append(copy)
        }
      }
      return steps + activation
    }
  }

  /// The kernels for outputs that no tap reaches.
  private static func biasKernels(
    _ packer: FilterPacker, _ node: NodeID, _ layer: Conv2DTranspose, _ target: Placement
  ) throws(PlanError) -> [any StepKernel] {
    var bias = try packer.values("bias", of: node) ?? Array(repeating: 0, count: layer.filters)
    if layer.activation == .relu { bias = bias.map { $0 < 0 ? 0 : $0 } }
    return [
      ClearKernel(output: target, kernels: packer.kernels),
      AffineKernel(
        input: target, output: target,
        coefficients: ChannelAffine(
          scale: Array(repeating: 0, count: layer.filters), shift: bias), kernels: packer.kernels),
    ]
  }
}
