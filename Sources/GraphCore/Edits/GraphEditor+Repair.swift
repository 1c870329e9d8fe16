extension GraphEditor {
  /// Makes the operands of every sum agree again, or refuses.
  ///
  /// Sums are visited in order of execution, so a repair is seen by the sums after it.
  mutating func repairSums() throws(EditError) -> [Repair] {
    var repairs: [Repair] = []
    // Each round repairs one sum; there are no more rounds than sums.
    for _ in 0...original.order.count {
      switch firstFault() {
      case .none:
        return repairs + removeIdleProjections()
      case .mismatch(let sum, let shapes):
        repairs += try repair(sum, operandShapes: shapes)
      case .other(let error):
        throw .invalidModel(error)
      }
    }
    return repairs
  }

  private enum Fault {
    case none
    case mismatch(sum: NodeID, operands: [Shape])
    case other(GraphError)
  }

  private func firstFault() -> Fault {
    do throws(GraphError) {
      _ = try original.updated(graph, dirty: dirty, isRewired: isRewired)
      return .none
    } catch {
      guard case .mismatch(let mismatch) = error, let node = graph.node(named: mismatch.layer),
        graph.operation(of: node).isResidualSum
      else { return .other(error) }
      return .mismatch(sum: node, operands: mismatch.operands.map(\.shape))
    }
  }

  private mutating func repair(
    _ sum: NodeID, operandShapes shapes: [Shape]
  ) throws(EditError) -> [Repair] {
    let operands = graph[sum].inputs
    let mismatch = MergeMismatch(
      layer: graph.name(of: sum), className: graph.operation(of: sum).className,
      operands: zip(operands, shapes).map {
        MergeMismatch.Operand(layer: graph.name(of: $0), shape: $1)
      })
    guard Set(shapes.map { $0.dimensions.dropLast() }).count == 1 else {
      throw .coupled(
        mismatch,
        hint: "heights and widths differ; use padding 'same' or equal strides on both sides")
    }
    let channels = shapes.compactMap(\.channels.value)
    guard channels.count == operands.count else { throw .invalidModel(.mismatch(mismatch)) }

    // Rule 1: what only serves the sum follows the operands that have a say.
    let followers = operands.map { follower(of: $0, to: sum) }
    let given = Set(operands.indices.filter { followers[$0] == nil }.map { channels[$0] })
    if given.count == 1, let target = given.first {
      var repairs: [Repair] = []
      for (index, layer) in followers.enumerated() {
        guard let layer, channels[index] != target else { continue }
        repairs.append(
          .followed(
            layer: graph[layer].name, sum: graph.name(of: sum), from: channels[index], to: target))
        try follow(layer, filters: target)
      }
      return repairs
    }

    // Rule 2: a projection on the shortcut, the operand from which the other one comes.
    if operands.count == 2, let shortcut = shortcutIndex(operands) {
      let target = channels[1 - shortcut]
      let projection = try insertProjection(on: operands[shortcut], into: sum, filters: target)
      return [
        .insertedProjection(
          layer: projection, sum: graph.name(of: sum), from: channels[shortcut], to: target)
      ]
    }
    throw .coupled(
      mismatch,
      hint: "give all operands the same channels in one edit, or undo the one that differs")
  }

  /// The convolution behind an operand whose only job is to match the sum.
  ///
  /// That is a linear convolution, perhaps with a normalization after it, that nothing else reads and
  /// that the user did not set in this edit.
  private func follower(of operand: NodeID, to sum: NodeID) -> LayerID? {
    let node = operand
    guard graph.consumers(of: node) == [sum], !graph.outputs.contains(node) else { return nil }
    let layer = graph[node].layer
    guard graph.operation(of: node).isLinearPointwiseConvolution,
      graph.calls(of: layer).count == 1, !chosen.contains(layer)
    else { return nil }
    return layer
  }

  private mutating func follow(_ layer: LayerID, filters: Int) throws(EditError) {
    guard case .conv2D(var conv) = graph[layer].operation else { return }
    conv.filters = filters
    change(layer, to: .conv2D(conv))
  }

  /// The operand that the other operand is computed from.
  private func shortcutIndex(_ operands: [NodeID]) -> Int? {
    for index in operands.indices {
      if isAncestor(operands[index], of: operands[1 - index]) { return index }
    }
    return nil
  }

  private func isAncestor(_ ancestor: NodeID, of node: NodeID) -> Bool {
    var seen: Set<NodeID> = [node]
    var stack = [node]
    while let next = stack.popLast() {
      if next == ancestor { return true }
      for input in graph[next].inputs where seen.insert(input).inserted { stack.append(input) }
    }
    return false
  }

  private mutating func insertProjection(
    on shortcut: NodeID, into sum: NodeID, filters: Int
  ) throws(EditError) -> String {
    do throws(GraphError) {
      let projection = try graph.add(
        .conv2D(Conv2D(filters: filters, kernelSize: 1)), inputs: [shortcut])
      graph.setInputs(graph[sum].inputs.map { $0 == shortcut ? projection : $0 }, of: sum)
      dirty.insert(sum)
      isRewired = true
      return graph.name(of: projection)
    } catch {
      throw .invalidModel(error)
    }
  }

  /// Takes out the projections that this edit made needless: channels in equal channels out now, and
  /// did not before.
  private mutating func removeIdleProjections() -> [Repair] {
    guard let now = try? original.updated(graph, dirty: dirty, isRewired: isRewired) else {
      return []
    }
    var repairs: [Repair] = []
    for sum in now.order where graph.operation(of: sum).isResidualSum {
      let operands = graph[sum].inputs
      guard operands.count == 2 else { continue }
      for (index, operand) in operands.enumerated() {
        guard let layer = follower(of: operand, to: sum), let input = graph[operand].inputs.first,
          case .conv2D(let conv) = graph[layer].operation, conv.strides == 1,
          now.shape(of: input).channels == .fixed(conv.filters),
          original.graph.contains(operand), original.graph.contains(input),
          original.shape(of: input).channels != original.shape(of: operand).channels,
          isAncestor(input, of: operands[1 - index])
        else { continue }
        repairs.append(
          .removedProjection(
            layer: graph[layer].name, sum: graph.name(of: sum), channels: conv.filters))
        graph.setInputs(operands.map { $0 == operand ? input : $0 }, of: sum)
        graph.remove(operand)
        dirty.insert(sum)
        dirty.remove(operand)
        isRewired = true
        break
      }
    }
    return repairs
  }
}
