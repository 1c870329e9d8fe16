import GraphCore
import KernelABI

extension PlanBuilder {
  /// Drafts a function of each element.
  mutating func addFunction(_ node: NodeID, _ function: ElementFunction) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    let kernel = ActivationKernel(
      input: input, output: try place(node), function: function, kernels: kernels)
    try add(node) { _ throws(PlanError) in [kernel] }
  }

  /// Drafts an activation layer.
  mutating func addActivation(_ node: NodeID, _ activation: Activation) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let steps: [any StepKernel]
    switch activation {
    case .linear: steps = [CopyKernel(input: input, output: output, kernels: kernels)]
    case .relu: steps = [ReluKernel(input: input, output: output, kernels: kernels)]
    default: steps = try activationKernels(activation, node, from: input, output)
    }
    try add(node) { _ throws(PlanError) in steps }
  }

  /// Drafts softmax along any axis.
  mutating func addSoftmax(_ node: NodeID, _ layer: Softmax) throws(PlanError) {
    let dimensions = try sizes(of: node)
    let axis = layer.axis < 0 ? layer.axis + dimensions.count : layer.axis - 1
    var input = try read(inputs(of: node)[0])
    var output = try place(node)
    var groupRows: Int?
    if axis != dimensions.count - 1 {
      input = input.rows(through: axis, of: dimensions)
      output = output.rows(through: axis, of: dimensions)
      groupRows = dimensions[axis]
    }
    let kernel = SoftmaxKernel(
      input: input, output: output, groupRows: groupRows, kernels: kernels)
    try add(node) { _ throws(PlanError) in [kernel] }
  }

  /// Drafts a relu with learned slopes, which are stretched along shared axes.
  mutating func addPReLU(_ node: NodeID) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let dimensions = try sizes(of: node)
    let shape = analysis.weights(of: node).first?.shape ?? []
    let (height, width, channels) = Placement.size(of: shape)
    let slopes = try newBuffer(node, height: height, width: width, channels: channels)
    let alpha = try operand(of: node, slopes, shape, over: dimensions)
    let kernels = kernels
    try add(node) { packer throws(PlanError) in
      [
        ConstantKernel(output: slopes, elements: try packer.values("alpha", of: node) ?? []),
        MergeKernel(
          first: MergeKernel.Operand(placement: input), second: alpha.operand, output: output,
          function: .slope, kernels: kernels),
      ]
    }
  }

  /// The kernels of an activation that isn't part of the kernel before it; none for relu.
  func activationKernels(
    _ activation: Activation, _ node: NodeID, from input: Placement? = nil, _ output: Placement
  ) throws(PlanError) -> [any StepKernel] {
    let input = input ?? output
    switch activation {
    case .linear, .relu: return []
    case .softmax, .logSoftmax:
      return [
        SoftmaxKernel(
          input: input, output: output, isLogarithm: activation == .logSoftmax, kernels: kernels)
      ]
    default:
      guard let function = activation.elementFunction else {
        throw unsupported(
          node,
          activation == .custom
            ? "its activation function is the file's own, which cannot be computed"
            : "the activation '\(activation.rawValue)' has no kernel")
      }
      return [
        ActivationKernel(input: input, output: output, function: function, kernels: kernels)
      ]
    }
  }

  /// Drafts a layer that hands on its input in a pass: the output lies where the input lies.
  mutating func addPassing(_ node: NodeID) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    if try !passes(on: input, as: node) {
      let kernel = CopyKernel(input: input, output: try place(node), kernels: kernels)
      return try add(node) { _ throws(PlanError) in [kernel] }
    }
    try add(node, bytes: 0) { _ throws(PlanError) in [] }
  }
}
