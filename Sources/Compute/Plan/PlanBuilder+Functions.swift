import GraphCore
import KernelABI

extension PlanBuilder {
  /// Drafts a function of `keras.ops`.
  mutating func addFunction(_ node: NodeID, _ function: ElementwiseFunction) throws(PlanError) {
    if case .activation(let activation) = function.kind {
      return try addActivation(node, activation)
    }
    if let affine = function.affine { return try addFunction(node, affine) }
    let dimensions = try sizes(of: node)
    var nodes = inputs(of: node)[...]
    var constants: [ConstantKernel] = []
    var operands: [OperandDraft] = []
    for operand in function.operands {
      if case .constant(let constant) = operand {
        let shape = constant.sampleSizes(rank: dimensions.count) ?? []
        let (height, width, channels) = Placement.size(of: shape)
        let place = try newBuffer(node, height: height, width: width, channels: channels)
        constants.append(
          ConstantKernel(output: place, elements: constant.elements.map { Float($0) }))
        operands.append(try self.operand(of: node, place, shape, over: dimensions))
      } else {
        let input = nodes.removeFirst()
        operands.append(
          try self.operand(of: node, try read(input), try sizes(of: input), over: dimensions))
      }
    }
    let merge: MergeFunction
    switch function.kind {
    case .add: merge = .add
    case .subtract: merge = .subtract
    case .multiply: merge = .multiply
    case .maximum: merge = .maximum
    case .minimum: merge = .minimum
    case .divide:
      // A constant divisor is a factor; there is no kernel that divides by another map.
      guard case .constant = function.operands[1], let divisor = constants.last else {
        throw unsupported(node, "it divides by the output of a layer")
      }
      constants[constants.count - 1].elements = divisor.elements.map { 1 / $0 }
      merge = .multiply
    case .activation: preconditionFailure("activations have a kernel of their own")
    }
    let output = try place(node)
    let kernels = kernels
    try add(node) { [constants, operands] _ throws(PlanError) in
      let kernel = MergeKernel(
        first: operands[0].operand, second: operands[1].operand, output: output, function: merge,
        kernels: kernels)
      return constants + [kernel]
    }
  }

  /// Drafts a learned factor for each channel.
  mutating func addScale(_ node: NodeID, _ layer: LayerScale) throws(PlanError) {
    let input = try read(inputs(of: node)[0])
    let output = try place(node)
    let kernels = kernels
    try add(node) { packer throws(PlanError) in
      let factors = try packer.values("gamma", of: node) ?? []
      return [
        AffineKernel(
          input: input, output: output,
          coefficients: ChannelAffine(
            scale: factors, shift: Array(repeating: 0, count: factors.count)), kernels: kernels)
      ]
    }
  }
}

extension ElementwiseFunction {
  /// The function of one element that it is, when one operand is a number.
  fileprivate var affine: ElementFunction? {
    guard operands.count == 2 else { return nil }
    switch (kind, operands[0], operands[1]) {
    case (.add, .input, .constant(let number)), (.add, .constant(let number), .input):
      return number.scalar.map { ElementFunction(.affine, a: 1, b: $0) }
    case (.subtract, .input, .constant(let number)):
      return number.scalar.map { ElementFunction(.affine, a: 1, b: -$0) }
    case (.subtract, .constant(let number), .input):
      return number.scalar.map { ElementFunction(.affine, a: -1, b: $0) }
    case (.multiply, .input, .constant(let number)), (.multiply, .constant(let number), .input):
      return number.scalar.map { ElementFunction(.affine, a: $0) }
    case (.divide, .input, .constant(let number)):
      return number.scalar.map { ElementFunction(.affine, a: 1 / $0) }
    default: return nil
    }
  }
}

extension ElementwiseFunction.Constant {
  fileprivate var scalar: Float? { shape.isEmpty ? elements.first.map { Float($0) } : nil }
}
