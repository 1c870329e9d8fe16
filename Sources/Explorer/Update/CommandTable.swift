/// A row of the table of commands: its name, its keys, and all that is said about it.
struct CommandRow: Sendable {
  /// What it does; the raw value is its name after `:`, in the log and in the settings.
  var command: Command
  /// The keys unless the settings give others; hints show the first one.
  var keys: [Key]
  /// Where the keys work.
  var scopes: Set<Scope>
  /// What help, palette and the page of keys say.
  var help: String
  /// The word in the bottom line; nil keeps it out of there.
  var hint: String?
  /// Its place in the bottom line; where there is no room, the last ones go first.
  var rank: Int
  /// What it takes after its name; nil when it takes nothing.
  var argument: Argument?
  /// Other names after `:`, as other programs have them.
  var aliases: [String]
  /// Why it would do nothing now, in one line; nil when it would do something.
  var obstacle: @Sendable (State) -> String?

  /// What a command takes after its name.
  struct Argument: Hashable, Sendable {
    /// What it is, which tells how it is completed.
    enum Kind: Hashable, Sendable {
      /// The name of a layer, or the path of a row.
      case row
      /// One of some words.
      case word([String])
      /// The path of a file.
      case file
      /// A state of the model, a built-in model or the path of a model's file.
      case model
      /// An edit as a line of a script.
      case edit
      /// The name of a command.
      case command
      /// Anything.
      case text
    }

    /// What it is called in help, as in `LAYER`.
    var name: String
    /// What it is.
    var kind: Kind
    /// Whether the command does nothing without it.
    var isRequired = true

    /// `on` or `off`; without it a command turns around what is.
    static let onOrOff = either(["on", "off"])

    /// One of some words; without it a command goes on to the next one.
    static func either(_ words: [String]) -> Self {
      Self(name: words.joined(separator: "|"), kind: .word(words), isRequired: false)
    }
  }

  /// Whether its keys mean something in a scope.
  func works(in scope: Scope) -> Bool {
    scopes.contains(scope) || scope.fallback.map(scopes.contains) == true
  }

  /// The name, with what it takes.
  var usage: String {
    guard let argument else { return command.rawValue }
    return command.rawValue
      + (argument.isRequired ? " \(argument.name)" : " [\(argument.name)]")
  }

  /// Whether it is called so after `:`.
  func isNamed(_ name: String) -> Bool { command.rawValue == name || aliases.contains(name) }
}

/// The one table of commands.
///
/// From it come keys, the bottom line, the help screen, the palette and what may be typed after `:`,
/// the page `Documentation/keys.md`, the man page, and the lines of the log.
enum CommandTable {
  /// A heading with its rows.
  struct Section: Sendable {
    /// The heading.
    var title: String
    /// The rows.
    var rows: [CommandRow]
  }

  /// The table.
  static let sections: [Section] = [move, edit, look, pages, file, screen]

  /// All rows, in the order of the help screen.
  static let rows: [CommandRow] = sections.flatMap(\.rows)

  /// The row of a command.
  static func row(of command: Command) -> CommandRow? { rowsByCommand[command] }

  /// The row of a command by one of its names after `:`.
  static func row(named name: String) -> CommandRow? { rows.first { $0.isNamed(name) } }

  /// The rows with a word for the bottom line of a scope, the most important first.
  static func hints(in scope: Scope) -> [CommandRow] { hintsByScope[scope] ?? [] }

  private static let hintsByScope: [Scope: [CommandRow]] = Dictionary(
    uniqueKeysWithValues: Scope.allCases.map { scope in
      (
        scope,
        rows.filter { $0.works(in: scope) && $0.hint != nil }.sorted { $0.rank < $1.rank }
      )
    })

  private static let rowsByCommand: [Command: CommandRow] =
    Dictionary(rows.map { ($0.command, $0) }, uniquingKeysWith: { first, _ in first })

  /// Makes a row.
  ///
  /// - Parameter unless: why the command would do nothing now; nil when it would do something.
  static func row(
    _ command: Command, _ keys: [Key], _ scopes: Set<Scope>, _ help: String, hint: String? = nil,
    rank: Int = 0, takes argument: CommandRow.Argument? = nil, also aliases: [String] = [],
    unless obstacle: @escaping @Sendable (State) -> String? = { _ in nil }
  ) -> CommandRow {
    CommandRow(
      command: command, keys: keys, scopes: scopes, help: help, hint: hint, rank: rank,
      argument: argument, aliases: aliases, obstacle: obstacle)
  }
}
