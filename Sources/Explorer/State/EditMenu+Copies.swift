import GraphCore

extension EditMenu {
  /// The edit that puts a copy of a row behind it; nil where it is neither a block nor one layer
  /// after the other.
  ///
  /// A branch has none: a copy behind it would be no branch, and one beside it changes the channels of
  /// the block, which is to be chosen from the list.
  static func copy(of item: OutlineItem, in state: State) -> Edit? {
    guard item.inner == nil else { return nil }
    if let block = block(of: item) { return .duplicate(block: block.path) }
    guard item.kind == .layer || item.kind == .unit else { return nil }
    let graph = state.analysis.graph
    guard item.nodes.allSatisfy({ graph[$0].inputs.count == 1 }) else { return nil }
    let place = graph.name(of: item.node)
    // Each comes right behind the row, so the last one is put there first.
    let edits = item.nodes.reversed().map { node in
      Edit.insertLayer(after: place, LayerTemplate(graph.operation(of: node)))
    }
    // What a script can't say, such as a class that is not ours, would be lost with the session.
    guard edits.allSatisfy({ (try? Edit(parsing: "\($0)")) == $0 }) else { return nil }
    return edits.count == 1 ? edits[0] : .all(edits)
  }

  /// The block that a row is; of a run, the last one.
  static func block(of item: OutlineItem) -> OutlineItem? {
    switch item.kind {
    case .run: item.children.last
    case .block: item
    case .branch, .unit, .layer: nil
    }
  }

  /// Whether a block's input is added to its output.
  static func isResidual(_ block: OutlineItem) -> Bool {
    block.kind == .block(.residual) || block.kind == .block(.residualInception)
  }
}
