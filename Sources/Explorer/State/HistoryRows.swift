/// A row of the tree of states.
struct HistoryRow: Hashable, Sendable {
  /// The version.
  var id: Int
  /// How many lines run down to the left of the mark: the branches that go on further below.
  var depth = 0
  /// Whether a branch begins here, which leaves the line to the left.
  var isFork = false

  /// The lines before the mark, and the mark's own column.
  ///
  ///     ○ 0        the original
  ///     ├─○ 1      tried on the original, and left
  ///     ├─○ 2      tried in its place …
  ///     │ ○ 3      … and gone on with
  ///     ○ 4        the latest edit of the original
  ///
  /// - Parameter columns: what they may take; of more, those on the left give way to `…`.
  func lines(columns: Int) -> String {
    var lines = String(repeating: "│ ", count: isFork ? depth - 1 : depth)
    if isFork { lines += "├─" }
    guard lines.count > columns else { return lines }
    return columns < 2 ? "" : "… " + lines.suffix((columns - 2) / 2 * 2)
  }
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
    var stack = [HistoryRow(id: 0)]
    while let row = stack.popLast() {
      rows.append(row)
      let next = children[row.id] ?? []
      guard let last = next.last else { continue }
      stack.append(HistoryRow(id: last, depth: row.depth))
      for child in next.dropLast().reversed() {
        stack.append(HistoryRow(id: child, depth: row.depth + 1, isFork: true))
      }
    }
    return rows
  }
}
