extension GraphEditor {
  /// Puts a layer behind another one.
  mutating func insert(_ template: LayerTemplate, after name: String) throws(EditError) {
    let before = try onlyCall(of: name)
    let new = try change { graph throws(GraphError) in
      try graph.add(template.operation, name: template.name, inputs: [before])
    }
    chosen.insert(graph[new].layer)
    redirect(from: before, to: new, except: [new])
  }

  /// Puts an inception module behind a layer.
  mutating func insertInception(
    _ filters: InceptionFilters, isResidual: Bool, after name: String
  ) throws(EditError) {
    let before = try onlyCall(of: name)
    let readers = graph.consumers(of: before)
    var builder = ModelBuilder(continuing: graph)
    let end = builder.inceptionModule(before, filters)
    // The shortcut of a residual module gets its projection from the repair, where one is needed.
    let output = isResidual ? builder.add([before, end]) : end
    graph = builder.unfinished
    let inside = Set(graph.consumers(of: before)).subtracting(readers)
    redirect(from: before, to: output, except: inside)
  }

  /// Takes out a layer, a branch or a block.
  mutating func remove(_ target: String) throws(EditError) {
    if graph.layer(named: target) != nil {
      try removeLayer(try onlyCall(of: target))
      return
    }
    let item = try item(target)
    if case .block = item.kind {
      let entry = try entry(of: item)
      redirect(from: item.node, to: entry, except: Set(item.nodes))
      try removeNodes(item.nodes, named: target)
    } else if item.path == target, item.kind == .layer {
      try removeLayer(item.node)
    } else {
      try removeBranch(item)
    }
  }

  private mutating func removeLayer(_ node: NodeID) throws(EditError) {
    let inputs = graph[node].inputs
    guard inputs.count == 1 else {
      throw .wrongTarget(
        graph.name(of: node),
        expected: inputs.isEmpty
          ? "a layer with an input" : "a layer with one input; remove its block instead")
    }
    redirect(from: node, to: inputs[0])
    try removeNodes([node], named: graph.name(of: node))
  }

  private mutating func removeBranch(_ item: OutlineItem) throws(EditError) {
    let inside = Set(item.nodes)
    for consumer in graph.consumers(of: item.node) where !inside.contains(consumer) {
      let left = graph[consumer].inputs.filter { $0 != item.node }
      guard !left.isEmpty else {
        throw .wrongTarget(item.path, expected: "one of several branches")
      }
      if left.count == 1, graph.operation(of: consumer).isMerge {
        // A merge of one branch has nothing to merge.
        rewire(consumer, to: left)
        redirect(from: consumer, to: left[0])
        try removeNodes([consumer], named: item.path)
      } else {
        rewire(consumer, to: left)
      }
    }
    try removeNodes(item.nodes, named: item.path)
  }

  /// Removes calls that only each other read, consumers first.
  private mutating func removeNodes(_ nodes: [NodeID], named name: String) throws(EditError) {
    var left = nodes
    while !left.isEmpty {
      let removable = left.filter {
        graph.consumers(of: $0).isEmpty && !graph.outputs.contains($0)
      }
      guard !removable.isEmpty else {
        throw .wrongTarget(name, expected: "a part that is read at its end only")
      }
      for node in removable {
        graph.remove(node)
        dirty.remove(node)
      }
      left.removeAll(where: removable.contains)
    }
    isRewired = true
  }

  /// Adds a branch of layers to a block.
  mutating func addBranch(_ layers: [LayerTemplate], to block: String) throws(EditError) {
    let item = try blockItem(block)
    let entry = try entry(of: item)
    // The branches of a residual inception block meet in its concatenation, not in its sum.
    let merges = item.children.filter { $0.kind == .layer && graph.operation(of: $0.node).isMerge }
    guard let merge = merges.first?.node else {
      throw .wrongTarget(block, expected: "a block whose branches are merged")
    }
    guard !layers.isEmpty else { throw .wrongTarget(block, expected: "given layers for a branch") }
    var end = entry
    for template in layers {
      let start = end
      end = try change { graph throws(GraphError) in
        try graph.add(template.operation, name: template.name, inputs: [start])
      }
      chosen.insert(graph[end].layer)
    }
    rewire(merge, to: graph[merge].inputs + [end])
  }

  /// Puts a copy of a block behind it.
  mutating func duplicate(_ block: String) throws(EditError) {
    let item = try blockItem(block)
    let entry = try entry(of: item)
    let inside = Set(item.nodes)
    var copies: [NodeID: NodeID] = [entry: item.node]
    // Names follow Keras' numbering, so the copies are made in the order of creation.
    for node in item.nodes.sorted() {
      let layer = graph.layer(of: node)
      let inputs = graph[node].inputs.map { copies[$0] ?? $0 }
      let name = copyName(of: layer)
      copies[node] = try change { graph throws(GraphError) in
        try graph.add(layer.operation, name: name, inputs: inputs)
      }
    }
    // An edited graph may have a call that was created before what it reads.
    for node in item.nodes {
      guard let copy = copies[node] else { continue }
      graph.setInputs(graph[node].inputs.map { copies[$0] ?? $0 }, of: copy)
    }
    guard let output = copies[item.node] else { throw .unknownTarget(block) }
    redirect(
      from: item.node, to: output,
      except: Set(copies.values).union(inside))
  }

  /// An automatic name for the copy of an automatic name, else the name with a suffix.
  private func copyName(of layer: Layer) -> String? {
    let base = AutomaticNames.snakeCase(layer.operation.className)
    if AutomaticNames.split(layer.name)?.base == base { return nil }
    var number = 1
    while true {
      let name = number == 1 ? "\(layer.name)_copy" : "\(layer.name)_copy\(number)"
      if graph.layer(named: name) == nil { return name }
      number += 1
    }
  }

  /// Adds a block's input to its output.
  mutating func makeResidual(_ block: String) throws(EditError) {
    let item = try blockItem(block)
    let entry = try entry(of: item)
    let sum = try change { graph throws(GraphError) in
      try graph.add(.merge(Merge(.add)), inputs: [entry, item.node])
    }
    redirect(from: item.node, to: sum, except: [sum])
  }

  mutating func rename(_ layer: String, to name: String) throws(EditError) {
    guard let id = graph.layer(named: layer) else { throw .unknownTarget(layer) }
    guard !name.isEmpty, !name.contains(where: { $0 == "/" || $0 == "=" || $0.isWhitespace }) else {
      throw .invalidValue(
        layer: layer, reason: "a name needs a character, and no blank, '/' or '=', got '\(name)'")
    }
    try change { graph throws(GraphError) in try graph.rename(id, to: name) }
    isRewired = true
  }

  private mutating func blockItem(_ path: String) throws(EditError) -> OutlineItem {
    guard graph.layer(named: path) == nil || (try? item(path)) != nil else {
      throw .wrongTarget(path, expected: "a block")
    }
    let item = try item(path)
    guard case .block = item.kind else { throw .wrongTarget(path, expected: "a block") }
    return item
  }

  /// The call outside that a block reads, which must be one.
  private func entry(of item: OutlineItem) throws(EditError) -> NodeID {
    let inside = Set(item.nodes)
    let outside = Set(item.nodes.flatMap { graph[$0].inputs }.filter { !inside.contains($0) })
    guard outside.count == 1, let entry = outside.first else {
      throw .wrongTarget(item.path, expected: "a block with one input")
    }
    return entry
  }
}
