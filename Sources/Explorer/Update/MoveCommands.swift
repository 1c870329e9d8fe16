extension CommandTable {
  /// Moving, folding and finding.
  static let move = Section(
    title: "Move",
    rows: [
      row(.up, [.up, "k"], .lists.union([.outputs, .help]), "one row up", hint: "move", rank: 1),
      row(.down, [.down, "j"], .lists.union([.outputs, .help]), "one row down"),
      row(.left, [.left, "h"], [.tree, .outputs], "close the row, or go to its parent"),
      row(
        .right, [.right, "l"], [.tree, .outputs], "open the row, or go into it", hint: "open",
        rank: 2),
      row(.toggleFold, [" "], [.tree], "fold or unfold", hint: "fold", rank: 12) {
        $0.tree.selected?.hasChildren == true || $0.tree.selected?.depth ?? 0 > 0
          ? nil : "there is nothing to fold here"
      },
      row(.expandAll, ["*", "E"], [.tree], "open every row"),
      row(.collapseAll, ["C"], [.tree], "close every row"),
      row(.top, ["g", .home], .lists.union([.outputs, .help]), "first row"),
      row(.bottom, ["G", .end], .lists.union([.outputs, .help]), "last row"),
      row(.pageUp, [.pageUp, .control("b")], .lists.union([.outputs, .help]), "one page up"),
      row(
        .pageDown, [.pageDown, .control("f")], .lists.union([.outputs, .help]), "one page down"),
      row(
        .halfPageUp, [.control("u")], .lists.union([.outputs, .help]),
        "half a page up, or eight pixels"),
      row(
        .halfPageDown, [.control("d")], .lists.union([.outputs, .help]),
        "half a page down, or eight pixels"),
      row(
        .search, ["/"], .lists.union([.help]), "search: words, class:, shape:, params>1e6, regex",
        hint: "find",
        rank: 8, takes: .init(name: "TEXT", kind: .text, isRequired: false)),
      row(.findNext, ["n"], .lists, "next row that fits the search", unless: nothingSought),
      row(
        .findPrevious, ["N"], .lists, "row before that fits the search", unless: nothingSought),
      row(
        .filter, ["f"], [.tree], "show only rows that fit, as in a search", hint: "filter",
        rank: 16, takes: .init(name: "TEXT", kind: .text, isRequired: false)),
      row(
        .nextPane, [.tab, .backTab], .lists, "to the details and back: keys that move scroll there",
        takes: .init(name: "list|details", kind: .word(["list", "details"]), isRequired: false)
      ) {
        ScreenLayout($0).detail == nil && !$0.hasOnePane
          ? "there is one pane now; \($0.key(.toggleDetail)) shows the details" : nil
      },
      row(
        .goTo, [], [.tree, .outputs], "put the cursor on a layer or a row, or show its output",
        takes: .init(name: "LAYER", kind: .row)),
      row(.openRow, [], [.tree], "open a row", takes: .init(name: "ROW", kind: .row)),
      row(.closeRow, [], [.tree], "close a row", takes: .init(name: "ROW", kind: .row)),
    ])

  private static let nothingSought: @Sendable (State) -> String? = { state in
    (state.lines == nil ? state.lastQuery == nil : state.lastLine.isEmpty)
      ? "nothing was searched for yet; \(state.key(.search)) searches" : nil
  }
}
