/// A row of the tree of states.
struct HistoryRow: Hashable, Sendable {
  /// The version.
  var id: Int
  /// For each branch that is open to the left, a line; the last is the row's own mark.
  var depth: Int
}

extension State {
  /// The states in the order of the screen: a branch stands before what came after it.
  var historyRows: [HistoryRow] {
    var children: [Int: [Int]] = [:]
    for version in history.versions {
      if let parent = version.parent { children[parent, default: []].append(version.id) }
    }
    var rows: [HistoryRow] = []
    // The last child goes on in the same column, the others are branches beside it.
    var stack = [HistoryRow(id: 0, depth: 0)]
    while let row = stack.popLast() {
      rows.append(row)
      let next = children[row.id] ?? []
      guard let last = next.last else { continue }
      stack.append(HistoryRow(id: last, depth: row.depth))
      for child in next.dropLast().reversed() {
        stack.append(HistoryRow(id: child, depth: row.depth + 1))
      }
    }
    return rows
  }
}
