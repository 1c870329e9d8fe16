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
      guard case .coupled(let mismatch, let hint, _) = error else { throw error }
      throw .coupled(
        placed(mismatch), hint: hint, fixes: fixes(for: edit, mismatch: mismatch))
    }
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
