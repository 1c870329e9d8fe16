/// The rows of an outline before runs are folded, which depend on wiring, names and forms alone.
///
/// That is the costly part of an outline. After an edit that leaves all of these as they were, it is
/// taken over with the new numbers in its dials.
struct OutlineSkeleton: Sendable {
  private let parent: String
  private var rows: [OutlineItem]
  /// What the rows of runs can't be called.
  private let paths: [String: Int]

  /// The rows of a model, their paths beginning with `parent`.
  init(_ analysis: ModelAnalysis, parent: String = "") {
    var builder = OutlineBuilder(analysis)
    self.parent = parent
    rows = builder.rows(parent: parent)
    paths = builder.paths
  }

  /// The rows with runs folded.
  func folded(_ graph: ModelGraph) -> [OutlineItem] {
    var rows = RunRows(graph, taken: paths)
    return rows.folded(self.rows, parent: parent)
  }

  /// The rows after an edit; nil when it changed more than configurations of the same form.
  func updated(from old: ModelAnalysis, to new: ModelAnalysis) -> OutlineSkeleton? {
    guard old.order == new.order, let layers = new.graph.reconfigured(since: old.graph) else {
      return nil
    }
    var isChanged = [Bool](repeating: false, count: new.graph.nodeCapacity)
    for layer in layers {
      guard let form = OutlineForm(new.graph[layer].operation),
        form == OutlineForm(old.graph[layer].operation)
      else { return nil }
      for call in new.graph.calls(of: layer) { isChanged[call.rawValue] = true }
    }
    var result = self
    Self.turnDials(in: &result.rows, isChanged, new.graph)
    return result
  }

  /// Puts the numbers of changed layers into the dials of the rows around them.
  private static func turnDials(
    in rows: inout [OutlineItem], _ isChanged: [Bool], _ graph: ModelGraph
  ) {
    for index in rows.indices {
      guard rows[index].inner == nil, rows[index].nodes.contains(where: { isChanged[$0.rawValue] })
      else { continue }
      for dial in rows[index].dials.indices {
        guard let layer = graph.layer(named: rows[index].dials[dial].layer),
          let value = graph[layer].operation.dial?.value
        else { continue }
        rows[index].dials[dial].value = value
      }
      turnDials(in: &rows[index].children, isChanged, graph)
    }
  }
}

/// Puts a row around each run of isomorphic blocks, at every depth.
private struct RunRows {
  private var runs: RunFolding
  private var taken: [String: Int]

  init(_ graph: ModelGraph, taken: [String: Int]) {
    runs = RunFolding(graph)
    self.taken = taken
  }

  mutating func folded(_ items: [OutlineItem], parent: String) -> [OutlineItem] {
    var items = items
    for index in items.indices {
      switch items[index].kind {
      case .block, .branch:
        // Most branches hold no block.
        guard items[index].children.contains(where: \.mayHoldRuns) else { continue }
        items[index].children = folded(items[index].children, parent: items[index].path)
      case .run, .unit, .layer: continue
      }
    }
    let groups = runs.groups(items)
    guard groups.count < items.count else { return items }
    var blocksOfBase: [Substring: Int] = [:]
    for item in items {
      guard case .block = item.kind else { continue }
      blocksOfBase[NumberedTitle(ofBlock: item.title).base, default: 0] += 1
    }
    return groups.map { group in
      switch group {
      case .single(let item): return item
      case .run(let blocks):
        let name = Self.name(of: blocks, blocksOfBase)
        return OutlineItem(
          kind: .run(blocks.count), path: claim(name, parent: parent),
          title: "\(name) x\(blocks.count)", node: blocks[blocks.count - 1].node,
          nodes: blocks.flatMap(\.nodes), children: blocks, dials: [])
      }
    }
  }

  private static func name(
    of blocks: [OutlineItem], _ blocksOfBase: [Substring: Int]
  ) -> String {
    let first = NumberedTitle(ofBlock: blocks[0].title)
    let last = NumberedTitle(ofBlock: blocks[blocks.count - 1].title)
    if first.base.isEmpty
      || blocks.contains(where: { NumberedTitle(ofBlock: $0.title).base != first.base })
    {
      return "\(blocks[0].title)..\(blocks[blocks.count - 1].title)"
    }
    if blocksOfBase[first.base] == blocks.count { return String(first.base) }
    // Others of that name are not in the run.
    return "\(blocks[0].title)-\(last.number)"
  }

  private mutating func claim(_ name: String, parent: String) -> String {
    let word = Outline.pathComponent(name)
    let path = parent.isEmpty ? word : "\(parent)/\(word)"
    var free = path
    var number = 1
    while taken[free] != nil {
      number += 1
      free = "\(path)#\(number)"
    }
    taken[free] = 1
    return free
  }
}

extension OutlineItem {
  /// Whether it is a block, or a branch, in which blocks may be.
  fileprivate var mayHoldRuns: Bool {
    switch kind {
    case .block, .branch: true
    case .run, .unit, .layer: false
    }
  }
}
