extension State {
  /// The longest text that is taken.
  private static let longestPaste = 1000

  /// Puts pasted text into the line that is open.
  ///
  /// A view takes none: its letters would be commands.
  mutating func paste(_ text: String) -> [Effect] {
    let lines = text.split(whereSeparator: \.isNewline)
    guard let line = lines.first, ScreenLayout(self).isUsable else { return [] }
    if let obstacle = obstacle(toPasting: line, lines: lines.count) {
      if commandLine != nil {
        commandLine?.fault = obstacle
      } else {
        message = Message(kind: .warning, text: obstacle)
      }
      return []
    }
    var effects: [Effect] = []
    for character in line.map({ $0.isWhitespace ? " " : $0 }) {
      let key = Key.character(character)
      switch scope {
      case .commandLine: effects += typeInCommandLine(key)
      case .search: typeInSearch(key)
      case .helpSearch: typeInHelp(key)
      case .menu: effects += typeInMenu(key)
      case .field: typeInField(key)
      default: break
      }
    }
    return effects
  }

  /// Why a pasted text is not taken; nil when it is.
  private func obstacle(toPasting line: Substring, lines: Int) -> String? {
    switch scope {
    case .commandLine, .search, .helpSearch: break
    case .menu where menu?.kind != .columns: break
    case .field:
      guard line.allSatisfy({ $0.isASCII && $0.isNumber }) else {
        return "what was pasted is no number"
      }
    default: return "not pasted: this takes keys; \(key(.commandLine)) opens a line for text"
    }
    guard lines == 1 else { return "not pasted: it has \(lines) lines; --play FILE does a script" }
    return line.count > Self.longestPaste ? "not pasted: it is too long for a line" : nil
  }
}
