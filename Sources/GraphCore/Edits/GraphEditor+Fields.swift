extension GraphEditor {
  /// Sets a field of a layer or a number of a block.
  mutating func set(
    _ target: String, _ field: String, to value: FieldValue
  ) throws(EditError) {
    if let layer = graph.layer(named: target) {
      let hasField = graph[layer].operation.fieldNames.contains(field)
      if hasField || dials(of: try? item(target), field).isEmpty {
        try set(field, to: value, of: layer)
        return
      }
    }
    let item = try item(target)
    if item.kind == .layer {
      try set(field, to: value, of: graph[item.node].layer)
      return
    }
    let dials = dials(of: item, field)
    guard !dials.isEmpty else {
      throw .unknownDial(
        block: target, field: field, dials: item.blocks.first?.dials.map(\.parameter) ?? [])
    }
    for dial in dials {
      guard let layer = graph.layer(named: dial.layer) else { throw .unknownTarget(dial.layer) }
      try set(dial.field, to: value, of: layer)
    }
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
      for input in graph.inputs { try set("size", to: value, of: graph[input].layer) }
    case "classes":
      guard let head = graph.outputs.first.flatMap({ head(above: $0) }) else {
        throw .invalidValue(layer: "model", reason: "no Dense layer makes its output")
      }
      try set("units", to: value, of: head)
    default:
      throw .unknownDial(block: "model", field: field, dials: ["input_size", "classes"])
    }
  }

  /// The dense layer whose units an output has.
  private func head(above output: NodeID) -> LayerID? {
    var node = output
    while true {
      if case .dense = graph.operation(of: node) { return graph[node].layer }
      guard graph.operation(of: node).keepsChannels, graph[node].inputs.count == 1 else {
        return nil
      }
      node = graph[node].inputs[0]
    }
  }

  /// Sets the filters of all convolutions that sums tie to a layer.
  mutating func setGroup(of name: String, filters: Int) throws(EditError) {
    let node = try onlyCall(of: name)
    let coupling = ChannelCoupling(original)
    guard original.graph.contains(node) else { throw .unknownTarget(name) }
    let producers = coupling.producers(tiedTo: node)
    for producer in producers {
      guard graph.operation(of: producer).hasFilters else {
        throw .invalidValue(
          layer: name,
          reason: "its group holds \(graph.name(of: producer)), whose channels are no number to set"
        )
      }
    }
    for producer in producers {
      try set("filters", to: .integer(filters), of: graph[producer].layer)
    }
  }

  /// The dials of that name in a block, or in each block of a run.
  private func dials(of item: OutlineItem?, _ parameter: String) -> [Dial] {
    guard let item else { return [] }
    return item.blocks.compactMap { block in
      block.dials.first { $0.parameter == parameter }
    }
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
  /// The block itself, or the blocks of a run.
  fileprivate var blocks: [OutlineItem] {
    if case .block = kind { return [self] }
    return dials.isEmpty ? children.filter { !$0.dials.isEmpty } : [self]
  }
}
