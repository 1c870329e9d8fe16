/// A model as nested regions: sequences of units and of blocks, which fan out and merge again.
///
/// In a sequence, a *cut* is a unit through which every path goes. Units between two cuts form a
/// block; its branches are the connected parts of what lies between. Each branch is a sequence
/// again:
///
///     cut --+-- branch --+-- cut         sequence: [cut, block(branches, merge: cut)]
///           +-- branch --+
///           +-----------(+)              an edge from cut to cut is an identity shortcut
///
/// In a topological order, a unit is a cut if and only if no edge passes over its position, so one
/// sweep finds all cuts of a sequence. A part that has no cut and hangs together is not
/// series-parallel; it stays a flat list.
package struct RegionTree {
  package indirect enum Element {
    case unit(Int)
    case block(Block)
  }

  package struct Block {
    /// The branches in the argument order of the merge.
    package var branches: [[Element]]
    /// Whether the block's input goes to the merge directly, too.
    package var hasIdentity: Bool
    /// The unit that joins the branches; nil when they are joined further out.
    package var merge: Int?
  }

  /// The way to the output that lies deepest.
  package private(set) var elements: [Element] = []
  /// What leads to other outputs only, each part a sequence.
  package private(set) var sideSequences: [[Element]] = []

  private let units: UnitGraph
  /// Where a unit stands in the sequence that was swept last, and which sequence that was.
  private var position: [Int]
  private var sweep: [Int]
  private var sweeps = 0
  /// Whether a unit is in the part of the model that is looked at: the main way or the rest.
  private var isInScope: [Bool]

  /// Nesting beyond this depth stays flat, which bounds time and stack for any graph.
  private static let depthLimit = 24

  /// Finds the regions of a model in time linear in its size for each level of nesting.
  package init(_ units: UnitGraph) {
    self.units = units
    position = Array(repeating: 0, count: units.count)
    sweep = Array(repeating: 0, count: units.count)
    isInScope = Self.mainWay(units)
    let main = (0..<units.count).filter { isInScope[$0] }
    elements = sequence(main, entry: nil, depth: 0)
    guard main.count < units.count else { return }
    // An edge from the main way to an auxiliary output would hide all cuts after it; so what leads
    // to other outputs only is set apart.
    for unit in isInScope.indices { isInScope[unit].toggle() }
    let side = (0..<units.count).filter { isInScope[$0] }
    _ = findCuts(side)
    for part in components(of: side) {
      sideSequences.append(sequence(part, entry: nil, depth: 0))
    }
  }

  /// Marks what the deepest output depends on.
  private static func mainWay(_ units: UnitGraph) -> [Bool] {
    var height = [Int](repeating: 0, count: units.count)
    var deepest: Int?
    for unit in 0..<units.count {
      for input in units.inputs(of: unit) { height[unit] = max(height[unit], height[input] + 1) }
      if units.isReturned(unit), deepest.map({ height[unit] > height[$0] }) ?? true {
        deepest = unit
      }
    }
    var isMain = [Bool](repeating: false, count: units.count)
    if let deepest { isMain[deepest] = true }
    for unit in (0..<units.count).reversed() where isMain[unit] {
      for input in units.inputs(of: unit) { isMain[input] = true }
    }
    return isMain
  }

  private mutating func sequence(_ list: [Int], entry: Int?, depth: Int) -> [Element] {
    guard list.count > 1, depth < Self.depthLimit else { return list.map(Element.unit) }
    let isCut = findCuts(list)
    // The parts are found before any recursion, which reuses the tables.
    var parts: [(between: [[Int]], cut: Int?)] = []
    var between: [Int] = []
    for (index, unit) in list.enumerated() {
      if isCut[index] {
        let branches = components(of: between)
        parts.append((order(branches, asArgumentsOf: unit), unit))
        between = []
      } else {
        between.append(unit)
      }
    }
    if !between.isEmpty { parts.append((components(of: between), nil)) }

    var result: [Element] = []
    var last = entry
    for (branches, cut) in parts {
      if branches.isEmpty {
        if let cut { result.append(.unit(cut)) }
      } else {
        append(branches, merge: cut, entry: last, depth: depth, to: &result)
      }
      last = cut
    }
    return result
  }

  /// Appends what lies between two cuts, with the second one.
  private mutating func append(
    _ branches: [[Int]], merge: Int?, entry: Int?, depth: Int, to result: inout [Element]
  ) {
    let hasIdentity = merge.flatMap { merge in
      entry.map { units.inputs(of: merge).contains($0) }
    }
    if branches.count == 1, hasIdentity != true {
      // Not series-parallel.
      let flat = branches[0].map(Element.unit)
      if let merge {
        result.append(.block(Block(branches: [flat], hasIdentity: false, merge: merge)))
      } else {
        result += flat
      }
      return
    }
    let elements = branches.map { sequence($0, entry: entry, depth: depth + 1) }
    result.append(
      .block(Block(branches: elements, hasIdentity: hasIdentity ?? false, merge: merge)))
  }

  /// Which positions of a topologically sorted list no edge passes over.
  private mutating func findCuts(_ list: [Int]) -> [Bool] {
    sweeps += 1
    for (index, unit) in list.enumerated() {
      position[unit] = index
      sweep[unit] = sweeps
    }
    // cover[i] counts the edges that begin to pass over position i, less those that end there.
    var cover = [Int](repeating: 0, count: list.count + 2)
    func addEdge(from start: Int, to end: Int) {
      guard end > start + 1 else { return }
      cover[start + 1] += 1
      cover[end] -= 1
    }
    for (index, unit) in list.enumerated() {
      let inputs = units.inputs(of: unit)
      var comesFromOutside = inputs.isEmpty
      for input in inputs {
        if sweep[input] == sweeps {
          addEdge(from: position[input], to: index)
        } else {
          comesFromOutside = true
        }
      }
      if comesFromOutside { addEdge(from: -1, to: index) }
      let leaves =
        units.isReturned(unit)
        || units.readers(of: unit).contains { isInScope[$0] && sweep[$0] != sweeps }
      if leaves { addEdge(from: index, to: list.count) }
    }
    var passing = 0
    return list.indices.map { index in
      passing += cover[index]
      return passing == 0
    }
  }

  /// The connected parts of a piece of the list that was swept last, each in that order.
  private func components(of piece: [Int]) -> [[Int]] {
    guard piece.count > 1 else { return piece.isEmpty ? [] : [piece] }
    let first = position[piece[0]]
    var sets = DisjointSets(count: piece.count)
    for (index, unit) in piece.enumerated() {
      for input in units.inputs(of: unit) where sweep[input] == sweeps {
        let other = position[input] - first
        guard piece.indices.contains(other) else { continue }
        sets.join(index, other)
      }
    }
    var lists: [[Int]] = []
    var listOfRoot = [Int](repeating: -1, count: piece.count)
    for (index, unit) in piece.enumerated() {
      let root = sets.representative(of: index)
      if listOfRoot[root] < 0 {
        listOfRoot[root] = lists.count
        lists.append([])
      }
      lists[listOfRoot[root]].append(unit)
    }
    return lists
  }

  /// Sorts the branches before a cut of the list that was swept last by the cut's arguments.
  private func order(_ branches: [[Int]], asArgumentsOf merge: Int) -> [[Int]] {
    guard branches.count > 1 else { return branches }
    let inputs = units.inputs(of: merge)
    // By position in the list: the first argument that a unit is.
    let first = branches.map { position[$0[0]] }.min() ?? 0
    var rank = [Int](repeating: inputs.count, count: position[merge] - first)
    for (index, input) in inputs.enumerated().reversed() {
      guard sweep[input] == sweeps, position[input] >= first else { continue }
      rank[position[input] - first] = index
    }
    let ranks = branches.map { branch in
      branch.map { rank[position[$0] - first] }.min() ?? inputs.count
    }
    return branches.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }.map { branches[$0] }
  }
}
