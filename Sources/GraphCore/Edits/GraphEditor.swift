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
  /// Nested models whose inputs the user set.
  var chosenInputs: Set<LayerID> = []
  /// What was done beside the edit.
  var repairs: [Repair] = []
  /// Whether an edit that needs a repair is refused instead.
  let isStrict: Bool

  init(_ analysis: ModelAnalysis, isStrict: Bool) {
    original = analysis
    graph = analysis.graph
    self.isStrict = isStrict
  }

  /// The outline of the model before the edit.
  var outline: Outline { original.outline }

  /// Makes the change itself; `finish` checks and repairs.
  mutating func apply(_ edit: Edit) throws(EditError) {
    var parts = edit.parts[...]
    while let part = parts.first {
      guard let target = part.target, let (model, _) = nestedModel(in: target) else {
        try make(part)
        parts.removeFirst()
        continue
      }
      // What is inside of one nested model is checked and repaired together there, too.
      var inside: [Edit] = []
      while let part = parts.first, let target = part.target,
        let (other, rest) = nestedModel(in: target), other == model
      {
        inside.append(part.on(rest))
        parts.removeFirst()
      }
      try apply(Edit(inside), inside: model)
    }
  }

  /// Makes one change of the model itself.
  private mutating func make(_ edit: Edit) throws(EditError) {
    switch edit {
    case .all(let edits):
      for edit in edits { try make(edit) }
    case .set("model", let field, let value):
      try setModel(field, to: value)
    case .set(let target, let field, let value):
      try set(target, field, to: value)
    case .setNumbers(let block, let values):
      try setNumbers(of: block, to: values)
    case .setGroup(let layer, let filters):
      try setGroup(of: layer, filters: filters)
    case .widen(let target, let factor, let multiple):
      try widen(target, factor: factor, multiple: multiple)
    case .insertLayer(let after, nil, let template):
      try insert(template, after: after)
    case .insertLayer(let after, let reader?, let template):
      try insert(template, after: after, before: reader)
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

  /// The only call of a layer.
  func onlyCall(of name: String) throws(EditError) -> NodeID {
    guard let layer = graph.layer(named: name) else { throw unknown(name) }
    let calls = graph.calls(of: layer)
    guard calls.count == 1, let call = calls.first else { throw calledOften(layer) }
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
    // Further outputs are inferred with their call.
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
    dirty.formUnion(graph.redirectConsumers(of: old, to: new, except: except))
    isRewired = true
  }
}
