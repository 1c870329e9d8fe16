import GraphCore
import KernelABI

extension PlanBuilder {
  /// Drafts a normalization by stored mean and variance.
  mutating func addNormalization(
    _ node: NodeID, _ layer: BatchNormalization
  ) throws(PlanError) {
    let rank = analysis.shape(of: node).rank
    guard layer.axis == -1 || layer.axis == rank else {
      throw unsupported(node, "it normalizes axis \(layer.axis), not the channels")
    }
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let kernels = kernels
    add(node) { packer throws(PlanError) in
      [
        AffineKernel(
          input: input, output: output, coefficients: try packer.affine(of: node),
          kernels: kernels)
      ]
    }
  }

  /// Drafts an activation layer.
  mutating func addActivation(_ node: NodeID, _ activation: Activation) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let kernel: any StepKernel
    switch activation {
    case .linear: kernel = CopyKernel(input: input, output: output, kernels: kernels)
    case .relu: kernel = ReluKernel(input: input, output: output, kernels: kernels)
    case .softmax: kernel = SoftmaxKernel(input: input, output: output)
    default:
      guard let function = activation.function else {
        throw unsupported(node, "no kernel for the activation '\(activation.rawValue)'")
      }
      kernel = ActivationKernel(input: input, output: output, function: function)
    }
    add(node) { _ throws(PlanError) in [kernel] }
  }

  /// Drafts the sum of a map and another one times a factor.
  mutating func addScaledSum(_ node: NodeID, _ layer: CustomScaleLayer) throws(PlanError) {
    let operands = inputs(of: node)
    let first = try read(operands[0])
    let second = try read(operands[1])
    let output = try place(node)
    guard first.count == second.count, first.channels == second.channels else {
      throw unsupported(node, "its operands differ in shape")
    }
    let kernel = AddKernel(
      first: first, second: second, output: output, factor: Float(layer.scale), kernels: kernels)
    add(node) { _ throws(PlanError) in [kernel] }
  }

  /// Drafts a layer that hands on its input in a pass.
  mutating func addCopy(_ node: NodeID) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let kernel = CopyKernel(input: input, output: output, kernels: kernels)
    add(node) { _ throws(PlanError) in [kernel] }
  }
}
