import GraphCore

extension DiagramLayout {
  /// A sequence with its runs of equal blocks put together.
  mutating func groups(_ elements: [ModelSketch.Element]) -> [Group] {
    var groups: [Group] = []
    for element in elements {
      if let last = groups.last, isLike(element, last.element) {
        for (node, like) in zip(element.nodes, last.element.nodes) { likeness[node] = like }
        groups[groups.count - 1].count += 1
        groups[groups.count - 1].last = element
      } else {
        groups.append(Group(element: element, last: element))
      }
    }
    return groups
  }

  /// Whether two blocks have the same layers, connected in the same way.
  private func isLike(_ element: ModelSketch.Element, _ other: ModelSketch.Element) -> Bool {
    guard case .block(let block) = element, case .block(let before) = other,
      block.nodes.count == before.nodes.count, block.kind == before.kind
    else { return false }
    let pairs = zip(block.nodes, before.nodes)
    guard pairs.allSatisfy({ graph.operation(of: $0) == graph.operation(of: $1) }) else {
      return false
    }
    let like = Dictionary(uniqueKeysWithValues: pairs.map { ($0, $1) })
    let inside = Set(before.nodes)
    return pairs.allSatisfy { node, other in
      let inputs = graph[node].inputs.map { like[$0] }
      let others = graph[other].inputs.map { input -> NodeID? in
        inside.contains(input) ? input : nil
      }
      return inputs == others
    }
  }

  // MARK: Lines

  /// Draws every argument of a call that is drawn as a line.
  mutating func connect() {
    for index in result.boxes.indices {
      guard let target = result.boxes[index].nodes.first else { continue }
      for source in graph.sources(of: target) {
        // What follows a run reads its last block, in whose place the first one is drawn.
        guard let from = boxOf[source] ?? likeness[source].flatMap({ boxOf[$0] }) else { continue }
        let (start, end) = (result.boxes[from].area, result.boxes[index].area)
        var points = [
          Diagram.Point(x: start.x + start.width / 2, y: start.y + start.height)
        ]
        if let frame = frameEnds[from], frame < end.y {
          points.append(Diagram.Point(x: start.x + start.width / 2, y: frame))
        }
        points += stops[Wire(source: source, target: target)] ?? []
        points.append(Diagram.Point(x: end.x + end.width / 2, y: end.y))
        result.lines.append(Diagram.Line(points: points))
      }
    }
  }
}
