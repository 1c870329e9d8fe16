extension ModelAnalysis {
  /// The model after an edit, with what changed and what had to be repaired.
  ///
  /// Sums tie the channels of their operands. Where an edit would break one, the first rule that fits
  /// is used: a linear convolution that only serves the sum follows; a 1x1 projection is put on the
  /// shortcut, or taken out when it is no longer needed; else the edit is refused.
  ///
  /// - Throws: `EditError`; the model stays as it was.
  public func applying(_ edit: Edit) throws(EditError) -> EditOutcome {
    var editor = GraphEditor(self)
    try editor.apply(edit)
    let repairs = try editor.repairSums()
    let analysis = try editor.analysis()
    return EditOutcome(
      analysis: analysis, changes: LayerChange.between(self, analysis), repairs: repairs)
  }
}

/// A graph in the middle of an edit.
struct GraphEditor {
  /// The model before the edit.
  let original: ModelAnalysis
  var graph: ModelGraph
  /// Calls whose layer or inputs changed.
  var dirty: Set<NodeID> = []
  var isRewired = false
  /// Layers that the user set, which no repair overrules.
  var chosen: Set<LayerID> = []
  private var outline: Outline?

  init(_ analysis: ModelAnalysis) {
    original = analysis
    graph = analysis.graph
  }

  mutating func apply(_ edit: Edit) throws(EditError) {
    switch edit {
    case .all(let edits):
      for edit in edits { try apply(edit) }
    case .set(let target, let field, let value):
      if let layer = graph.layer(named: target),
        graph[layer].operation.fieldNames.contains(field) || !isBlock(target)
      {
        try set(field, to: value, of: layer)
      } else {
        try setDial(field, to: value, of: target)
      }
    }
  }

  mutating func set(
    _ field: String, to value: FieldValue, of layer: LayerID
  ) throws(EditError) {
    let old = graph[layer]
    do throws(RuleViolation) {
      let operation = try old.operation.setting(field, to: value)
      try operation.rules.validate()
      change(layer, to: operation)
    } catch {
      switch error {
      case .invalid(let reason): throw .invalidValue(layer: old.name, reason: reason)
      case .overflow: throw .invalidModel(.overflow(layer: old.name, quantity: "sizes"))
      case .operandsDiffer: throw .invalidValue(layer: old.name, reason: "its operands differ")
      }
    }
    chosen.insert(layer)
  }

  private mutating func setDial(
    _ parameter: String, to value: FieldValue, of block: String
  ) throws(EditError) {
    guard let item = blockOutline().item(at: block) else { throw .unknownTarget(block) }
    guard let dial = item.dials.first(where: { $0.parameter == parameter }),
      let layer = graph.layer(named: dial.layer)
    else {
      throw .unknownDial(
        block: block, field: parameter, dials: item.dials.map(\.parameter))
    }
    try set(dial.field, to: value, of: layer)
  }

  /// Gives a layer another configuration and marks its calls.
  mutating func change(_ layer: LayerID, to operation: Operation) {
    graph.setOperation(operation, of: layer)
    dirty.formUnion(graph.calls(of: layer))
  }

  /// The edited model, inferred downstream of the changes.
  func analysis() throws(EditError) -> ModelAnalysis {
    do throws(GraphError) {
      return try original.updated(graph, dirty: dirty, isRewired: isRewired)
    } catch {
      throw .invalidModel(error)
    }
  }

  private mutating func isBlock(_ name: String) -> Bool {
    blockOutline().item(at: name).map { !$0.dials.isEmpty } ?? false
  }

  /// The outline before the edit, by whose names blocks are addressed.
  private mutating func blockOutline() -> Outline {
    let outline = outline ?? Outline(original)
    self.outline = outline
    return outline
  }
}
