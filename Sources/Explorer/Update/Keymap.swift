/// A row of the table of commands: keys, where they work, and what is said about them.
struct KeyBinding: Hashable, Sendable {
  /// What the keys do.
  var command: Command
  /// The keys; hints show the first one.
  var keys: [Key]
  /// Where they work.
  var scopes: Set<Scope>
  /// What the help screen says.
  var help: String
  /// The word in the bottom line; nil keeps it out of there.
  var hint: String?
  /// Its place in the bottom line; where there is no room, the last ones go first.
  var rank: Int
}

/// The one table from which keys, the help screen and the bottom line are made.
enum Keymap {
  /// A heading of the help screen with its rows.
  struct Section: Hashable, Sendable {
    /// The heading.
    var title: String
    /// The rows.
    var bindings: [KeyBinding]
  }

  /// The table.
  static let sections: [Section] = [
    Section(
      title: "Move",
      bindings: [
        bind(.up, [.up, "k"], [.tree, .outputs, .help], "one row up"),
        bind(.down, [.down, "j"], [.tree, .outputs, .help], "one row down"),
        bind(.left, [.left, "h"], [.tree, .outputs], "close the row, or go to its parent"),
        bind(.right, [.right, "l"], [.tree, .outputs], "open the row, or go into it"),
        bind(.toggleFold, [" "], [.tree], "fold or unfold", hint: "fold", rank: 7),
        bind(.expandAll, ["*", "E"], [.tree], "open every row"),
        bind(.collapseAll, ["C"], [.tree], "close every row"),
        bind(.top, ["g", .home], [.tree, .outputs, .help], "first row"),
        bind(.bottom, ["G", .end], [.tree, .outputs, .help], "last row"),
        bind(
          .pageUp, [.pageUp, .control("b")], [.tree, .outputs, .help], "one page up"),
        bind(
          .pageDown, [.pageDown, .control("f")], [.tree, .outputs, .help], "one page down"),
        bind(.halfPageUp, [.control("u")], [.tree, .help], "half a page up"),
        bind(.halfPageDown, [.control("d")], [.tree, .help], "half a page down"),
        bind(.search, ["/"], [.tree], "search names, classes and shapes", hint: "search", rank: 9),
      ]),
    Section(
      title: "Edit",
      bindings: [
        bind(.increase, ["+", "=", "]"], [.tree], "one filter more", hint: "filters", rank: 1),
        bind(.decrease, ["-", "["], [.tree], "one filter less"),
        bind(.increaseMore, ["}"], [.tree], "8 filters more"),
        bind(.decreaseMore, ["{"], [.tree], "8 filters less"),
        bind(
          .typeNumber, ["e"], [.tree], "type a number (a digit begins one, too)", hint: "type",
          rank: 2),
        bind(.nextDial, [.tab], [.tree], "next number of a block", hint: "dial", rank: 3),
        bind(.previousDial, [.backTab], [.tree], "number of a block before"),
        bind(.undo, ["u"], [.tree], "undo", hint: "undo", rank: 4),
        bind(.redo, [.control("r"), "U"], [.tree], "redo"),
      ]),
    Section(
      title: "Run and look",
      bindings: [
        bind(
          .run, ["r"], [.tree, .outputs], "time a forward pass; again to stop it", hint: "run",
          rank: 5),
        bind(.showOutput, [.enter], [.tree], "show the output of the row", hint: "output", rank: 6),
        bind(
          .nextLayer, ["n"], [.tree, .outputs], "next layer in execution order", hint: "step",
          rank: 8),
        bind(
          .previousLayer, ["p"], [.tree, .outputs], "layer before in execution order"),
        bind(
          .toggleGrid, [.tab, "c"], [.outputs], "all channels, or one large", hint: "grid/one",
          rank: 1),
        bind(.nextChannel, [".", ">"], [.outputs], "next channel", hint: "channel", rank: 2),
        bind(.previousChannel, [",", "<"], [.outputs], "channel before"),
        bind(
          .switchInput, ["i"], [.tree, .outputs], "run on the photograph or on random numbers",
          hint: "input", rank: 10),
        bind(.switchColors, ["m"], [.outputs], "another colour map", hint: "colours", rank: 9),
        bind(
          .switchScale, ["s"], [.outputs], "colours by channel or by layer", hint: "scale", rank: 9
        ),
      ]),
    Section(
      title: "Screen",
      bindings: [
        bind(.toggleDetail, ["d"], [.tree], "show or hide the details", hint: "detail", rank: 11),
        bind(
          .help, ["?", .function(1)], [.tree, .outputs, .help], "this help", hint: "help", rank: 20),
        bind(.redraw, [.control("l")], [.tree, .outputs, .help], "paint the screen anew"),
        bind(.suspend, [.control("z")], [.tree, .outputs, .help, .field, .search], "suspend"),
        bind(
          .cancel, [.control("c")], [.tree, .outputs, .help, .field, .search],
          "stop a run; without one, leave"),
        bind(.close, [.escape], [.tree, .outputs, .help], "close the view, or stop a run"),
        bind(
          .back, ["q"], [.tree, .outputs, .help], "close the view; without one, leave",
          hint: "quit",
          rank: 21),
      ]),
  ]

  /// The command of a key in a scope.
  static func command(for key: Key, in scope: Scope) -> Command? {
    commands[Place(key: key, scope: scope)]
  }

  /// The bindings with a word for the bottom line of a scope.
  static func hints(in scope: Scope) -> [KeyBinding] {
    sections.flatMap(\.bindings).filter { $0.scopes.contains(scope) && $0.hint != nil }
      .sorted { $0.rank < $1.rank }
  }

  private struct Place: Hashable {
    var key: Key
    var scope: Scope
  }

  private static let commands: [Place: Command] = {
    var table: [Place: Command] = [:]
    for binding in sections.flatMap(\.bindings) {
      for scope in binding.scopes {
        for key in binding.keys { table[Place(key: key, scope: scope)] = binding.command }
      }
    }
    return table
  }()

  private static func bind(
    _ command: Command, _ keys: [Key], _ scopes: Set<Scope>, _ help: String, hint: String? = nil,
    rank: Int = 0
  ) -> KeyBinding {
    KeyBinding(command: command, keys: keys, scopes: scopes, help: help, hint: hint, rank: rank)
  }
}

extension Key: ExpressibleByExtendedGraphemeClusterLiteral {
  /// The key that types a character.
  init(extendedGraphemeClusterLiteral value: Character) {
    self = .character(value)
  }
}
