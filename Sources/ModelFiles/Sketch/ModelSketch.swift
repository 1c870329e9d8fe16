import GraphCore

/// A model as nested blocks, for what is written or drawn of it.
///
/// Branches stand in the order in which code would create their layers.
struct ModelSketch {
  /// A chain of layers that reads as one step, or a block.
  indirect enum Element {
    case unit([NodeID])
    case block(Block)
  }

  /// A region from a fan-out to its merge.
  struct Block {
    var kind: BlockKind
    /// The name that somebody gave it, such as `block35_7`.
    var title: String?
    var branches: [Branch]
    /// The merge and the activation behind it; empty for a region without one.
    var merge: [NodeID]
    /// Every call inside in the order of the code.
    var nodes: [NodeID]
    /// The argument of the block's function that sets a convolution's filters.
    var roles: [NodeID: String]
  }

  /// A path through a block.
  struct Branch {
    var title: String
    var elements: [Element]
    /// Whether it is the projection of a shortcut that leads around the block.
    var isShortcut = false
  }

  /// The way to the deepest output.
  private(set) var elements: [Element] = []
  /// The ways that lead to other outputs only.
  private(set) var sides: [[Element]] = []

  private let analysis: ModelAnalysis
  private let units: UnitGraph
  private var titles = BlockTitle()

  /// The sketch of a model.
  init(_ analysis: ModelAnalysis) {
    self.analysis = analysis
    units = UnitGraph(analysis)
    let tree = RegionTree(units)
    elements = tree.elements.map { element($0) }
    sides = tree.sideSequences.map { side in side.map { element($0) } }
  }

  private mutating func element(_ element: RegionTree.Element) -> Element {
    switch element {
    case .unit(let unit): .unit(Array(units.nodes(of: unit)))
    case .block(let block): .block(self.block(block))
    }
  }

  private mutating func block(_ region: RegionTree.Block) -> Block {
    let shape = BlockShape(region, units: units)
    var branches = sorted(shape.branches.map { branch($0) })
    var roles = Self.roles(of: branches, in: analysis.graph)
    if let innerMerge = shape.innerMerge {
      let inner = finished(.inception, branches, merge: innerMerge, roles: roles)
      let tail = shape.tail.map { element($0) }
      branches = [
        Branch(
          title: tail.isEmpty ? "inception" : "residual", elements: [.block(inner)] + tail)
      ]
    } else if shape.kind == .residual, !branches.isEmpty {
      branches[0].title = "residual"
      roles = Self.roles(of: branches, in: analysis.graph)
    }
    if let shortcut = shape.shortcut {
      var way = branch(shortcut)
      way.title = "shortcut"
      way.isShortcut = true
      branches = sorted(branches + [way])
    }
    return finished(shape.kind, branches, merge: region.merge, roles: roles)
  }

  private mutating func finished(
    _ kind: BlockKind, _ branches: [Branch], merge: Int?, roles: [NodeID: String]
  ) -> Block {
    let mergeNodes = merge.map { Array(units.nodes(of: $0)) } ?? []
    let nodes = branches.flatMap { $0.elements.flatMap(\.nodes) } + mergeNodes
    let title = titles.given(to: nodes, merge: mergeNodes.first, in: analysis.graph)
    return Block(
      kind: kind, title: title, branches: branches, merge: mergeNodes, nodes: nodes, roles: roles)
  }

  private mutating func branch(_ elements: [RegionTree.Element]) -> Branch {
    let elements = elements.map { element($0) }
    let title = BranchRoles(elements.flatMap(\.nodes), in: analysis.graph).title
    return Branch(title: title.map { "branch_" + $0 } ?? "branch", elements: elements)
  }

  /// The names of the numbers of a block's branches; of equal ones, all but the first are numbered.
  private static func roles(of branches: [Branch], in graph: ModelGraph) -> [NodeID: String] {
    var roles: [NodeID: String] = [:]
    var namesakes: [String: Int] = [:]
    for branch in branches {
      for role in BranchRoles(branch.elements.flatMap(\.nodes), in: graph).roles {
        namesakes[role.parameter, default: 0] += 1
        let number = namesakes[role.parameter, default: 1]
        roles[role.node] = role.parameter + (number > 1 ? "_\(number)" : "")
      }
    }
    return roles
  }

  /// The branches in the order in which automatic names number them; as they are when the names do
  /// not tell.
  private func sorted(_ branches: [Branch]) -> [Branch] {
    guard branches.count > 1 else { return branches }
    let numbers = branches.map { branch in
      branch.elements.flatMap(\.nodes).reduce(into: [String: Int]()) { numbers, node in
        let layer = analysis.graph.layer(of: node)
        guard
          let number = AutomaticNames.number(of: layer.name, ofClass: layer.operation.className)
        else { return }
        numbers[layer.operation.className] = min(
          numbers[layer.operation.className] ?? number, number)
      }
    }
    let shared = numbers[0].keys.sorted().first { key in numbers.allSatisfy { $0[key] != nil } }
    guard let shared else { return branches }
    return branches.indices.sorted { left, right in
      (numbers[left][shared] ?? 0, left) < (numbers[right][shared] ?? 0, right)
    }.map { branches[$0] }
  }
}

extension ModelSketch {
  /// All ways, that to the deepest output first; each call comes after those that it reads.
  var allElements: [Element] { elements + sides.flatMap(\.self) }
}

extension ModelSketch.Element {
  /// The calls inside in the order of the code.
  var nodes: [NodeID] {
    switch self {
    case .unit(let nodes): nodes
    case .block(let block): block.nodes
    }
  }
}

extension AutomaticNames {
  /// The number in a name that Keras would have given to a layer of a class: 0 for `conv2d`, 3 for
  /// `conv2d_3`, nil for any other name.
  static func number(of name: String, ofClass className: String) -> Int? {
    let base = snakeCase(className)
    guard name.hasPrefix(base) else { return nil }
    let rest = name.dropFirst(base.count)
    guard !rest.isEmpty else { return 0 }
    let digits = rest.dropFirst()
    guard rest.first == "_", digits.first != "0", digits.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return Int(digits)
  }
}
