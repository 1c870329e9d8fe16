import GraphCore
import KernelABI

extension PlanBuilder {
  /// Drafts a layer that gives the elements another shape: where they have no gaps they stay in place.
  mutating func addReshape(_ node: NodeID) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    if input.isContiguous, try passes(on: input, as: node) {
      return try add(node, bytes: 0) { _ throws(PlanError) in [] }
    }
    let output = try place(node)
    var copies: [any StepKernel] = []
    if output.isContiguous {
      let target = output.reshaped(like: input)
      copies.append(CopyKernel(input: input, output: target, kernels: kernels))
    } else {
      var source = input
      if !source.isContiguous {
        source = try newBuffer(
          node, height: input.height, width: input.width, channels: input.channels)
        copies.append(CopyKernel(input: input, output: source, kernels: kernels))
      }
      copies.append(
        CopyKernel(input: source.reshaped(like: output), output: output, kernels: kernels))
    }
    try add(node) { _ throws(PlanError) in copies }
  }

  /// Drafts another order of the axes.
  mutating func addPermutation(_ node: NodeID, _ layer: Permute) throws(PlanError) {
    let source = inputs(of: node)[0]
    let kernel = PermutationKernel(
      input: try read(source), output: try place(node), sizes: try sizes(of: source),
      order: layer.dims.map { $0 - 1 }, kernels: kernels)
    try add(node) { _ throws(PlanError) in [kernel] }
  }

  /// Drafts zeros around a map.
  mutating func addPadding(_ node: NodeID, _ layer: ZeroPadding2D) throws(PlanError) {
    var copy = CopyKernel(
      input: try read(inputs(of: node)[0]), output: try place(node), kernels: kernels)
    copy.firstRow = layer.padding.top
    copy.firstColumn = layer.padding.left
    let steps: [any StepKernel] = [ClearKernel(output: copy.output, kernels: kernels), copy]
    try add(node) { _ throws(PlanError) in steps }
  }

  /// Drafts the inner part of a map.
  mutating func addCropping(_ node: NodeID, _ layer: Cropping2D) throws(PlanError) {
    var copy = CopyKernel(
      input: try read(inputs(of: node)[0]), output: try place(node), kernels: kernels)
    copy.fromRow = layer.cropping.top
    copy.fromColumn = layer.cropping.left
    let steps = [copy]
    try add(node) { _ throws(PlanError) in steps }
  }

  /// Drafts a larger map.
  mutating func addUpSampling(_ node: NodeID, _ layer: UpSampling2D) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    for (size, inputSize) in [(output.height, input.height), (output.width, input.width)] {
      let entry = ResamplingTable.entryBytes(input: inputSize, interpolation: layer.interpolation)
      try noteTable([size, entry], of: node)
    }
    let kernels = kernels
    try add(node) { _ throws(PlanError) in
      [
        ResamplingKernel(
          input: input, output: output,
          rows: ResamplingTable(
            input: input.height, factor: layer.size.height, interpolation: layer.interpolation),
          columns: ResamplingTable(
            input: input.width, factor: layer.size.width, interpolation: layer.interpolation),
          kernels: kernels)
      ]
    }
  }
}
