import GraphCore

extension State {
  /// Opens the search line, or jumps to the next row with a text.
  mutating func openSearch(_ text: String) {
    search = SearchState(text: text, origin: selected?.path ?? "")
    guard !text.isEmpty else { return }
    jump(text, forward: true, includingCurrent: true)
    search = nil
  }

  /// Sends a key to the search line: text narrows, Enter goes to the next match, Escape ends.
  mutating func typeInSearch(_ key: Key) {
    guard var search else { return }
    switch key {
    case .escape:
      self.search = nil
      return
    case .enter, .down, .tab:
      jump(search.text, forward: true, includingCurrent: false)
      return
    case .up, .backTab:
      jump(search.text, forward: false, includingCurrent: false)
      return
    case .backspace:
      if search.text.popLast() == nil {
        self.search = nil
        return
      }
    case .control("u"): search.text = ""
    case .character(let character): search.text.append(character)
    default: return
    }
    self.search = search
    // Each letter searches on from where the search began.
    tree.reveal(path: search.origin)
    jump(search.text, forward: true, includingCurrent: true)
  }

  private mutating func jump(_ text: String, forward: Bool, includingCurrent: Bool) {
    let items = outline.allItems
    let needle = text.lowercased()
    let matches = needle.isEmpty ? [] : items.indices.filter { isMatch(items[$0], needle) }
    search?.matches = matches.count
    guard let path = selected?.path, let here = items.firstIndex(where: { $0.path == path }),
      !matches.isEmpty
    else { return }
    let found: Int?
    if forward {
      found = matches.first { includingCurrent ? $0 >= here : $0 > here } ?? matches.first
    } else {
      found = matches.last { $0 < here } ?? matches.last
    }
    guard let found else { return }
    tree.reveal(path: items[found].path)
    dialIndex = 0
  }

  private func isMatch(_ item: OutlineItem, _ needle: String) -> Bool {
    if item.title.lowercased().contains(needle) { return true }
    if let role = item.role, role.lowercased().contains(needle) { return true }
    guard case .layer = item.kind else { return false }
    return analysis.graph.operation(of: item.node).className.lowercased().contains(needle)
      || analysis.shape(of: item.node).description.contains(needle)
  }
}
