extension ModelAnalysis {
  /// The model after an edit, with what changed and what had to be repaired.
  ///
  /// Sums tie the channels of their operands. Where an edit would break one, the first rule that fits
  /// is used: a linear convolution that only serves the sum follows; a 1x1 projection is put on the
  /// shortcut, or taken out when it is no longer needed; else the edit is refused with the ways out.
  ///
  /// - Parameter isStrict: whether an edit that needs a repair is refused instead.
  /// - Throws: `EditError`; the model stays as it was.
  public func applying(_ edit: Edit, isStrict: Bool = false) throws(EditError) -> EditOutcome {
    do throws(EditError) {
      return try outcome(of: edit, isStrict: isStrict)
    } catch {
      throw refusal(error, of: edit, isStrict: isStrict)
    }
  }

  /// The error with the branches that a merge joins, and the ways out that were found.
  private func refusal(_ error: EditError, of edit: Edit, isStrict: Bool) -> EditError {
    switch error {
    case .coupled(let mismatch, _):
      // The edit was made; it is the merge that failed.
      let search = try? FixSearch(self, edit, isStrict: isStrict)
      return .coupled(placed(mismatch), fixes: search?.fixes(for: mismatch) ?? [])
    case .inside(let name, let inner):
      guard let (model, parts, path) = inside(name, edit) else { return error }
      var refusal = model.refusal(inner, of: Edit(parts), isStrict: isStrict)
      refusal.fixes = refusal.fixes.compactMap { fix in
        let edit = Edit(fix.edit.parts.map { $0.on(path + ($0.target ?? "")) })
        guard let outcome = try? outcome(of: edit, isStrict: isStrict) else { return nil }
        return Fix(edit, fix.summary, from: totals, to: outcome.analysis.totals)
      }
      return .inside(model: name, refusal)
    default: return error
    }
  }

  /// A nested model, an edit of what is inside as that model takes it, and the path in front of its
  /// targets; nil for an edit that goes beyond.
  private func inside(
    _ name: String, _ edit: Edit
  ) -> (model: ModelAnalysis, parts: [Edit], path: String)? {
    var editor = GraphEditor(self, isStrict: true)
    guard let layer = graph.layer(named: name),
      case .model(let model) = graph[layer].operation
    else { return nil }
    var path = ""
    var parts: [Edit] = []
    for part in edit.parts {
      guard let target = part.target, let (inner, rest) = editor.nestedModel(in: target),
        inner == layer
      else { return nil }
      path = String(target.dropLast(rest.count))
      parts.append(part.on(rest))
    }
    return (model.analysis, parts, path)
  }

  /// The outcome without a search for ways out.
  func outcome(of edit: Edit, isStrict: Bool = false) throws(EditError) -> EditOutcome {
    var editor = GraphEditor(self, isStrict: isStrict)
    try editor.apply(edit)
    let (analysis, repairs) = try editor.finish()
    return EditOutcome(
      analysis: analysis, changes: LayerChange.after(self, analysis), repairs: repairs)
  }

  /// The mismatch with the branches that its operands come from.
  private func placed(_ mismatch: MergeMismatch) -> MergeMismatch {
    guard let merge = graph.node(named: mismatch.layer) else { return mismatch }
    var branchOfNode: [NodeID: String] = [:]
    for item in outline.allItems where item.isBlock && item.nodes.contains(merge) {
      // What a residual block adds as it is comes from outside.
      if item.kind == .block(.residual) || item.kind == .block(.residualInception),
        item.children.contains(where: { $0.kind == .layer && $0.node == merge })
      {
        for input in graph[merge].inputs where !item.nodes.contains(input) {
          branchOfNode[input] = "shortcut"
        }
      }
      // The innermost block comes last.
      for branch in item.children where branch.kind != .layer || branch.role != nil {
        for node in branch.nodes { branchOfNode[node] = branch.role ?? branch.title }
      }
    }
    var mismatch = mismatch
    for (index, operand) in mismatch.operands.enumerated() {
      mismatch.operands[index].branch = graph.node(named: operand.layer)
        .flatMap { branchOfNode[$0] }
    }
    return mismatch
  }
}
