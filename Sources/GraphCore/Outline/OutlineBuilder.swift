/// Turns regions into rows, in which runs are not folded yet.
struct OutlineBuilder {
  private let analysis: ModelAnalysis
  private let graph: ModelGraph
  private let units: UnitGraph
  private var titles = BlockTitle()
  private var blockCounts: [BlockKind: Int] = [:]
  /// The paths in use, each with the last number that was put behind it.
  private(set) var paths: [String: Int] = [:]

  /// A builder for one model.
  init(_ analysis: ModelAnalysis) {
    self.analysis = analysis
    graph = analysis.graph
    units = UnitGraph(analysis)
    paths.reserveCapacity(analysis.order.count)
  }

  /// The outermost rows of a model, their paths beginning with `parent`.
  mutating func rows(parent: String) -> [OutlineItem] {
    let tree = RegionTree(units)
    var items = items(tree.elements, parent: parent)
    for side in tree.sideSequences {
      if side.count == 1, case .unit(let unit) = side[0], units.operation(of: unit).isInput {
        // An input that nothing reads.
        items.insert(contentsOf: self.unit(unit, parent: parent), at: 0)
        continue
      }
      guard let end = side.last.map({ tail(of: $0) }) else { continue }
      items.append(
        branch(side, title: graph.name(of: end), parent: parent, labels: [:], isNamed: false))
    }
    return items
  }

  // MARK: Sequences

  private mutating func items(
    _ elements: [RegionTree.Element], parent: String, labels: [NodeID: String] = [:]
  ) -> [OutlineItem] {
    elements.map { element in
      switch element {
      case .unit(let unit): self.unit(unit, parent: parent, labels: labels)
      case .block(let block): [self.block(block, parent: parent)]
      }
    }.flatMap(\.self)
  }

  // MARK: Units and layers

  /// The row of a convolution's unit; of any other chain, a row for each call.
  private mutating func unit(
    _ unit: Int, parent: String, role: String? = nil, labels: [NodeID: String] = [:]
  ) -> [OutlineItem] {
    let nodes = units.nodes(of: unit)
    let head = units.head(of: unit)
    let role = role ?? labels[head]
    guard nodes.count > 1 else { return [layer(head, parent: parent, role: role)] }
    guard !graph.operation(of: head).isResidualSum else {
      return nodes.map { layer($0, parent: parent, role: $0 == head ? role : nil) }
    }
    let title = title(of: head)
    let path = claim(title, parent: parent).path
    return [
      OutlineItem(
        kind: .unit, path: path, title: title, role: role, node: units.tail(of: unit),
        nodes: Array(nodes), children: nodes.map { layer($0, parent: path, role: nil) },
        dials: dial(of: head).map { [$0] } ?? [])
    ]
  }

  private mutating func layer(_ node: NodeID, parent: String, role: String?) -> OutlineItem {
    let title = title(of: node)
    let path = claim(title, parent: parent).path
    return OutlineItem(
      kind: .layer, path: path, title: title, role: role, node: node, nodes: [node],
      children: nestedRows(node, path: path), dials: dial(of: node).map { [$0] } ?? [])
  }

  /// The layer's name, with the number of the call from the second one on.
  private func title(of node: NodeID) -> String {
    let name = graph.name(of: node)
    let calls = graph.calls(of: graph[node].layer)
    guard calls.count > 1, let call = calls.firstIndex(of: node), call > 0 else { return name }
    return "\(name)#\(call + 1)"
  }

  /// The rows of a nested model under its first call.
  private func nestedRows(_ node: NodeID, path: String) -> [OutlineItem] {
    guard case .model(let model) = graph.operation(of: node),
      graph.calls(of: graph[node].layer).first == node
    else { return [] }
    let skeleton = OutlineSkeleton(model.analysis, parent: path)
    return skeleton.folded(model.analysis.graph).map { $0.inside(node) }
  }

  private func dial(of node: NodeID) -> Dial? {
    let layer = graph.layer(of: node)
    guard let (field, value) = layer.operation.dial else { return nil }
    return Dial(parameter: field, label: field, layer: layer.name, field: field, value: value)
  }

  // MARK: Blocks and branches

  private mutating func block(_ block: RegionTree.Block, parent: String) -> OutlineItem {
    let shape = BlockShape(block, units: units)
    blockCounts[shape.kind, default: 0] += 1
    let members = nodes(of: block)
    let title =
      titles.given(to: members, merge: block.merge.map { units.head(of: $0) }, in: graph)
      ?? "\(shape.kind.rawValue)_\(blockCounts[shape.kind, default: 1])"
    let (path, name) = claim(title, parent: parent)
    var children: [OutlineItem] = []
    var dials: [Dial] = []
    var namesakes: [String: Int] = [:]
    for branch in shape.branches {
      let roles = BranchRoles(branch.flatMap { self.nodes(of: $0) }, in: graph)
      let labels = addDials(of: roles, to: &dials, namesakes: &namesakes)
      let branchName = numbered(roles.title ?? "branch", &namesakes)
      children += self.rows(ofBranch: branch, title: branchName, parent: path, labels: labels)
    }
    if let merge = shape.innerMerge { children += unit(merge, parent: path) }
    children += items(shape.tail, parent: path, labels: upLabels(shape.tail))
    if let shortcut = shape.shortcut {
      children += rows(ofBranch: shortcut, title: "shortcut", parent: path, labels: [:])
    }
    if let merge = block.merge { children += unit(merge, parent: path) }
    let nodes = children.flatMap(\.nodes)
    return OutlineItem(
      kind: .block(shape.kind), path: path, title: name,
      node: block.merge.map { units.tail(of: $0) } ?? nodes[nodes.count - 1], nodes: nodes,
      children: children, dials: dials)
  }

