extension CommandTable {
  /// What stands in the place of the tree.
  static let pages = Section(
    title: "Lists and states",
    rows: [
      row(
        .view, [], .lists.union([.outputs]), "go to a view by its name",
        takes: .init(name: "VIEW", kind: .word(ViewName.allCases.map(\.rawValue)))),
      row(
        .hotList, ["t"], .lists, "all layers in one table, sorted; again to go back",
        hint: "hot list", rank: 14),
      row(.sortNext, [">"], [.hot], "sort by the next column", hint: "sort", rank: 0),
      row(.sortPrevious, ["<"], [.hot], "sort by the column before"),
      row(
        .invertSort, ["I"], [.hot], "the smallest first, or the largest", hint: "reverse", rank: 0),
      row(
        .sort, [], .lists,
        "sort the hot list by a column, ascending or descending; by the same again turns it around",
        takes: .init(name: "COLUMN", kind: .word(SortKey.words))),
      row(
        .compare, ["c"], .lists,
        "what differs from the original, from a state or from another model",
        hint: "compare", rank: 13,
        takes: .init(name: "original|STATE|MODEL", kind: .model, isRequired: false)),
      row(
        .comparisonBase, ["b"], [.compare], "choose what to compare with", hint: "compare with",
        rank: 0),
      row(
        .showAll, ["a"], [.compare], "all rows, or those that differ", hint: "all rows", rank: 0,
        takes: .onOrOff),
      row(
        .history, ["H"], .lists, "the states of the model, as a tree of edits", hint: "states",
        rank: 15),
      row(
        .state, [], .lists.union([.outputs]), "go to a state by its number",
        takes: .init(name: "NUMBER", kind: .text)),
      row(.log, ["L"], .lists, "everything that was done, as commands"),
    ])
}
