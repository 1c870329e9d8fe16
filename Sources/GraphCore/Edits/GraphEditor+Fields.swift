extension GraphEditor {
  /// Sets a field of a layer or a number of a block; for a path through a run, in each of its blocks.
  mutating func set(
    _ target: String, _ field: String, to value: FieldValue
  ) throws(EditError) {
    if let layer = graph.layer(named: target) {
      let hasField = graph[layer].operation.fieldNames.contains(field)
      if hasField || outline.items(at: target).allSatisfy({ $0.dial(field) == nil }) {
        try set(field, to: value, of: layer)
        return
      }
    }
    for item in try items(target).flatMap(\.blocks) {
      if let dial = item.dial(field) {
        guard let layer = graph.layer(named: dial.layer) else { throw .unknownTarget(dial.layer) }
        try set(dial.field, to: value, of: layer)
      } else if item.isBlock {
        throw .unknownDial(block: target, field: field, dials: item.dials.map(\.parameter))
      } else {
        try set(field, to: value, of: try layer(with: field, in: item))
      }
    }
  }

  /// Sets all numbers of a block, in the order of its dials.
  mutating func setNumbers(of path: String, to values: [Int]) throws(EditError) {
    for block in try blocks(path) {
      guard values.count == block.dials.count else {
        throw .invalidValue(
          layer: path,
          reason: "takes \(block.dials.count) numbers "
            + "(\(block.dials.map(\.parameter).joined(separator: ", "))), got \(values.count)")
      }
      for (dial, value) in zip(block.dials, values) {
        guard let layer = graph.layer(named: dial.layer) else { throw .unknownTarget(dial.layer) }
        // A number that stays is no choice of the user's, so that repairs may change it.
        guard value != dial.value else { continue }
        try set(dial.field, to: .integer(value), of: layer)
      }
    }
  }

  /// The layer that a field of a unit or a branch belongs to: the one that the row is named after, or
  /// the only one with such a field.
  private func layer(with field: String, in item: OutlineItem) throws(EditError) -> LayerID {
    let rows = item.children.isEmpty ? [item] : item.children
    let named = rows.filter { $0.role != nil && $0.role == (item.role ?? item.title) }
    let nodes = (named.isEmpty ? item.nodes : named.flatMap(\.nodes)).filter(graph.contains)
    let owners = nodes.filter { graph.operation(of: $0).fieldNames.contains(field) }
    guard let owner = owners.first else {
      // Let the layer itself say which fields it has.
      guard let node = nodes.first else { throw .unknownTarget(item.path) }
      return graph[node].layer
    }
    guard owners.count == 1 || item.kind != .branch || !named.isEmpty else {
      let names = owners.map { graph.name(of: $0) }.joined(separator: ", ")
      throw .wrongTarget(item.path, expected: "one layer with '\(field)'; there are \(names)")
    }
    return graph[owner].layer
  }

  /// Sets a field of a layer that the user chose.
  mutating func set(
    _ field: String, to value: FieldValue, of layer: LayerID
  ) throws(EditError) {
    let old = graph[layer]
    do throws(RuleViolation) {
      replace(layer, by: try old.operation.setting(field, to: value))
    } catch {
      throw Self.refusal(error, of: old.name)
    }
    chosen.insert(layer)
  }

  /// Sets what belongs to the model as a whole.
  mutating func setModel(_ field: String, to value: FieldValue) throws(EditError) {
    switch field {
    case "input_size":
      // A vector beside the pictures has no such size.
      let maps = graph.inputs.filter { input in
        if case .inputLayer(let layer) = graph.operation(of: input) {
          layer.shape.rank == 3
        } else {
          false
        }
      }
      for input in maps.isEmpty ? graph.inputs : maps {
        try set("size", to: value, of: graph[input].layer)
      }
    case "classes":
      let heads = graph.outputs.map { head(above: $0) }
      guard let main = heads.first.flatMap(\.self) else {
        throw .invalidValue(layer: "model", reason: "no Dense layer makes its output")
      }
      // Auxiliary heads tell the same classes apart.
      let units = graph[main].operation.value(of: "units")
      for head in Set(heads.compactMap(\.self)) {
        if case .model = graph[head].operation {
          try apply(.set(target: "model", field: "classes", value: value), inside: head)
        } else if graph[head].operation.value(of: "units") == units {
          try set("units", to: value, of: head)
        }
      }
    default:
      throw .unknownDial(block: "model", field: field, dials: ["input_size", "classes"])
    }
  }

  /// The dense layer whose units an output has, or the nested model that makes the output.
  private func head(above output: NodeID) -> LayerID? {
    var node = output
    while true {
      switch graph.operation(of: node) {
      case .dense, .model: return graph[node].layer
      default: break
      }
      guard graph.operation(of: node).keepsChannels, graph[node].inputs.count == 1 else {
        return nil
      }
      node = graph[node].inputs[0]
    }
  }

  /// Sets the channels of all that sums tie to a layer, or to the concatenations that it is a slice of.
  ///
  /// Convolutions get that number of filters. A concatenation gets it by its slices, each in proportion
  /// to what it was; slices that come from elsewhere keep theirs.
  mutating func setGroup(of name: String, filters: Int) throws(EditError) {
    guard let layer = graph.layer(named: name) else { throw unknown(name) }
    for call in graph.calls(of: layer) { try setGroup(of: name, at: call, filters: filters) }
  }

  private mutating func setGroup(
    of name: String, at node: NodeID, filters: Int
  ) throws(EditError) {
    guard original.graph.contains(node) else { throw .unknownTarget(name) }
    let coupling = ChannelCoupling(original)
    try setChannels(of: coupling.producers(tiedTo: node), to: filters, for: name, coupling)
    guard let old = original.facts[node.rawValue]?.shape.channels.value else { return }
    for concatenation in coupling.concatenations(readingGroupOf: node) {
      let others = coupling.producers(tiedTo: concatenation).filter { $0 != concatenation }
      guard !others.isEmpty, let now = original.shape(of: concatenation).channels.value
      else { continue }
      let slices = original.graph[concatenation].inputs.filter { coupling.ties($0, to: node) }
      let sum: Int
      do throws(RuleViolation) {
        sum = try Checked.sum(now, Checked.product(slices.count, Checked.sum(filters, -old)))
      } catch {
        throw Self.refusal(error, of: name)
      }
      try setChannels(of: others, to: sum, for: name, coupling)
    }
  }

  /// Gives layers a number of channels.
  private mutating func setChannels(
    of producers: [NodeID], to channels: Int, for name: String, _ coupling: ChannelCoupling
  ) throws(EditError) {
    for producer in producers {
      if graph.operation(of: producer).hasFilters {
        try set("filters", to: .integer(channels), of: graph[producer].layer)
      } else if graph.operation(of: producer).isConcatenation {
        try setSlices(of: producer, to: channels, coupling)
      } else {
        throw .invalidValue(
          layer: name,
          reason: "its group holds \(graph.name(of: producer)), whose channels are no number to set"
        )
      }
    }
  }

  /// Sets the filters behind a concatenation so that their sum with the other slices is a number.
  private mutating func setSlices(
    of concatenation: NodeID, to channels: Int, _ coupling: ChannelCoupling
  ) throws(EditError) {
    // As many as `apportioned` can tell from their neighbours.
    guard channels <= 1 << 53 else {
      throw .invalidModel(.overflow(layer: graph.name(of: concatenation), quantity: "filters"))
    }
    let slices = original.slices(of: concatenation, coupling)
    let widths = slices.map(\.filters)
    let now = original.shape(of: concatenation).channels.value ?? 0
    let free = max(0, channels) - (now - widths.reduce(0, +))
    guard !slices.isEmpty, free >= slices.count else {
      throw .invalidValue(
        layer: graph.name(of: concatenation),
        reason: "its branches cannot be made to sum up to \(channels) channels")
    }
    for (slice, width) in zip(slices, Self.apportioned(free, widths)) {
      try set("filters", to: .integer(width), of: graph[slice.producer].layer)
    }
  }

  /// A number of at least as many as there are weights, in whole parts of at least 1, in proportion to
  /// the weights: what rounding leaves goes to the largest remainders.
  static func apportioned(_ total: Int, _ weights: [Int]) -> [Int] {
    let sum = Double(weights.reduce(0, +))
    let shares = weights.map { Double(total) * Double($0) / sum }
    var parts = shares.map { max(1, Int($0.rounded(.down))) }
    let order = shares.indices.sorted {
      shares[$0] - Double(parts[$0]) > shares[$1] - Double(parts[$1])
    }
    var left = total - parts.reduce(0, +)
    for index in order where left > 0 {
      parts[index] += 1
      left -= 1
    }
    while left < 0, let largest = parts.indices.max(by: { parts[$0] < parts[$1] }) {
      parts[largest] -= 1
      left += 1
    }
    return parts
  }

  private static func refusal(_ violation: RuleViolation, of layer: String) -> EditError {
    switch violation {
    case .invalid(let reason): .invalidValue(layer: layer, reason: reason)
    case .overflow: .invalidModel(.overflow(layer: layer, quantity: "sizes"))
    case .operandsDiffer: .invalidValue(layer: layer, reason: "its operands differ")
    }
  }
}

extension OutlineItem {
  fileprivate func dial(_ parameter: String) -> Dial? {
    dials.first { $0.parameter == parameter }
  }
}
