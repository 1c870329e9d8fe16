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
      return add(node) { packer throws(PlanError) in
        [
          AffineKernel(
            input: input, output: output, coefficients: try coefficients(packer), kernels: kernels)
        ]
      }
    }
    let (source, target) = (
      input.rows(through: index, of: dimensions), output.rows(through: index, of: dimensions)
    )
    add(node) { packer throws(PlanError) in
      [
        RowAffineKernel(
          input: source, output: target, coefficients: try coefficients(packer), kernels: kernels)
      ]
    }
  }

  /// Drafts a normalization of each pixel over its channels.
  mutating func addNormalization(
    _ node: NodeID, _ layer: LayerNormalization
  ) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let kernels = kernels
    add(node) { packer throws(PlanError) in
      let gamma = try packer.values("gamma", of: node)
      let beta = try packer.values("beta", of: node)
      return [
        LayerNormalizationKernel(
          input: input, output: output,
          coefficients: ChannelAffine(
            scale: gamma ?? Array(repeating: 1, count: output.channels),
            shift: beta ?? Array(repeating: 0, count: output.channels)),
          epsilon: Float(layer.epsilon), kernels: kernels)
      ]
    }
  }
}
