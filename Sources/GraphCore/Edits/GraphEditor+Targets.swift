extension GraphEditor {
  /// The rows of the outline before the edit that a path names.
  mutating func items(_ path: String) throws(EditError) -> [OutlineItem] {
    let items = outline.items(at: path)
    guard !items.isEmpty else { throw unknown(path) }
    // What is inside of a nested model was sent there before.
    guard items.allSatisfy({ $0.inner == nil }) else {
      throw .wrongTarget(path, expected: "in one nested model")
    }
    return items
  }

  /// The blocks that a path names: one, or those of a run.
  mutating func blocks(_ path: String) throws(EditError) -> [OutlineItem] {
    let blocks = outline.items(at: path).flatMap(\.blocks)
    guard !blocks.isEmpty || graph.layer(named: path) != nil else { throw unknown(path) }
    guard !blocks.isEmpty, blocks.allSatisfy({ $0.isBlock }) else {
      throw .wrongTarget(path, expected: "a block")
    }
    return blocks
  }

  /// The parts that a path names: a layer, a unit, a branch, a block, or the blocks of a run.
  mutating func parts(_ path: String) throws(EditError) -> [OutlineItem] {
    if graph.layer(named: path) != nil {
      let call = try onlyCall(of: path)
      let row = outline.allItems.first { $0.kind == .layer && $0.inner == nil && $0.node == call }
      // An edit before this one, made together with it, may have put the layer in.
      guard let row else { throw unknown(path) }
      return [row]
    }
    return try items(path).flatMap(\.blocks)
  }

  /// The calls behind which something is put: a layer's, a block's last one, or those of the blocks
  /// of a run.
  mutating func anchors(_ name: String) throws(EditError) -> [NodeID] {
    if graph.layer(named: name) != nil { return [try onlyCall(of: name)] }
    return try items(name).flatMap(\.blocks).map(\.node).filter(graph.contains)
  }

  /// Why a name stands for nothing that the edit could be made on.
  func unknown(_ name: String) -> EditError {
    name == "model"
      ? .wrongTarget(name, expected: "a part of the model")
      : .unknownTarget(name, similar: outline.names(like: name))
  }

  /// Why a layer that is called several times is no place.
  func calledOften(_ layer: LayerID) -> EditError {
    let (name, count) = (graph[layer].name, graph.calls(of: layer).count)
    return .wrongTarget(
      name, expected: "called once, but \(count) times: name a call, \(name)#1 to \(name)#\(count)")
  }

  /// The nested model that a path leads into, and the rest of the path.
  mutating func nestedModel(in path: String) -> (model: LayerID, rest: String)? {
    guard graph.layer(named: path) == nil else { return nil }
    var place = path.startIndex
    while let slash = path[place...].firstIndex(of: "/") {
      let rest = path.index(after: slash)
      let head = String(path[..<slash])
      if let layer = graph.layer(named: head) ?? outline.item(at: head)?.layer(in: graph),
        case .model = graph[layer].operation, rest < path.endIndex
      {
        return (layer, String(path[rest...]))
      }
      place = rest
    }
    return nil
  }

  /// Makes an edit in a nested model, wherever that is called.
  mutating func apply(_ edit: Edit, inside layer: LayerID) throws(EditError) {
    guard case .model(var model) = graph[layer].operation else { return }
    let name = graph[layer].name
    let outcome: EditOutcome
    do throws(EditError) {
      outcome = try model.analysis.outcome(of: edit, isStrict: isStrict)
    } catch {
      throw .inside(model: name, error)
    }
    let shapes = model.inputShapes
    model.analysis = outcome.analysis
    if model.inputShapes != shapes { chosenInputs.insert(layer) }
    repairs += outcome.repairs.map { .inside(model: name, $0) }
    replace(layer, by: .model(model))
    chosen.insert(layer)
  }
}

extension OutlineItem {
  /// Whether it is a region from a fan-out to its merge.
  var isBlock: Bool {
    if case .block = kind { return true }
    return false
  }

  /// The layer of a row that stands for one call.
  fileprivate func layer(in graph: ModelGraph) -> LayerID? {
    guard kind == .layer, inner == nil, graph.contains(node) else { return nil }
    return graph[node].layer
  }
}
