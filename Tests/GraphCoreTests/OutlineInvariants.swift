import GraphCore
import Testing

/// What holds for the outline of any model.
enum OutlineInvariants {
  static func check(
    _ analysis: ModelAnalysis, _ note: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outline = Outline(analysis)
    let own = outline.allItems.filter { $0.inner == nil }
    let layers = own.filter { $0.kind == .layer }.map(\.node)
    #expect(
      layers.sorted() == analysis.order.sorted(),
      "every call in one row of kind layer: \(note ?? "")",
      sourceLocation: sourceLocation)
    #expect(
      Set(outline.allItems.map(\.path)).count == outline.allItems.count,
      "paths are unique: \(note ?? "")", sourceLocation: sourceLocation)
    for item in own {
      #expect(outline.item(at: item.path)?.node == item.node, note, sourceLocation: sourceLocation)
      #expect(item.nodes.contains(item.node), note, sourceLocation: sourceLocation)
      let children = item.children.filter { $0.inner == nil }
      if !children.isEmpty {
        #expect(
          children.flatMap(\.nodes) == item.nodes,
          "a row holds what its children hold: \(note ?? "")",
          sourceLocation: sourceLocation)
      }
      if case .run(let count) = item.kind {
        #expect(count == children.count && count > 1, note, sourceLocation: sourceLocation)
      }
    }
  }
}
