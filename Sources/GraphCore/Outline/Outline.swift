/// The tree on screen, derived from the graph alone.
///
/// Regions from a fan-out to a merge are blocks with branches; every call stands in exactly one row.
public struct Outline: Sendable {
  /// The outermost rows in order of execution.
  public private(set) var items: [OutlineItem]

  /// The outline of a model.
  public init(_ analysis: ModelAnalysis) {
    var builder = OutlineBuilder(graph: analysis.graph)
    items = builder.items(RegionTree(analysis).elements, parent: "")
  }

  /// Every row, outermost first, each before its children.
  public var allItems: [OutlineItem] {
    var result: [OutlineItem] = []
    func visit(_ items: [OutlineItem]) {
      for item in items {
        result.append(item)
        visit(item.children)
      }
    }
    visit(items)
    return result
  }

  /// The row of that path, or the only block of that name wherever it stands.
  public func item(at path: String) -> OutlineItem? {
    let all = allItems
    if let exact = all.first(where: { $0.path == path }) { return exact }
    let named = all.filter {
      guard case .block = $0.kind else { return false }
      return $0.title == path
    }
    return named.count == 1 ? named[0] : nil
  }
}

/// Turns regions into rows.
private struct OutlineBuilder {
  let graph: ModelGraph
  private var blockCounts: [BlockKind: Int] = [:]

  init(graph: ModelGraph) {
    self.graph = graph
  }

  mutating func items(_ elements: [RegionTree.Element], parent: String) -> [OutlineItem] {
    elements.map { element in
      switch element {
      case .node(let node): layer(node, parent: parent, role: nil)
      case .block(let block): self.block(block, parent: parent)
      }
    }
  }

  private func layer(_ node: NodeID, parent: String, role: String?) -> OutlineItem {
    let layer = graph.layer(of: node)
    let calls = graph.calls(of: graph[node].layer)
    let call = calls.firstIndex(of: node).map { $0 > 0 ? "#\($0 + 1)" : "" } ?? ""
    let title = layer.name + call
    return OutlineItem(
      kind: .layer, path: join(parent, title), title: title, role: role, node: node, nodes: [node],
      children: [], dials: dial(of: node).map { [$0] } ?? [])
  }

  private mutating func block(_ block: RegionTree.Block, parent: String) -> OutlineItem {
    let shape = BlockShape(block, graph: graph)
    blockCounts[shape.kind, default: 0] += 1
    let title = "\(shape.kind.rawValue)_\(blockCounts[shape.kind, default: 1])"
    let path = join(parent, title)
    var children: [OutlineItem] = []
    var dials: [Dial] = []
    var used: [String: Int] = [:]
    var titles: [String: Int] = [:]
    for branch in shape.branches {
      let nodes = Self.nodes(of: branch)
      let roles = BranchRoles(nodes, in: graph)
      var labels: [NodeID: String] = [:]
      for role in roles.roles {
        guard var dial = dial(of: role.node) else { continue }
        // Equal branches share a name; the second one on is numbered.
        used[role.parameter, default: 0] += 1
        let number = used[role.parameter, default: 1]
        dial.parameter = role.parameter + (number > 1 ? "_\(number)" : "")
        dial.label = role.label + (number > 1 ? " #\(number)" : "")
        labels[role.node] = dial.label
        dials.append(dial)
      }
      let name = roles.title ?? "branch"
      titles[name, default: 0] += 1
      let number = titles[name, default: 1]
      children.append(
        self.branch(
          branch, title: name + (number > 1 ? " #\(number)" : ""), parent: path, labels: labels))
    }
    if let merge = shape.innerMerge { children.append(layer(merge, parent: path, role: nil)) }
    children += items(shape.tail, parent: path)
    if let shortcut = shape.shortcut {
      children.append(
        branch(shortcut, title: "shortcut", parent: path, labels: [:]))
    }
    if let merge = block.merge { children.append(layer(merge, parent: path, role: nil)) }
    let nodes = children.flatMap(\.nodes)
    return OutlineItem(
      kind: .block(shape.kind), path: path, title: title, role: nil,
      node: block.merge ?? nodes[nodes.count - 1], nodes: nodes, children: children, dials: dials)
  }

  /// A branch of one layer is that layer's row; a longer one has a row of its own.
  private mutating func branch(
    _ elements: [RegionTree.Element], title: String, parent: String, labels: [NodeID: String]
  ) -> OutlineItem {
    if elements.count == 1, case .node(let node) = elements[0] {
      return layer(node, parent: parent, role: title)
    }
    let path = join(parent, title)
    let children = elements.map { element in
      switch element {
      case .node(let node): layer(node, parent: path, role: labels[node])
      case .block(let block): self.block(block, parent: path)
      }
    }
    let nodes = children.flatMap(\.nodes)
    return OutlineItem(
      kind: .branch, path: path, title: title, role: nil, node: nodes[nodes.count - 1],
      nodes: nodes, children: children, dials: [])
  }

  private func dial(of node: NodeID) -> Dial? {
    let layer = graph.layer(of: node)
    let field: String
    switch layer.operation {
    case .conv2D: field = "filters"
    case .dense: field = "units"
    default: return nil
    }
    guard case .integer(let value) = layer.operation.value(of: field) else { return nil }
    return Dial(parameter: field, label: field, layer: layer.name, field: field, value: value)
  }

  private func join(_ parent: String, _ name: String) -> String {
    parent.isEmpty ? name : "\(parent)/\(name)"
  }

  private static func nodes(of elements: [RegionTree.Element]) -> [NodeID] {
    elements.flatMap { element -> [NodeID] in
      switch element {
      case .node(let node): [node]
      case .block(let block):
        block.branches.flatMap { nodes(of: $0) } + (block.merge.map { [$0] } ?? [])
      }
    }
  }
}
