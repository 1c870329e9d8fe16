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
    try add(node, bytes: copied * 8) { _ throws(PlanError) in copies }
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
    let operands = try operands(of: node)
    let output = try place(node)
    let kernels = kernels
    try add(node) { _ throws(PlanError) in
      var steps: [any StepKernel] = []
      var sum = operands[0].operand
      for (index, draft) in operands.enumerated().dropFirst() {
        var kernel = MergeKernel(
          first: sum, second: draft.operand, output: output, function: function, kernels: kernels)
        if layer.function == .average, index == operands.count - 1 {
          kernel.function = .scaledSum
          kernel.factor = 1 / Float(operands.count)
        }
        steps.append(kernel)
        sum = MergeKernel.Operand(placement: output)
      }
      return steps
    }
  }

  /// Drafts the sum of a map and another one times a factor.
  mutating func addScaledSum(_ node: NodeID, _ layer: CustomScaleLayer) throws(PlanError) {
    let operands = try operands(of: node)
    let output = try place(node)
    let kernels = kernels
    try add(node) { _ throws(PlanError) in
      [
        MergeKernel(
          first: operands[0].operand, second: operands[1].operand, output: output, function: .add,
          factor: Float(layer.scale), kernels: kernels)
      ]
    }
  }

  /// The operands of a merge.
  private mutating func operands(of node: NodeID) throws(PlanError) -> [OperandDraft] {
    let output = try sizes(of: node)
    var operands: [OperandDraft] = []
    for input in inputs(of: node) {
      operands.append(
        try operand(of: node, try read(input), try sizes(of: input), over: output))
    }
    return operands
  }

  /// An operand of a merge, whose axes are aligned with the output's from the end.
  mutating func operand(
    of node: NodeID, _ placement: Placement, _ sizes: [Int], over output: [Int]
  ) throws(PlanError) -> OperandDraft {
    let draft = OperandDraft(placement, sizes, over: output)
    try noteTable([draft.tableRows, MemoryLayout<Int>.stride], of: node)
    return draft
  }
}

/// An operand of a merge before its table of rows is made.
struct OperandDraft {
  private let placement: Placement
  /// The sizes of the axes that are rows: all but the last two.
  private let sizes: ArraySlice<Int>
  private let output: ArraySlice<Int>

  /// An operand whose axes are aligned with the output's from the end.
  init(_ placement: Placement, _ sizes: [Int], over output: [Int]) {
    self.placement = placement
    let missing = output.count - sizes.count
    let outer = max(output.count - 2, 0)
    self.sizes = (Array(repeating: 1, count: missing) + sizes)[..<outer]
    self.output = output[..<outer]
  }

  /// The rows of the table; none when the operand has the output's rows.
  var tableRows: Int { sizes == output ? 0 : output.reduce(1, *) }

  /// The operand with its table.
  var operand: MergeKernel.Operand {
    if sizes == output { return MergeKernel.Operand(placement: placement) }
    let rows = (0..<tableRows).map { row in
      var (rest, stride, index) = (row, 1, 0)
      for axis in output.indices.reversed() {
        if sizes[axis] > 1 { index += rest % output[axis] * stride }
        stride *= sizes[axis]
        rest /= output[axis]
      }
      return index
    }
    return MergeKernel.Operand(placement: placement, rows: rows)
  }
}
