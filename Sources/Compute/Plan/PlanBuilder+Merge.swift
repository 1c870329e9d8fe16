import GraphCore
import KernelABI

extension PlanBuilder {
  /// Drafts a concatenation: copies of those inputs that weren't written into it directly.
  mutating func addConcatenation(_ node: NodeID, _ layer: Concatenate) throws(PlanError) {
    let dimensions = try sizes(of: node)
    guard let axis = layer.sampleAxis(rank: dimensions.count) else {
      throw unsupported(node, "it joins along the batch axis")
    }
    let output = try place(node)
    var copies: [any StepKernel] = []
    var copied = 0
    var offset = 0
    for input in inputs(of: node) {
      let source = try read(input)
      let sizes = try sizes(of: input)
      if axis == dimensions.count - 1 {
        let slice = output.slice(from: offset, count: source.channels)
        if slice != source {
          copies.append(CopyKernel(input: source, output: slice, kernels: kernels))
          copied += source.count
        }
      } else {
        // What lies between the axis and the channels moves as a whole.
        let step = sizes[(axis + 1)..<(sizes.count - 1)].reduce(1, *)
        let rows = sizes[..<axis].reduce(1, *)
        var copy = CopyKernel(
          input: source.reshaped(height: rows, width: sizes[axis] * step),
          output: output.reshaped(height: rows, width: dimensions[axis] * step), kernels: kernels)
        copy.firstColumn = offset * step
        copies.append(copy)
        copied += source.count
      }
      offset += sizes[axis]
    }
    add(node, bytes: copied * 8) { _ throws(PlanError) in copies }
  }

  /// Drafts a layer that combines its inputs element by element: two, and then one more at a time.
  mutating func addMerge(_ node: NodeID, _ layer: Merge) throws(PlanError) {
    let function: MergeFunction =
      switch layer.function {
      case .add, .average: .add
      case .subtract: .subtract
      case .multiply: .multiply
      case .maximum: .maximum
      case .minimum: .minimum
      }
    let dimensions = try sizes(of: node)
    var operands: [MergeKernel.Operand] = []
    for input in inputs(of: node) {
      operands.append(operand(try read(input), try sizes(of: input), over: dimensions))
    }
    let output = try place(node)
    var steps: [any StepKernel] = []
    var sum = operands[0]
    for operand in operands.dropFirst() {
      steps.append(
        MergeKernel(
          first: sum, second: operand, output: output, function: function, kernels: kernels))
      sum = MergeKernel.Operand(placement: output)
    }
    if layer.function == .average, var last = steps.popLast() as? MergeKernel {
      last.function = .scaledSum
      last.factor = 1 / Float(operands.count)
      steps.append(last)
    }
    add(node) { _ throws(PlanError) in steps }
  }

  /// Drafts the sum of a map and another one times a factor.
  mutating func addScaledSum(_ node: NodeID, _ layer: CustomScaleLayer) throws(PlanError) {
    let dimensions = try sizes(of: node)
    var operands: [MergeKernel.Operand] = []
    for input in inputs(of: node) {
      operands.append(operand(try read(input), try sizes(of: input), over: dimensions))
    }
    let kernel = MergeKernel(
      first: operands[0], second: operands[1], output: try place(node), function: .add,
      factor: Float(layer.scale), kernels: kernels)
    add(node) { _ throws(PlanError) in [kernel] }
  }

  /// An operand of a merge, whose axes are aligned with the output's from the end.
  func operand(
    _ placement: Placement, _ sizes: [Int], over output: [Int]
  ) -> MergeKernel.Operand {
    let missing = output.count - sizes.count
    let sizes = Array(repeating: 1, count: missing) + sizes
    // All axes but the last two are rows.
    let outer = max(output.count - 2, 0)
    if sizes[..<outer].elementsEqual(output[..<outer]) {
      return MergeKernel.Operand(placement: placement)
    }
    var rows: [Int] = []
    for row in 0..<output[..<outer].reduce(1, *) {
      var (rest, stride, index) = (row, 1, 0)
      for axis in (0..<outer).reversed() {
        if sizes[axis] > 1 { index += rest % output[axis] * stride }
        stride *= sizes[axis]
        rest /= output[axis]
      }
      rows.append(index)
    }
    return MergeKernel.Operand(placement: placement, rows: rows)
  }
}
