/// A graph in the middle of an edit.
struct GraphEditor {
  /// The model before the edit.
  let original: ModelAnalysis
  var graph: ModelGraph
  /// Calls whose layer or inputs were replaced.
  var dirty: Set<NodeID> = []
  /// Whether calls were added, removed or given other inputs.
  var isRewired = false
  /// Layers that the user set, which no repair overrules.
  var chosen: Set<LayerID> = []
  private var cachedOutline: Outline?

  init(_ analysis: ModelAnalysis) {
    original = analysis
    graph = analysis.graph
  }

  /// Makes the change itself; `finish` checks and repairs.
  mutating func apply(_ edit: Edit) throws(EditError) {
    switch edit {
    case .all(let edits):
      for edit in edits { try apply(edit) }
    case .set("model", let field, let value):
      try setModel(field, to: value)
    case .set(let target, let field, let value):
      try set(target, field, to: value)
    case .setGroup(let layer, let filters):
      try setGroup(of: layer, filters: filters)
    case .widen(let target, let factor, let multiple):
      try widen(target, factor: factor, multiple: multiple)
    case .insertLayer(let after, let template):
      try insert(template, after: after)
    case .insertBlock(let after, let filters, let isResidual):
      try insertInception(filters, isResidual: isResidual, after: after)
    case .remove(let target):
      try remove(target)
    case .addBranch(let block, let layers):
      try addBranch(layers, to: block)
    case .duplicate(let block):
      try duplicate(block)
    case .makeResidual(let block):
      try makeResidual(block)
    case .rename(let layer, let name):
      try rename(layer, to: name)
    }
  }

  /// The row of the outline before the edit at a path, or a branch by its block and role.
  mutating func item(_ path: String) throws(EditError) -> OutlineItem {
    let outline = cachedOutline ?? Outline(original)
    cachedOutline = outline
    if let item = outline.item(at: path) {
      guard item.inner == nil else {
        throw .wrongTarget(path, expected: "outside of a nested model, which is edited by itself")
      }
      return item
    }
    if let slash = path.lastIndex(of: "/"),
      let block = outline.item(at: String(path[..<slash]))
    {
      let role = String(path[path.index(after: slash)...])
      let branches = block.children.filter { $0.role == role || $0.title == role }
      if branches.count == 1 { return branches[0] }
    }
    throw .unknownTarget(path)
  }

  /// The only call of a layer.
  func onlyCall(of name: String) throws(EditError) -> NodeID {
    guard let layer = graph.layer(named: name) else { throw .unknownTarget(name) }
    let calls = graph.calls(of: layer)
    guard calls.count == 1, let call = calls.first else {
      throw .wrongTarget(name, expected: "a layer that is called once")
    }
    return call
  }

  /// Runs a change of the graph that can only fail for its names.
  mutating func change<Result>(
    _ body: (inout ModelGraph) throws(GraphError) -> Result
  ) throws(EditError) -> Result {
    do throws(GraphError) {
      return try body(&graph)
    } catch {
      throw .invalidModel(error)
    }
  }

  /// Gives a layer another configuration and marks its calls.
  mutating func replace(_ layer: LayerID, by operation: Operation) {
    graph.setOperation(operation, of: layer)
    dirty.formUnion(graph.calls(of: layer))
  }

  /// Gives a call other inputs and marks it.
  mutating func rewire(_ node: NodeID, to inputs: [NodeID]) {
    graph.setInputs(inputs, of: node)
    dirty.insert(node)
    isRewired = true
  }

  /// Lets all that reads one call read another one, but for the given calls.
  mutating func redirect(from old: NodeID, to new: NodeID, except: Set<NodeID> = []) {
    for consumer in graph.consumers(of: old) where !except.contains(consumer) {
      rewire(consumer, to: graph[consumer].inputs.map { $0 == old ? new : $0 })
    }
    graph.setOutputs(graph.outputs.map { $0 == old ? new : $0 })
    isRewired = true
  }
}
