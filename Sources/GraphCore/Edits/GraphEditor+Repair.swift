extension GraphEditor {
  /// Infers the edited model and makes the operands of every sum agree again, or refuses.
  ///
  /// One pass in order of execution: a repair is made when its sum is reached, from operands that are
  /// up to date, and is seen by the sums after it.
  mutating func finish() throws(EditError) -> (analysis: ModelAnalysis, repairs: [Repair]) {
    let order = try isRewired ? self.order() : original.order
    var inference = Inference(
      previous: original.facts, order: order, capacity: graph.nodeCapacity)
    var met: Set<LayerID> = []
    for id in order where graph.contains(id) {
      // The first call decides; the others are inferred with it, or refused.
      if case .model = graph.operation(of: id), met.insert(graph[id].layer).inserted {
        try followInputs(of: id, inference: &inference)
      }
      do throws(GraphError) {
        try inference.update(id, in: graph, force: dirty.contains(id))
      } catch {
        guard case .mismatch(let mismatch) = error else { throw .invalidModel(error) }
        guard !isStrict, graph.operation(of: id).isResidualSum else {
          throw .coupled(mismatch, fixes: [])
        }
        repairs += try repair(id, mismatch: mismatch, inference: &inference)
        try infer(id, &inference)
      }
      if !isStrict, graph.operation(of: id).isResidualSum,
        let repair = try removeIdleProjection(into: id, inference: &inference)
      {
        repairs.append(repair)
      }
    }
    do throws(GraphError) {
      let finalOrder = isRewired ? try graph.kerasOrder() : original.order
      return (try ModelAnalysis(graph, order: finalOrder, facts: inference.facts), repairs)
    } catch {
      throw .invalidModel(error)
    }
  }

  /// Gives a nested model the inputs that it gets now, as any other layer takes what it gets.
  private mutating func followInputs(
    of id: NodeID, inference: inout Inference
  ) throws(EditError) {
    let layer = graph[id].layer
    guard !isStrict, case .model(var model) = graph[layer].operation,
      !chosenInputs.contains(layer)
    else { return }
    let given = graph[id].inputs.map { inference.shape(of: $0) ?? .unknown }
    let own = model.inputShapes
    let entries = model.analysis.graph.inputs
    guard given.count == own.count else { return }
    var edits: [Edit] = []
    for (index, entry) in entries.enumerated() {
      let (old, new) = (own[index], given[index])
      guard new.hasKnownRank, old.rank == new.rank,
        zip(old.dimensions, new.dimensions).contains(where: {
          $0 != $1 && $0 != .unknown && $1 != .unknown
        })
      else { continue }
      edits.append(
        .set(
          target: model.analysis.graph.name(of: entry), field: "shape",
          value: .integers(new.dimensions.map(\.value))))
      repairs.append(
        .followedInput(layer: graph[layer].name, from: old, to: new))
    }
    guard !edits.isEmpty else { return }
    let outcome: EditOutcome
    do throws(EditError) {
      outcome = try model.analysis.outcome(of: .all(edits))
    } catch {
      throw .inside(model: graph[layer].name, error)
    }
    model.analysis = outcome.analysis
    repairs += outcome.repairs.map { .inside(model: graph[layer].name, $0) }
    replace(layer, by: .model(model))
  }

  private func order() throws(EditError) -> [NodeID] {
    do throws(GraphError) {
      return try graph.kerasOrder()
    } catch {
      throw .invalidModel(error)
    }
  }

  private func infer(_ id: NodeID, _ inference: inout Inference) throws(EditError) {
    do throws(GraphError) {
      try inference.update(id, in: graph, force: true)
    } catch {
      throw .invalidModel(error)
    }
  }

  private mutating func repair(
    _ sum: NodeID, mismatch: MergeMismatch, inference: inout Inference
  ) throws(EditError) -> [Repair] {
    let operands = graph[sum].inputs
    let refusal = EditError.coupled(mismatch, fixes: [])
    let channels = mismatch.operands.compactMap(\.shape.channels.value)
    guard channels.count == operands.count, !mismatch.mapsDiffer else { throw refusal }

    // Rule 1: what only serves the sum follows the operands that have a say.
    let followers = operands.map { follower(of: sum, behind: $0) }
    let given = Set(operands.indices.filter { followers[$0] == nil }.map { channels[$0] })
    if given.count == 1, let target = given.first {
      var repairs: [Repair] = []
      for (index, follower) in followers.enumerated() {
        guard let follower, channels[index] != target else { continue }
        let layer = graph[follower].layer
        guard case .conv2D(var conv) = graph[layer].operation else { continue }
        repairs.append(
          .followed(
            layer: graph[layer].name, sum: graph.name(of: sum), from: conv.filters, to: target))
        conv.filters = target
        replace(layer, by: .conv2D(conv))
        for node in path(from: follower, to: operands[index]) { try infer(node, &inference) }
      }
      return repairs
    }

    // Rule 2: a projection on the shortcut, the operand from which the other one comes.
    guard operands.count == 2, let shortcut = shortcutIndex(operands, inference) else {
      throw refusal
    }
    let target = channels[1 - shortcut]
    let input = operands[shortcut]
    let projection = try change { graph throws(GraphError) in
      try graph.add(.conv2D(Conv2D(filters: target, kernelSize: 1)), inputs: [input])
    }
    rewire(sum, to: operands.map { $0 == input ? projection : $0 })
    inference.place(projection, behind: input, in: graph)
    try infer(projection, &inference)
    return [
      .insertedProjection(
        layer: graph.name(of: projection), sum: graph.name(of: sum), from: channels[shortcut],
        to: target)
    ]
  }

  /// The convolution behind an operand whose only job is to match the sum.
  ///
  /// That is a linear 1x1 convolution, perhaps with a normalization after it, that nothing else
  /// reads.
  func servant(of sum: NodeID, behind operand: NodeID) -> NodeID? {
    var node = operand
    var reader = sum
    while true {
      guard graph.consumers(of: node) == [reader], !graph.outputs.contains(node),
        graph.calls(of: graph[node].layer).count == 1
      else { return nil }
      let operation = graph.operation(of: node)
      if operation.isLinearPointwiseConvolution { return node }
      guard operation.isChannelwiseLinear, graph[node].inputs.count == 1 else { return nil }
      reader = node
      node = graph[node].inputs[0]
    }
  }

  /// A servant that the user did not set in this edit.
  private func follower(of sum: NodeID, behind operand: NodeID) -> NodeID? {
    servant(of: sum, behind: operand).flatMap { chosen.contains(graph[$0].layer) ? nil : $0 }
  }

  /// The calls from a convolution down to an operand behind it, in order of execution.
  private func path(from start: NodeID, to end: NodeID) -> [NodeID] {
    var nodes = [end]
    while let last = nodes.last, last != start, let input = graph[last].inputs.first {
      nodes.append(input)
    }
    return nodes.reversed()
  }

  /// The operand that the other operand is computed from, perhaps but for a pooling or a crop of its
  /// own.
  private func shortcutIndex(_ operands: [NodeID], _ inference: Inference) -> Int? {
    operands.indices.first { index in
      var node = operands[index]
      while !isAncestor(node, of: operands[1 - index], inference) {
        guard graph.operation(of: node).keepsChannels, graph[node].inputs.count == 1,
          graph.consumers(of: node).count == 1
        else { return false }
        node = graph[node].inputs[0]
      }
      return true
    }
  }

  /// Whether a call is computed from another one; looks at what lies between the two only.
  private func isAncestor(_ ancestor: NodeID, of node: NodeID, _ inference: Inference) -> Bool {
    let first = inference.position(of: ancestor)
    var seen: Set<NodeID> = [node]
    var stack = [node]
    while let next = stack.popLast() {
      if next == ancestor { return true }
      for input in graph[next].inputs
      where inference.position(of: input) >= first && seen.insert(input).inserted {
        stack.append(input)
      }
    }
    return false
  }

  /// Takes out a projection that this edit made needless: its channels in equal its channels out
  /// now, and did not before.
  private mutating func removeIdleProjection(
    into sum: NodeID, inference: inout Inference
  ) throws(EditError) -> Repair? {
    let operands = graph[sum].inputs
    guard operands.count == 2 else { return nil }
    for (index, operand) in operands.enumerated() {
      guard original.graph.contains(operand), let input = graph[operand].inputs.first,
        original.graph.contains(input),
        case .conv2D(let conv) = graph.operation(of: operand), conv.strides == 1,
        inference.shape(of: input)?.channels == .fixed(conv.filters),
        original.facts[input.rawValue]?.shape.channels
          != original.facts[operand.rawValue]?.shape.channels,
        follower(of: sum, behind: operand) == operand,
        isAncestor(input, of: operands[1 - index], inference)
      else { continue }
      let name = graph.name(of: operand)
      rewire(sum, to: operands.map { $0 == operand ? input : $0 })
      graph.remove(operand)
      dirty.remove(operand)
      try infer(sum, &inference)
      return .removedProjection(
        layer: name, sum: graph.name(of: sum), channels: conv.filters)
    }
    return nil
  }
}
