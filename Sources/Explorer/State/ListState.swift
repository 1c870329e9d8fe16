/// A list: which row the cursor is on, and how far it is scrolled.
struct ListState: Hashable, Sendable {
  /// The index of the row under the cursor.
  var cursor = 0
  /// The index of the first row on screen.
  private(set) var top = 0

  /// Moves as a command says.
  ///
  /// - Parameters:
  ///   - page: the rows on screen.
  /// - Returns: false when it is no command that moves.
  mutating func move(_ command: Command, count: Int, page: Int) -> Bool {
    switch command {
    case .up: cursor -= 1
    case .down: cursor += 1
    case .top: cursor = 0
    case .bottom: cursor = count - 1
    case .pageUp: cursor -= max(1, page - 1)
    case .pageDown: cursor += max(1, page - 1)
    case .halfPageUp: cursor -= max(1, page / 2)
    case .halfPageDown: cursor += max(1, page / 2)
    default: return false
    }
    cursor = max(0, min(count - 1, cursor))
    return true
  }

  /// Scrolls so that the cursor is among the visible rows, with a margin where there is room.
  mutating func scroll(count: Int, toShow visible: Int) {
    cursor = max(0, min(count - 1, cursor))
    let margin = max(0, min(TreeState.scrollMargin, (visible - 1) / 2))
    top = min(top, cursor - margin)
    top = max(top, cursor + margin - visible + 1)
    top = max(0, min(top, count - visible))
  }
}
