extension State {
  /// Says of a key that means nothing here where it means something, or where all keys are listed.
  mutating func sayWhereItWorks(_ key: Key) {
    let elsewhere = Scope.allCases.compactMap { keymap.command(for: key, in: $0) }.first
    if let row = elsewhere.flatMap({ CommandTable.row(of: $0) }),
      let obstacle = obstacle(to: row, in: viewScope)
    {
      message = Message(kind: .info, text: "\(key.label) \(obstacle)")
    } else {
      message = Message(
        kind: .info, text: "\(key.label) does nothing here; \(self.key(.help)) lists the keys")
    }
  }

  /// Opens the help screen, or closes it.
  mutating func toggleHelp(_ filter: String?) {
    help = help == nil ? HelpState(line: LineEditor(filter ?? "")) : nil
  }

  /// Does what a command says while the help screen has the keys.
  mutating func performInHelp(_ command: Command) -> [Effect] {
    guard let top = help?.top else { return [] }
    let page = max(1, ScreenLayout(self).helpRows)
    let end = max(0, HelpView.lines(self).count - page)
    let rows: Int
    switch command {
    case .up: rows = -1
    case .down: rows = 1
    case .pageUp: rows = -page
    case .pageDown: rows = page
    case .halfPageUp: rows = -page / 2
    case .halfPageDown: rows = page / 2
    case .top: rows = -top
    case .bottom: rows = end
    case .search:
      help?.isTyping = true
      return []
    default: return []
    }
    help?.top = max(0, min(end, top + rows))
    return []
  }

  /// Sends a key to the search in the help screen: text narrows, Enter keeps it, Escape takes it back.
  mutating func typeInHelp(_ key: Key) {
    switch key {
    case .escape:
      help?.isTyping = false
      help?.line = LineEditor()
    case .enter, .down, .up: help?.isTyping = false
    case .backspace where help?.filter.isEmpty == true: help?.isTyping = false
    default:
      guard help?.line.take(key) == true else { return }
      help?.isTyping = true
      help?.box = nil
    }
    help?.top = 0
  }
}
