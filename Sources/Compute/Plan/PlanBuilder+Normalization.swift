import GraphCore
import KernelABI

extension PlanBuilder {
  /// Drafts a normalization by stored mean and variance along any axis.
  mutating func addNormalization(
    _ node: NodeID, _ layer: BatchNormalization
  ) throws(PlanError) {
    try addAffine(node, axis: layer.axis) { packer throws(PlanError) in
      try packer.affine(of: node)
    }
  }

  /// Drafts a normalization by given mean and variance; one of each for all elements without an axis.
  mutating func addNormalization(_ node: NodeID, _ layer: Normalization) throws(PlanError) {
    let dimensions = try sizes(of: node)
    let axis = layer.axis ?? -1
    let count = dimensions[axis < 0 ? axis + dimensions.count : axis - 1]
    try addAffine(node, axis: axis) { packer throws(PlanError) in
      try packer.affine(of: node, layer, count: count)
    }
  }

  /// Drafts a factor and a term for each index along an axis that counts the batch axis as 0.
  private mutating func addAffine(
    _ node: NodeID, axis: Int,
    _ coefficients: @escaping (FilterPacker) throws(PlanError) -> ChannelAffine
  ) throws(PlanError) {
    let dimensions = try sizes(of: node)
    let index = axis < 0 ? axis + dimensions.count : axis - 1
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let kernels = kernels
    if index == dimensions.count - 1 {
      return try add(node) { packer throws(PlanError) in
        [
          AffineKernel(
            input: input, output: output, coefficients: try coefficients(packer), kernels: kernels)
        ]
      }
    }
    let (source, target) = (
      input.rows(through: index, of: dimensions), output.rows(through: index, of: dimensions)
    )
    try add(node) { packer throws(PlanError) in
      [
        RowAffineKernel(
          input: source, output: target, coefficients: try coefficients(packer), kernels: kernels)
      ]
    }
  }

  /// Drafts a normalization over the channels of each pixel, or over all of the innermost axes.
  mutating func addNormalization(
    _ node: NodeID, _ layer: LayerNormalization
  ) throws(PlanError) {
    let dimensions = try sizes(of: node)
    let axes: [Int]
    do throws(RuleViolation) {
      axes = try layer.sampleAxes(of: analysis.shape(of: node))
    } catch {
      preconditionFailure("the output's shape was inferred with these axes")
    }
    guard axes == Array((dimensions.count - axes.count)..<dimensions.count) else {
      throw unsupported(node, "it normalizes over axes that others lie inside of")
    }
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let kernels = kernels
    // The axes are the channels of a map with a pixel for each of the others.
    let channels = dimensions.suffix(axes.count).reduce(1, *)
    var (source, target) = (input, output)
    var (before, after): ([any StepKernel], [any StepKernel]) = ([], [])
    if axes.count > 1 {
      let map = Placement(
        buffer: 0, height: dimensions.dropLast(axes.count).reduce(1, *), width: 1,
        channels: channels, pixelStride: channels)
      if !input.isContiguous {
        source = try copied(node, like: input)
        before = [CopyKernel(input: input, output: source, kernels: kernels)]
      }
      if !output.isContiguous {
        target = try copied(node, like: output)
        after = [CopyKernel(input: target, output: output, kernels: kernels)]
      }
      source = source.reshaped(like: map)
      target = target.reshaped(like: map)
    }
    try add(node) { [source, target, before, after] packer throws(PlanError) in
      let gamma = try packer.values("gamma", of: node)
      let beta = try packer.values("beta", of: node)
      let normalization = LayerNormalizationKernel(
        input: source, output: target,
        coefficients: ChannelAffine(
          scale: gamma ?? Array(repeating: 1, count: channels),
          shift: beta ?? Array(repeating: 0, count: channels)),
        epsilon: Float(layer.epsilon), kernels: kernels)
      return before + [normalization] + after
    }
  }

  /// Drafts a normalization over groups of channels: these are brought together, normalized and put back.
  mutating func addNormalization(
    _ node: NodeID, _ layer: GroupNormalization
  ) throws(PlanError) {
    let dimensions = try sizes(of: node)
    guard layer.axis == -1 || layer.axis == dimensions.count else {
      throw unsupported(node, "its channels are not the last axis")
    }
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let kernels = kernels
    let groups = layer.groups == -1 ? output.channels : layer.groups
    let pixels = output.height * output.width
    let depth = output.channels / groups
    // What belongs to a group lies together: groups x pixels x channels of a group.
    let gathered = try newBuffer(node, height: groups, width: pixels, channels: depth)
    let rows = Placement(
      buffer: gathered.buffer, height: groups, width: 1, channels: pixels * depth,
      pixelStride: pixels * depth)
    let normalized = try copied(node, like: output)
    let source = input.isContiguous ? input : try copied(node, like: input)
    // Factors and terms that change nothing, for the kernel that normalizes.
    try noteTable([rows.channels, 2, MemoryLayout<Float>.stride], of: node)
    try add(node) { packer throws(PlanError) in
      let gamma = try packer.values("gamma", of: node)
      let beta = try packer.values("beta", of: node)
      let copy =
        input.isContiguous ? [] : [CopyKernel(input: input, output: source, kernels: kernels)]
      let steps: [any StepKernel] = [
        PermutationKernel(
          input: Placement(
            buffer: source.buffer, channelOffset: source.channelOffset, height: pixels,
            width: groups, channels: depth, pixelStride: depth),
          output: gathered, sizes: [pixels, groups, depth], order: [1, 0, 2], kernels: kernels),
        LayerNormalizationKernel(
          input: rows, output: rows,
          coefficients: ChannelAffine(
            scale: Array(repeating: 1, count: rows.channels),
            shift: Array(repeating: 0, count: rows.channels)),
          epsilon: Float(layer.epsilon), kernels: kernels),
        PermutationKernel(
          input: gathered,
          output: Placement(
            buffer: normalized.buffer, height: pixels, width: groups, channels: depth,
            pixelStride: depth),
          sizes: [groups, pixels, depth], order: [1, 0, 2], kernels: kernels),
        AffineKernel(
          input: normalized, output: output,
          coefficients: ChannelAffine(
            scale: gamma ?? Array(repeating: 1, count: output.channels),
            shift: beta ?? Array(repeating: 0, count: output.channels)), kernels: kernels),
      ]
      return copy + steps
    }
  }

  /// Memory of a map's size without gaps, for this step.
  private mutating func copied(
    _ node: NodeID, like map: Placement
  ) throws(PlanError) -> Placement {
    try newBuffer(node, height: map.height, width: map.width, channels: map.channels)
  }
}