  /// Adds the numbers of a branch to its block's, and tells what each convolution is called.
  private func addDials(
    of roles: BranchRoles, to dials: inout [Dial], namesakes: inout [String: Int]
  ) -> [NodeID: String] {
    var labels: [NodeID: String] = [:]
    for role in roles.roles {
      guard var dial = dial(of: role.node) else { continue }
      // A layer that is called again has one number.
      if let same = dials.first(where: { $0.layer == dial.layer && $0.field == dial.field }) {
        labels[role.node] = same.label
        continue
      }
      // Equal branches share a name; the second one on is numbered.
      namesakes[role.parameter, default: 0] += 1
      let number = namesakes[role.parameter, default: 1]
      dial.parameter = role.parameter + (number > 1 ? "_\(number)" : "")
      dial.label = role.label + (number > 1 ? " #\(number)" : "")
      labels[role.node] = dial.label
      dials.append(dial)
    }
    return labels
  }

  /// The linear convolution between an inner concatenation and the sum brings the channels up again.
  private func upLabels(_ tail: [RegionTree.Element]) -> [NodeID: String] {
    guard case .unit(let unit)? = tail.first, tail.count == 1, units.isLinearProjection(unit) else {
      return [:]
    }
    return [units.head(of: unit): "up"]
  }

  /// A branch of one unit is that unit's row; a longer one has a row of its own.
  private mutating func rows(
    ofBranch elements: [RegionTree.Element], title: String, parent: String,
    labels: [NodeID: String]
  ) -> [OutlineItem] {
    if elements.count == 1, case .unit(let unit) = elements[0],
      units.nodes(of: unit).count == 1 || !units.operation(of: unit).isResidualSum
    {
      return self.unit(unit, parent: parent, role: title)
    }
    return [branch(elements, title: title, parent: parent, labels: labels, isNamed: true)]
  }

  private mutating func branch(
    _ elements: [RegionTree.Element], title: String, parent: String, labels: [NodeID: String],
    isNamed: Bool
  ) -> OutlineItem {
    let path = claim(title, parent: parent).path
    let children = items(elements, parent: path, labels: labels)
    let nodes = children.flatMap(\.nodes)
    return OutlineItem(
      kind: .branch, path: path, title: title, role: isNamed ? nil : "output",
      node: nodes[nodes.count - 1], nodes: nodes, children: children, dials: [])
  }

  // MARK: Names and members

  /// The path of a row and the name at its end, numbered when another row has that path already.
  private mutating func claim(
    _ name: String, parent: String
  ) -> (path: String, name: String) {
    let word = Outline.pathComponent(name)
    let path = parent.isEmpty ? word : "\(parent)/\(word)"
    guard let last = paths[path] else {
      paths[path] = 1
      return (path, name)
    }
    var number = last + 1
    while paths["\(path)#\(number)"] != nil { number += 1 }
    paths[path] = number
    paths["\(path)#\(number)"] = 1
    return ("\(path)#\(number)", "\(name)#\(number)")
  }

  private func numbered(_ name: String, _ namesakes: inout [String: Int]) -> String {
    namesakes[name, default: 0] += 1
    let number = namesakes[name, default: 1]
    return number > 1 ? "\(name) #\(number)" : name
  }

  private func nodes(of element: RegionTree.Element) -> [NodeID] {
    switch element {
    case .unit(let unit): Array(units.nodes(of: unit))
    case .block(let block): nodes(of: block)
    }
  }

  private func nodes(of block: RegionTree.Block) -> [NodeID] {
    var result: [NodeID] = []
    for branch in block.branches { for element in branch { result += nodes(of: element) } }
    if let merge = block.merge { result += units.nodes(of: merge) }
    return result
  }

  private func tail(of element: RegionTree.Element) -> NodeID {
    switch element {
    case .unit(let unit): units.tail(of: unit)
    case .block(let block): nodes(of: block).last ?? graph.outputs[0]
    }
  }
}

extension OutlineItem {
  /// The row as it stands below a call of the nested model that it belongs to.
  fileprivate func inside(_ call: NodeID) -> OutlineItem {
    var item = self
    item.inner = InnerPosition(
      calls: [call] + (inner?.calls ?? []), node: inner?.node ?? node, nodes: inner?.nodes ?? nodes)
    item.node = call
    item.nodes = [call]
    // Numbers in there are set through the nested model, not through this one.
    item.dials = []
    item.children = children.map { $0.inside(call) }
    return item
  }
}
