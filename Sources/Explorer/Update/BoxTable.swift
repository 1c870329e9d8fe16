/// What stands in front of a view and has the keys.
enum Box: String, Hashable, Sendable, CaseIterable {
  /// Any box.
  case any = "every box"
  /// Any line of text.
  case text = "lines of text"
  /// The field that takes a number.
  case number = "a number"
  /// A list to choose from.
  case list = "lists to choose from"
  /// The list of columns.
  case columns = "columns"
  /// The line that searches.
  case search
  /// The line that filters.
  case filter
  /// The line that takes commands.
  case commandLine = "command line"
  /// The help screen.
  case help
  /// The search in the help screen.
  case helpSearch = "search of help"
}

/// A row of the table of keys that boxes have.
struct BoxRow: Sendable {
  /// Where the keys work.
  var boxes: [Box]
  /// The keys; empty where they are a kind of key.
  var keys: [Key]
  /// The kind of key, as `0-9`; nil for the keys themselves.
  var kind: String?
  /// What they do.
  var help: String
  /// The word in the bottom line; nil keeps it out of there.
  var hint: String?
  /// The keys in the bottom line, where they are several; nil for the first one.
  var hintKeys: String?
  /// Whether it is there only while a preview has other ways.
  var needsChoices = false

  /// The keys in words that every keyboard has.
  var names: String { (kind.map { [$0] } ?? keys.map(\.name)).joined(separator: " ") }

  /// The keys as the help screen writes them.
  var labels: String { (kind.map { [$0] } ?? keys.map(\.label)).joined(separator: " ") }

  /// Where they work, in words.
  var places: String { boxes.map(\.rawValue).joined(separator: ", ") }
}

/// The one table of the keys that work in boxes; they are the same for everybody.
///
/// From it come the bottom line, the help screen, the page `Documentation/keys.md` and the man page.
enum BoxTable {
  /// The heading.
  static let title = "In boxes"

  /// The table; in the bottom line, what closes a box comes last.
  static let rows: [BoxRow] = [
    row([.number], kind: "0-9", "type a number", hint: "number"),
    row([.number], [.up, .right, .down, .left], "one more, one less", hint: "by 1", as: "↑↓"),
    row(
      [.number], [.pageUp, .pageDown], "8 more, 8 less; so do the keys that step in the tree",
      hint: "by 8", as: "PgUp/Dn"),
    row([.columns], [" "], "show or hide the column", hint: "show or hide"),
    row(
      [.columns], ["+", "K", "-", "J"], "let it stay longer, or give way sooner",
      hint: "stay longer, shorter", as: "+ −"),
    row([.columns], ["j", "k"], "next column, column before"),
    row([.commandLine], [.tab, .down], "next line of the list", hint: "complete"),
    row([.commandLine], [.backTab, .up], "line of the list before; above it, earlier lines"),
    row([.list], [.enter], "take the row", hint: "take it"),
    row(
      [.number], [.tab, .backTab], "another way to make the edit", hint: "another way",
      needsChoices: true),
    row([.number], [.enter], "make the edit", hint: "take it"),
    row([.search], [.enter], "stay on the row", hint: "go there"),
    row([.filter], [.enter], "keep the filter", hint: "keep it"),
    row([.search], [.down, .tab, .control("n")], "next row that fits", hint: "others", as: "↓ ↑"),
    row([.search], [.up, .backTab, .control("p")], "row before that fits"),
    row([.commandLine], [.enter], "do what the line says", hint: "do it"),
    row(
      [.commandLine], [.control("p"), .control("n")], "earlier line, later line", hint: "earlier",
      as: "^P"),
    row(
      [.list, .columns], [.up, .down, .control("p"), .control("n")], "row before, next row",
      hint: "choose", as: "↑↓"),
    row(
      [.list, .columns], [.pageUp, .pageDown, .home, .end], "a page up or down, first row, last row"
    ),
    row([.list], kind: "a-z", "show only rows with the text; ^W and ^U take it out"),
    row(
      [.list], [.tab, .backTab], "another way to make the edit", hint: "another way",
      needsChoices: true),
    row([.helpSearch], [.enter], "keep what fits", hint: "keep"),
    row([.helpSearch], [.escape], "show all keys", hint: "all keys"),
    row([.help], kind: "a-z", "show only keys with the text, unless the letter is a key here"),
    row([.text], [.left, .control("b"), .right, .control("f")], "move by a character"),
    row([.text], [.home, .control("a"), .end, .control("e")], "go to the beginning, to the end"),
    row([.text], [.backspace, .delete], "take out the character before, the one behind"),
    row([.text], [.control("w")], "take out the word before"),
    row([.text], [.control("u"), .control("k")], "take out all before, all behind"),
    row([.any], [.function(1)], "the keys of the box; ? too, where it takes no text"),
    row([.number, .list], [.escape, .control("g")], "leave it as it is", hint: "leave it"),
    row([.columns], [.escape, "q"], "close the list", hint: "done"),
    row([.search], [.escape], "back to where it began", hint: "back"),
    row([.filter], [.escape], "show all rows", hint: "all rows"),
    row([.commandLine], [.escape], "close the line", hint: "leave"),
  ]

  /// The rows with a word for the bottom line of a box.
  static func hints(in box: Box, hasChoices: Bool) -> [BoxRow] {
    rows.filter { $0.hint != nil && $0.boxes.contains(box) && (hasChoices || !$0.needsChoices) }
  }

  /// The rows of the keys that work in a box.
  static func rows(in box: Box) -> [BoxRow] {
    rows.filter {
      $0.boxes.contains(box) || $0.boxes == [.any] || (box.takesText && $0.boxes == [.text])
    }
  }

  private static func row(
    _ boxes: [Box], _ keys: [Key] = [], kind: String? = nil, _ help: String, hint: String? = nil,
    as hintKeys: String? = nil, needsChoices: Bool = false
  ) -> BoxRow {
    BoxRow(
      boxes: boxes, keys: keys, kind: kind, help: help, hint: hint, hintKeys: hintKeys,
      needsChoices: needsChoices)
  }
}

extension Box {
  /// Whether it is a line of text.
  var takesText: Bool { [.search, .filter, .commandLine, .helpSearch].contains(self) }

  /// Whether a character that is typed means itself there.
  var takesCharacters: Bool { takesText || self == .list }
}

extension State {
  /// The box that has the keys, but for a question, which says its keys itself; nil when none has.
  var box: Box? {
    switch scope {
    case .field: .number
    case .menu: menu?.kind == .columns ? .columns : .list
    case .search: search?.isFilter == true ? .filter : .search
    case .commandLine: .commandLine
    case .help: .help
    case .helpSearch: .helpSearch
    case .question, .tree, .hot, .compare, .history, .log, .outputs: nil
    }
  }
}
