/// Folds runs of isomorphic blocks into one row each.
///
/// Two blocks are isomorphic when their calls, in the order of the rows, have equal operations and
/// read each other in the same way; names and what lies outside do not count.
struct RunFolding {
  private let graph: ModelGraph
  /// Where a call stands among the rows of its block, and which block was looked at.
  private var place: [Int]
  private var stamp: [Int]
  private var stamps = 0

  init(_ graph: ModelGraph) {
    self.graph = graph
    place = Array(repeating: 0, count: graph.nodeCapacity)
    stamp = Array(repeating: 0, count: graph.nodeCapacity)
  }

  /// A row as it is, or the rows of a run.
  enum Group {
    case single(OutlineItem)
    case run([OutlineItem])
  }

  /// Groups the rows of one sequence, in time linear in the calls inside.
  mutating func groups(_ items: [OutlineItem]) -> [Group] {
    var result: [Group] = []
    var run: [OutlineItem] = []
    var pattern: [Int] = []
    func close() {
      if run.count > 1 {
        result.append(.run(run))
      } else {
        result += run.map(Group.single)
      }
      run = []
    }
    for item in items {
      guard case .block = item.kind else {
        close()
        result.append(.single(item))
        continue
      }
      if let last = run.last, last.kind == item.kind, equalOperations(last.nodes, item.nodes) {
        // The pattern of the first block is found when a second one asks for it.
        if run.count == 1 { pattern = self.pattern(of: last.nodes) }
        if self.pattern(of: item.nodes) == pattern {
          run.append(item)
          continue
        }
      }
      close()
      run = [item]
    }
    close()
    return result
  }

  private func equalOperations(_ left: [NodeID], _ right: [NodeID]) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).allSatisfy { graph.operation(of: $0) == graph.operation(of: $1) }
  }

  /// Who reads whom: for each call the places of its inputs, or negative numbers for calls outside in
  /// the order of their appearance.
  private mutating func pattern(of nodes: [NodeID]) -> [Int] {
    stamps += 1
    for (index, node) in nodes.enumerated() {
      place[node.rawValue] = index
      stamp[node.rawValue] = stamps
    }
    var outside = 0
    var result: [Int] = []
    for node in nodes {
      result.append(graph[node].inputs.count)
      for input in graph[node].inputs {
        if stamp[input.rawValue] != stamps {
          outside += 1
          place[input.rawValue] = -outside
          stamp[input.rawValue] = stamps
        }
        result.append(place[input.rawValue])
      }
    }
    return result
  }
}
