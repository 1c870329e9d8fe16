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
  var historyRows: [HistoryRow] { history.rows }
}

extension [HistoryRow] {
  /// Takes in the latest version behind all that its parent led to before, whose last child becomes a
  /// branch beside it.
  mutating func add(_ id: Int, after parent: Int) {
    guard let place = lastIndex(where: { $0.id == parent }) else { return }
    let depth = self[place].depth
    var end = place + 1
    var lastChild: Int?
    while end < count, self[end].depth > depth || self[end].depth == depth && !self[end].isFork {
      if lastChild == nil, self[end].depth == depth { lastChild = end }
      end += 1
    }
    if let lastChild {
      self[lastChild].isFork = true
      for index in lastChild..<end { self[index].depth += 1 }
    }
    insert(HistoryRow(id: id, depth: depth), at: end)
  }
}
