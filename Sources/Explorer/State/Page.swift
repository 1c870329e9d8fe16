/// What stands in the place of the tree.
enum Page: String, Hashable, Sendable, CaseIterable {
  /// The tree of blocks, branches and layers.
  case tree
  /// All layers in one table, sorted by a column.
  case hot
  /// What differs from another model.
  case compare
  /// The states of the model, as the tree of edits.
  case history
  /// Everything that was done, as commands.
  case log
}

/// How a row of the tree was looked at.
struct RowBehind: Hashable, Sendable {
  /// Its path.
  var path: String
  /// Which of its numbers was chosen.
  var dial: Int
  /// The first line of the details.
  var detailTop: Int
}
