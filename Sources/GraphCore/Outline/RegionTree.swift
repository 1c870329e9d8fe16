/// A model as nested regions: sequences of calls and of blocks, which fan out and merge again.
///
/// In a sequence, a *cut* is a call through which every path goes. Calls between two cuts form a
/// block; its branches are the connected parts of what lies between. Each branch is a sequence
/// again:
///
///     cut --+-- branch --+-- cut         sequence: [cut, block(branches, merge: cut)]
///           +-- branch --+
///           +-----------(+)              an edge from cut to cut is an identity shortcut
///
/// In a topological order, a call is a cut if and only if no edge passes over its position, so one
/// sweep finds all cuts of a sequence. A part that has no cut and hangs together is not
/// series-parallel; it stays a flat list.
struct RegionTree {
  indirect enum Element {
    case node(NodeID)
    case block(Block)
  }

  struct Block {
    /// The branches in the argument order of the merge.
    var branches: [[Element]]
    /// Whether the block's input goes to the merge directly, too.
    var hasIdentity: Bool
    /// The call that joins the branches; nil when they are joined further out.
    var merge: NodeID?
  }

  /// The whole model.
  private(set) var elements: [Element] = []

  private let graph: ModelGraph
  /// Where a call stands in the sequence that was swept last, and which sequence that was.
  private var position: [Int]
  private var sweep: [Int]
  private var sweeps = 0
  private let outputs: Set<NodeID>

  /// Nesting beyond this depth stays flat, which bounds time and stack for any graph.
  private static let depthLimit = 24

  /// Finds the regions of a model in time linear in its size for each level of nesting.
  init(_ analysis: ModelAnalysis) {
    graph = analysis.graph
    outputs = Set(graph.outputs)
    position = Array(repeating: 0, count: graph.nodeCapacity)
    sweep = Array(repeating: 0, count: graph.nodeCapacity)
    elements = sequence(analysis.order, entry: nil, depth: 0)
  }

  private mutating func sequence(_ nodes: [NodeID], entry: NodeID?, depth: Int) -> [Element] {
    guard nodes.count > 1, depth < Self.depthLimit else { return nodes.map(Element.node) }
    let isCut = findCuts(nodes)
    // The parts are found before any recursion, which reuses the tables.
    var parts: [(between: [[NodeID]], cut: NodeID?)] = []
    var between: [NodeID] = []
    for (index, node) in nodes.enumerated() {
      if isCut[index] {
        parts.append((components(of: between), node))
        between = []
      } else {
        between.append(node)
      }
    }
    if !between.isEmpty { parts.append((components(of: between), nil)) }

    var result: [Element] = []
    var last = entry
    for (branches, cut) in parts {
      if branches.isEmpty {
        if let cut { result.append(.node(cut)) }
      } else {
        let hasIdentity = cut.map { cut in
          last.map { graph[cut].inputs.contains($0) } ?? false
        }
        let isTangle = branches.count == 1 && hasIdentity != true
        let ordered = cut.map { order(branches, asArgumentsOf: $0) } ?? branches
        let elements = ordered.map { branch in
          isTangle
            ? branch.map(Element.node) : sequence(branch, entry: last, depth: depth + 1)
        }
        if isTangle, cut == nil {
          result += elements[0]
        } else {
          result.append(
            .block(Block(branches: elements, hasIdentity: hasIdentity ?? false, merge: cut)))
        }
      }
      last = cut
    }
    return result
  }

  /// Which positions of a topologically sorted list no edge passes over.
  private mutating func findCuts(_ nodes: [NodeID]) -> [Bool] {
    sweeps += 1
    for (index, node) in nodes.enumerated() {
      position[node.rawValue] = index
      sweep[node.rawValue] = sweeps
    }
    // cover[i] counts the edges that begin to pass over position i, less those that end there.
    var cover = [Int](repeating: 0, count: nodes.count + 2)
    func addEdge(from start: Int, to end: Int) {
      guard end > start + 1 else { return }
      cover[start + 1] += 1
      cover[end] -= 1
    }
    for (index, node) in nodes.enumerated() {
      let inputs = graph[node].inputs
      var comesFromOutside = inputs.isEmpty
      for input in inputs {
        if sweep[input.rawValue] == sweeps {
          addEdge(from: position[input.rawValue], to: index)
        } else {
          comesFromOutside = true
        }
      }
      if comesFromOutside { addEdge(from: -1, to: index) }
      let leaves =
        outputs.contains(node)
        || graph.consumers(of: node).contains { sweep[$0.rawValue] != sweeps }
      if leaves { addEdge(from: index, to: nodes.count) }
    }
    var passing = 0
    return nodes.indices.map { index in
      passing += cover[index]
      return passing == 0
    }
  }

  /// The connected parts of a topologically sorted list, each in that order.
  private mutating func components(of nodes: [NodeID]) -> [[NodeID]] {
    guard nodes.count > 1 else { return nodes.isEmpty ? [] : [nodes] }
    // Union by index in `nodes`; `position` still holds the places in the enclosing sequence.
    let first = position[nodes[0].rawValue]
    var parent = Array(nodes.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while parent[index] != index {
        parent[index] = parent[parent[index]]
        index = parent[index]
      }
      return index
    }
    for (index, node) in nodes.enumerated() {
      for input in graph[node].inputs where sweep[input.rawValue] == sweeps {
        let other = position[input.rawValue] - first
        guard nodes.indices.contains(other) else { continue }
        parent[root(index)] = root(other)
      }
    }
    var lists: [[NodeID]] = []
    var listOfRoot: [Int: Int] = [:]
    for (index, node) in nodes.enumerated() {
      let root = root(index)
      if let list = listOfRoot[root] {
        lists[list].append(node)
      } else {
        listOfRoot[root] = lists.count
        lists.append([node])
      }
    }
    return lists
  }

  private func order(_ branches: [[NodeID]], asArgumentsOf merge: NodeID) -> [[NodeID]] {
    let inputs = graph[merge].inputs
    let rank = branches.map { branch in
      let members = Set(branch)
      return inputs.firstIndex { members.contains($0) } ?? inputs.count
    }
    return branches.indices.sorted { (rank[$0], $0) < (rank[$1], $1) }.map { branches[$0] }
  }
}
