import GraphCore

extension State {
  /// What the row under the cursor is called in an edit; of a state its edit, of the log its line.
  var rowName: String? {
    if let outputs { return analysis.graph.name(of: outputs.node) }
    let marked = page == .tree || page == .hot ? markedItems : []
    if !marked.isEmpty { return marked.map { Self.name(of: $0) }.joined(separator: "\n") }
    switch page {
    case .log: return log.indices.contains(logList.cursor) ? "\(log[logList.cursor])" : nil
    case .history:
      return history.versions[historyRows[historyList.cursor].id].edit.map { "\($0)" } ?? "original"
    case .compare: return comparisonList.selected.map { Self.name(of: $0.item) }
    case .tree, .hot: return selected.map { Self.name(of: $0) }
    }
  }

  /// The row under the cursor in words, with a tab between two columns; all that there are, whatever
  /// there is room for.
  var rowText: String? {
    if page == .tree || page == .hot, !marks.isEmpty {
      return markedItems.map { Self.text(of: $0, self) }.joined(separator: "\n")
    }
    guard let name = rowName else { return nil }
    switch page {
    case .log: return name
    case .history:
      let version = history.versions[historyRows[historyList.cursor].id]
      let macs = version.totals.multiplyAccumulates.map { "\(Format.grouped($0)) MACs" }
      let pass = version.timing.map { "pass \(Format.milliseconds($0.median))" }
      let words: [String?] = [
        "state \(version.id)", name, "\(Format.grouped(version.totals.parameters)) params", macs,
        pass,
      ]
      return words.compactMap(\.self).joined(separator: "\t")
    case .tree, .hot, .compare:
      // Of a row that is gone, nothing is known here but its name.
      return selected.map { Self.text(of: $0, self) } ?? name
    }
  }

  private static func text(of item: OutlineItem, _ state: State) -> String {
    let facts = state.facts[item.path] ?? RowFacts(cost: .zero)
    let cells = Column.allCases.filter {
      $0 != .bar && !state.columns.hidden.contains($0) && TreeColumn.isMeaningful($0, state)
    }.map { content in
      var column = TreeColumn(content, state)
      // Here is room for all digits.
      column.width = 99
      return "\(column.title) \(column.text(item, facts, state).text)"
    }
    return ([name(of: item)] + cells).joined(separator: "\t")
  }

  private static func name(of item: OutlineItem) -> String {
    item.inner == nil && (item.kind == .layer || item.kind == .unit) ? item.title : item.path
  }

  /// Asks for a text to be put on the clipboard.
  mutating func copy(_ text: String?) -> [Effect] {
    guard let text else { return [] }
    let words = text.replacing("\t", with: "  ").replacing("\n", with: ", ")
    let way = display.isInTmux ? "; tmux lets it through after 'tmux set -s set-clipboard on'" : ""
    message = Message(kind: .info, text: "sent to the clipboard: \(words)\(way)")
    return [.copy(text)]
  }
}
