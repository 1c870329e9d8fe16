import GraphCore

/// A list to choose from, over the screen.
struct MenuState: Hashable, Sendable {
  /// What the list is for.
  enum Kind: Hashable, Sendable {
    /// Edits of the structure around a row.
    case edits
    /// Ways out of a refused edit.
    case waysOut
    /// The columns of the tree.
    case columns
    /// What to compare with.
    case comparison
    /// Where to stop when the outputs are stepped through.
    case breakConditions
  }

  /// A row of the list.
  struct Item: Hashable, Sendable {
    /// What it is called.
    var label: String
    /// What is said about it.
    var note = ""
    /// The heading that it stands under.
    var section = ""
    /// What typed text is looked for in, where label and heading hold names of the model, which are
    /// not meant; nil for label and heading.
    var words: String?
    /// What Enter does.
    var action: Action

    /// Whether a text, in lower case, is in what it is found by.
    func fits(_ needle: String) -> Bool {
      (words.map { [$0] } ?? [label, section]).contains {
        // A multiplication sign is on no keyboard.
        $0.lowercased().replacing("×", with: "x").contains(needle)
      }
    }
  }

  /// What Enter does.
  enum Action: Hashable, Sendable {
    /// Makes an edit.
    case edit(Edit)
    /// Shows or hides a column.
    case column(Column)
    /// Compares with another model.
    case compare(Comparison.Base)
    /// Asks for the name of a model to compare with.
    case askForModel
    /// Stops at a layer whose output is so.
    case breakCondition(BreakCondition?)
    /// Asks for a condition that is typed.
    case askForBreak
  }

  /// What the list is for.
  var kind: Kind
  /// The heading.
  var title: String
  /// What is told above the rows, line by line.
  var reason: [String] = []
  /// All rows.
  var items: [Item]
  /// The rows that are shown.
  var list = ListState()
  /// What was typed to narrow the list.
  var filter = ""
  /// What the edit under the cursor would lead to.
  var preview: EditPreview?

  /// The rows that the typed text leaves.
  var shownItems: [Item] {
    guard !filter.isEmpty else { return items }
    let needle = filter.lowercased()
    return items.filter { $0.fits(needle) }
  }

  /// The row under the cursor.
  var selected: Item? {
    let items = shownItems
    return items.indices.contains(list.cursor) ? items[list.cursor] : nil
  }
}
