import GraphCore
import KernelABI

extension PlanBuilder {
  /// Drafts a concatenation: copies of those inputs that weren't written into it directly.
  mutating func addConcatenation(_ node: NodeID, _ layer: Concatenate) throws(PlanError) {
    let rank = analysis.shape(of: node).rank
    guard rank <= 3, let axis = layer.sampleAxis(rank: rank) else {
      throw unsupported(node, "it joins along axis \(layer.axis) of \(rank + 1)")
    }
    let output = try place(node)
    // The axis as one of rows, columns and channels.
    let direction = axis + 3 - rank
    var copies: [any StepKernel] = []
    var offset = 0
    for input in inputs(of: node) {
      let source = try read(input)
      var copy = CopyKernel(input: source, output: output, kernels: kernels)
      switch direction {
      case 0:
        copy.firstRow = offset
        offset += source.height
      case 1:
        copy.firstColumn = offset
        offset += source.width
      default:
        copy.output = output.slice(from: offset, count: source.channels)
        offset += source.channels
      }
      if direction == 2, copy.output == source { continue }
      copies.append(copy)
    }
    add(node) { _ throws(PlanError) in copies }
  }

  /// Drafts a sum of maps: the first two, and then one more at a time.
  mutating func addMerge(_ node: NodeID, _ layer: Merge) throws(PlanError) {
    guard layer.function == .add else { throw unsupported(node, "no kernels for this class yet") }
    var operands: [Placement] = []
    for input in inputs(of: node) { operands.append(try read(input)) }
    let output = try place(node)
    for operand in operands
    where operand.height != output.height || operand.width != output.width
      || operand.channels != output.channels
    {
      throw unsupported(node, "its operands differ in shape")
    }
    var steps: [any StepKernel] = []
    var sum = operands[0]
    for operand in operands.dropFirst() {
      steps.append(AddKernel(first: sum, second: operand, output: output, kernels: kernels))
      sum = output
    }
    add(node) { _ throws(PlanError) in steps }
  }
}
