extension GraphEditor {
  /// Multiplies the filters inside a block or the whole model.
  ///
  /// Heads keep their number, and convolutions whose job is to match a sum follow it by the rules of
  /// repair. Source of the rounding: nearest multiple, at least one multiple, as in the width
  /// multiplier of Howard et al., "MobileNets" (2017).
  mutating func widen(
    _ target: String, factor: Double, multiple: Int
  ) throws(EditError) {
    guard factor.isFinite, factor > 0 else {
      throw .invalidValue(layer: target, reason: "a width factor must be above 0, got \(factor)")
    }
    guard multiple > 0 else {
      throw .invalidValue(layer: target, reason: "a multiple must be 1 or more, got \(multiple)")
    }
    let nodes = try target == "model" ? original.order : nodes(of: target)
    if let first = nodes.first, case let layer = graph[first].layer,
      case .model = graph[layer].operation, nodes.allSatisfy({ graph[$0].layer == layer })
    {
      try apply(.widen(target: "model", factor: factor, multiple: multiple), inside: layer)
      return
    }
    var isFree = false
    let coupling = ChannelCoupling(original)
    let leaders = sumLeaders()
    for node in nodes where graph.contains(node) {
      let layer = graph[node].layer
      guard !coupling.isHead(node),
        case .integer(let filters)? = graph[layer].operation.value(of: widthField(of: node))
      else { continue }
      let isChosen = chosen.contains(layer)
      isFree = isFree || isChosen
      guard !isChosen else { continue }
      let servesSum = sumServed(by: node) != nil
      if servesSum, !leaders.contains(node) { continue }
      let wanted = (Double(filters) * factor / Double(multiple)).rounded()
      guard wanted < Double(Int.max / multiple) else {
        throw .invalidModel(.overflow(layer: graph[layer].name, quantity: "filters"))
      }
      try set(
        widthField(of: node), to: .integer(max(1, Int(wanted)) * multiple), of: layer)
      isFree = true
    }
    guard isFree else {
      throw .invalidValue(
        layer: target,
        reason: "has no filters to multiply: outputs of the model keep theirs, what only serves a "
          + "sum follows it, and a nested model is widened by its own name")
    }
  }

  /// The calls of a layer, or of the rows that a path names.
  private mutating func nodes(of target: String) throws(EditError) -> [NodeID] {
    let items = outline.items(at: target)
    if items.isEmpty, let layer = graph.layer(named: target) { return graph.calls(of: layer) }
    return try self.items(target).flatMap(\.nodes)
  }

  private func widthField(of node: NodeID) -> String {
    if case .dense = graph.operation(of: node) { return "units" }
    return "filters"
  }

  /// Of sums all of whose operands only serve them, one operand each: it sets the width.
  private func sumLeaders() -> Set<NodeID> {
    var leaders: Set<NodeID> = []
    for sum in original.order where graph.contains(sum) && graph.operation(of: sum).isResidualSum {
      let servants = graph[sum].inputs.map { servant(of: sum, behind: $0) }
      if servants.allSatisfy({ $0 != nil }), let last = servants.last.flatMap(\.self) {
        leaders.insert(last)
      }
    }
    return leaders
  }

  /// The sum that a convolution only serves.
  private func sumServed(by node: NodeID) -> NodeID? {
    var next = node
    while true {
      let consumers = graph.consumers(of: next)
      guard consumers.count == 1, let consumer = consumers.first else { return nil }
      if graph.operation(of: consumer).isResidualSum {
        return servant(of: consumer, behind: next) == node ? consumer : nil
      }
      guard graph.operation(of: consumer).isChannelwiseLinear else { return nil }
      next = consumer
    }
  }
}
