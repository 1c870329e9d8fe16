extension GraphEditor {
  /// Puts a layer behind a layer or a block.
  mutating func insert(_ template: LayerTemplate, after name: String) throws(EditError) {
    for before in try anchors(name) {
      let new = try change { graph throws(GraphError) in
        try graph.add(template.operation, name: template.name, inputs: [before])
      }
      chosen.insert(graph[new].layer)
      redirect(from: before, to: new, except: [new])
    }
  }

  /// Puts a layer on the way from a layer or a block to one that reads it.
  mutating func insert(
    _ template: LayerTemplate, after name: String, before reader: String
  ) throws(EditError) {
    guard let end = graph.layer(named: reader) else { throw unknown(reader) }
    let start = graph.layer(named: name)
    let anchors = start == nil ? try anchors(name) : []
    var isRead = false
    for call in graph.calls(of: end) {
      let ways = Set(graph[call].inputs).filter {
        graph[$0].layer == start || anchors.contains($0)
      }
      for way in ways.sorted() {
        let new = try change { graph throws(GraphError) in
          try graph.add(template.operation, name: template.name, inputs: [way])
        }
        chosen.insert(graph[new].layer)
        rewire(call, to: graph[call].inputs.map { $0 == way ? new : $0 })
        isRead = true
      }
    }
    guard isRead else { throw .wrongTarget(reader, expected: "a layer that reads '\(name)'") }
  }

  /// Puts an inception module behind a layer or a block.
  mutating func insertInception(
    _ filters: InceptionFilters, isResidual: Bool, after name: String
  ) throws(EditError) {
    for before in try anchors(name) {
      let readers = graph.consumers(of: before)
      var builder = ModelBuilder(continuing: graph)
      let end = builder.inceptionModule(before, filters)
      // The shortcut of a residual module gets its projection from the repair, where one is needed.
      let output = isResidual ? builder.add([before, end]) : end
      graph = builder.unfinished
      let inside = Set(graph.consumers(of: before)).subtracting(readers)
      redirect(from: before, to: output, except: inside)
    }
  }

  /// Takes out a layer, a branch, a block, or all blocks of a run.
  ///
  /// A name that a layer has means the layer, but for a merge that has no meaning without its branches:
  /// there it means the block. With a slash behind it, it means the row of the outline.
  mutating func remove(_ target: String) throws(EditError) {
    let items = outline.items(at: target).filter { $0.inner == nil }
    if let layer = graph.layer(named: target),
      graph.calls(of: layer).contains(where: { graph[$0].inputs.count < 2 })
        || !items.flatMap(\.blocks).contains(where: \.isBlock)
    {
      for call in graph.calls(of: layer) where graph.contains(call) {
        if graph[call].inputs.count > 1, let block = block(mergedBy: call) {
          if try !removeSum(call, of: block) { try bypass(block) }
        } else {
          try removeLayer(call)
        }
      }
      return
    }
    for item in try self.items(target).flatMap(\.blocks) {
      if item.isBlock {
        try bypass(item)
      } else if item.kind == .layer, graph[item.node].inputs.count == 1, item.role == nil {
        try removeLayer(item.node)
      } else if isInSequence(item) {
        try bypass(item)
      } else {
        try removeBranch(item)
      }
    }
  }

  /// Whether a row goes on from another one in its branch, or from the concatenation inside its residual
  /// inception block, so that it is no branch by itself.
  private func isInSequence(_ item: OutlineItem) -> Bool {
    guard let around = outline.ancestors(of: item.path).last, item.kind != .branch,
      around.kind == .branch || around.kind == .block(.residualInception)
    else { return false }
    return original.graph.inputs(of: item.nodes).contains(where: around.nodes.contains)
  }

  /// The block whose branches a call merges.
  private mutating func block(mergedBy call: NodeID) -> OutlineItem? {
    guard graph.operation(of: call).isMerge else { return nil }
    return outline.allItems.last { item in
      guard item.inner == nil, case .block(let kind) = item.kind else { return false }
      return kind == .irregular
        ? item.node == call : item.children.contains { $0.kind == .layer && $0.node == call }
    }
  }

  /// Takes out the sum of a block that adds its input, and what was on the shortcut; false for any other
  /// call.
  private mutating func removeSum(_ sum: NodeID, of block: OutlineItem) throws(EditError) -> Bool {
    let inputs = graph[sum].inputs
    guard block.addsItsInput, !graph.operation(of: sum).isConcatenation, inputs.count == 2 else {
      return false
    }
    let entry = try entry(of: block)
    let shortcut = block.children.first {
      ($0.title == "shortcut" || $0.role == "shortcut") && inputs.contains($0.node)
    }
    guard let added = shortcut?.node ?? (inputs.contains(entry) ? entry : nil),
      let main = inputs.first(where: { $0 != added })
    else { return false }
    redirect(from: sum, to: main)
    try removeNodes([sum] + (shortcut?.nodes ?? []), named: graph.name(of: sum))
    return true
  }

  /// Takes out a part; what read it reads its input.
  private mutating func bypass(_ item: OutlineItem) throws(EditError) {
    let entry = try entry(of: item)
    redirect(from: item.node, to: entry, except: Set(item.nodes))
    try removeNodes(item.nodes, named: item.path)
  }

  private mutating func removeLayer(_ node: NodeID) throws(EditError) {
    let inputs = graph[node].inputs
    guard inputs.count == 1 else {
      throw .wrongTarget(
        graph.name(of: node),
        expected: inputs.isEmpty
          ? "a layer with an input" : "a layer with one input; remove its block instead")
    }
    let name = graph.name(of: node)
    // A sum that reads the input already would read it twice.
    for reader in graph.consumers(of: node)
    where graph[reader].inputs.contains(inputs[0]) && graph.operation(of: reader).isMerge
      && !graph.operation(of: reader).isConcatenation
    {
      try drop(node, from: reader, named: name)
    }
    redirect(from: node, to: inputs[0])
    try removeNodes([node], named: name)
  }

  /// Takes an operand from a call; a merge of one has nothing to merge, and goes.
  private mutating func drop(
    _ operand: NodeID, from reader: NodeID, named name: String
  ) throws(EditError) {
    let left = graph[reader].inputs.filter { $0 != operand }
    rewire(reader, to: left)
    guard left.count == 1, graph.operation(of: reader).isMerge else { return }
    redirect(from: reader, to: left[0])
    try removeNodes([reader], named: name)
  }

  private mutating func removeBranch(_ item: OutlineItem) throws(EditError) {
    let inside = Set(item.nodes)
    let readers = graph.consumers(of: item.node).filter { !inside.contains($0) }
    // In the middle of a sequence there is nothing beside it, so the sequence is closed.
    guard readers.allSatisfy({ graph[$0].inputs.contains { $0 != item.node } }) else {
      try bypass(item)
      return
    }
    for reader in readers { try drop(item.node, from: reader, named: item.path) }
    try removeNodes(item.nodes, named: item.path)
  }

  /// Removes calls that only each other read, consumers first.
  private mutating func removeNodes(_ nodes: [NodeID], named name: String) throws(EditError) {
    let returned = Set(graph.outputs)
    var left = Set(nodes)
    func isRemovable(_ node: NodeID) -> Bool {
      left.contains(node) && graph.consumers(of: node).isEmpty && !returned.contains(node)
    }
    var removable = nodes.filter(isRemovable)
    while let node = removable.popLast() {
      // A call that reads another one twice would bring it up twice.
      guard left.remove(node) != nil else { continue }
      let sources = graph.sources(of: node)
      graph.remove(node)
      dirty.remove(node)
      removable += sources.filter(isRemovable)
    }
    guard left.isEmpty else {
      throw .wrongTarget(name, expected: "a part that is read at its end only")
    }
    isRewired = true
  }

  /// Adds a branch of layers to a block.
  mutating func addBranch(_ layers: [LayerTemplate], to path: String) throws(EditError) {
    guard !layers.isEmpty else { throw .wrongTarget(path, expected: "given layers for a branch") }
    for block in try blocks(path) {
      let entry = try entry(of: block)
      // The branches of a residual inception block meet in its concatenation, not in its sum.
      let merges = block.children.filter {
        $0.kind == .layer && graph.operation(of: $0.node).isMerge
      }
      guard let merge = merges.first?.node else {
        throw .wrongTarget(path, expected: "a block whose branches are merged")
      }
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
  }

  /// Puts a copy of a block behind it.
  mutating func duplicate(_ path: String) throws(EditError) {
    for block in try blocks(path) { try duplicate(block) }
  }

  private mutating func duplicate(_ block: OutlineItem) throws(EditError) {
    let entry = try entry(of: block)
    var copies: [NodeID: NodeID] = [entry: block.node]
    // Names follow Keras' numbering, so the copies are made in the order of creation.
    for node in block.nodes.sorted() {
      let source = graph[node].layer
      let inputs = graph[node].inputs.map { copy(of: $0, copies) }
      let name = copyName(of: graph[source])
      copies[node] = try change { graph throws(GraphError) in
        try graph.add(graph[source].operation, name: name, inputs: inputs, copyOf: source)
      }
    }
    // An edited graph may have a call that was created before what it reads.
    for node in block.nodes {
      guard let copy = copies[node] else { continue }
      graph.setInputs(graph[node].inputs.map { self.copy(of: $0, copies) }, of: copy)
    }
    guard let output = copies[block.node] else { throw .unknownTarget(block.path) }
    redirect(
      from: block.node, to: output, except: Set(copies.values).union(block.nodes))
  }

  /// What takes the place of an argument in a copy: the copy of it, or the same output of the copied call.
  private mutating func copy(of input: NodeID, _ copies: [NodeID: NodeID]) -> NodeID {
    if let copy = copies[input] { return copy }
    guard graph[input].isFurtherOutput, let call = copies[graph.call(of: input)] else {
      return input
    }
    return graph.output(graph[input].output, of: call)
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
  mutating func makeResidual(_ path: String) throws(EditError) {
    for block in try parts(path) {
      guard !block.addsItsInput else {
        throw .invalidValue(layer: block.path, reason: "adds its input to its output already")
      }
      let entry = try entry(of: block)
      let sum = try change { graph throws(GraphError) in
        try graph.add(.merge(Merge(.add)), inputs: [entry, block.node])
      }
      redirect(from: block.node, to: sum, except: [sum])
    }
  }

  mutating func rename(_ layer: String, to name: String) throws(EditError) {
    guard let id = graph.layer(named: layer) else {
      guard layer != "model", outline.items(at: layer).isEmpty else {
        throw .wrongTarget(layer, expected: "a layer, and only layers have names of their own")
      }
      throw unknown(layer)
    }
    guard !name.isEmpty, !name.contains(where: { $0 == "/" || $0 == "=" || $0.isWhitespace }) else {
      throw .invalidValue(
        layer: layer, reason: "a name needs a character, and no blank, '/' or '=', got '\(name)'")
    }
    try change { graph throws(GraphError) in try graph.rename(id, to: name) }
    isRewired = true
  }

  /// The call outside that a block reads, which must be one.
  private func entry(of item: OutlineItem) throws(EditError) -> NodeID {
    let inside = Set(item.nodes)
    let outside = Set(
      item.nodes.flatMap { graph[$0].inputs }.filter { !inside.contains(graph.call(of: $0)) })
    guard outside.count == 1, let entry = outside.first else {
      throw .wrongTarget(item.path, expected: "a part with one input")
    }
    return entry
  }
}
