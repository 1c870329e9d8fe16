import GraphCore
import KernelABI

extension PlanBuilder {
  /// Drafts a transposed convolution: a convolution for each phase, and a copy to its outputs.
  mutating func addTransposed(_ node: NodeID, _ layer: Conv2DTranspose) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let rows = TransposedAxis(
      input: input.height, output: output.height, window: layer.kernelSize.height,
      stride: layer.strides.height, dilation: layer.dilationRate.height, padding: layer.padding)
    let columns = TransposedAxis(
      input: input.width, output: output.width, window: layer.kernelSize.width,
      stride: layer.strides.width, dilation: layer.dilationRate.width, padding: layer.padding)
    let isDirect = layer.strides == 1
    // One phase after the other is computed here, the largest one first.
    let phase =
      isDirect
      ? output
      : try newBuffer(
        node, height: rows.mostOutputs, width: columns.mostOutputs, channels: layer.filters)
    try checkWork(
      node, try transposedWindow(node, rows, columns), channels: input.channels, over: phase)
    let phaseBytes = MemoryLayout<ConvolutionKernel>.stride + MemoryLayout<CopyKernel>.stride
    try noteTable([rows.phaseCount, columns.phaseCount, phaseBytes], of: node)
    try notePanels(
      node, depth: [layer.kernelSize.height, layer.kernelSize.width, input.channels],
      columns: layer.filters)
    let kernels = kernels
    let activation = try activationKernels(layer.activation, node, output)
    try add(node) { packer throws(PlanError) in
      var steps: [any StepKernel] = []
      if rows.phaseCount < rows.stride || columns.phaseCount < columns.stride {
        // No tap reaches some of the outputs.
        steps += try Self.biasKernels(packer, node, layer, output)
      }
      for row in rows.phases {
        for column in columns.phases {
          var target = phase
          if !isDirect { (target.height, target.width) = (row.count, column.count) }
          var window = Window(height: row.taps.count, width: column.taps.count)
          (window.padTop, window.padLeft) = (row.padding, column.padding)
          (window.dilationY, window.dilationX) = (row.dilation, column.dilation)
          steps.append(
            ConvolutionKernel(
              input: input, output: target, window: window,
              filters: try packer.transposedFilters(for: node, row, column),
              reluAfter: layer.activation == .relu, kernels: kernels))
          if !isDirect {
            var copy = CopyKernel(input: target, output: output, kernels: kernels)
            (copy.firstRow, copy.firstColumn) = (row.first, column.first)
            // Of one row or column the step is of no use and may be beyond all bounds.
            if row.count > 1 { copy.rowStep = rows.stride }
            if column.count > 1 { copy.columnStep = columns.stride }
            steps.append(copy)
          }
        }
      }
      return steps + activation
    }
  }

  /// A window as large as that of any phase.
  private func transposedWindow(
    _ node: NodeID, _ rows: TransposedAxis, _ columns: TransposedAxis
  ) throws(PlanError) -> Window {
    var window = Window(height: rows.mostTaps, width: columns.mostTaps)
    (window.dilationY, window.dilationX) = (rows.dilation, columns.dilation)
    guard Self.isCountable(window) else { throw tooLarge(node) }
    return window
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
