/// Which key does what where: the table's keys, or those of the settings.
struct Keymap: Hashable, Sendable {
  private var commands: [Scope: [Key: Command]] = [:]
  private var keys: [Command: [Key]] = [:]

  /// The keys of the table.
  static let standard: Keymap = {
    var keymap = Keymap()
    for row in CommandTable.rows { keymap.add(row.keys, to: row) }
    return keymap
  }()

  /// What a key does in a scope.
  func command(for key: Key, in scope: Scope) -> Command? {
    commands[scope]?[key] ?? scope.fallback.flatMap { commands[$0]?[key] }
  }

  /// The keys of a command; the first one is the one to show.
  func keys(of command: Command) -> [Key] { keys[command] ?? [] }

  /// Gives a command other keys than it had.
  ///
  /// - Returns: the commands that lost a key by it.
  mutating func bind(_ command: Command, to newKeys: [Key]) -> [Command] {
    guard let row = CommandTable.row(of: command) else { return [] }
    for key in keys(of: command) {
      for scope in row.scopes { commands[scope]?[key] = nil }
    }
    keys[command] = []
    var losers: [Command] = []
    for scope in row.scopes {
      for key in newKeys {
        guard let loser = commands[scope]?[key], loser != command else { continue }
        keys[loser]?.removeAll { $0 == key }
        for other in Scope.allCases where commands[other]?[key] == loser {
          commands[other]?[key] = nil
        }
        if !losers.contains(loser) { losers.append(loser) }
      }
    }
    add(newKeys, to: row)
    return losers
  }

  private mutating func add(_ newKeys: [Key], to row: CommandRow) {
    keys[row.command, default: []] += newKeys
    for scope in row.scopes {
      for key in newKeys { commands[scope, default: [:]][key] = row.command }
    }
  }
}

extension State {
  /// The key of a command as texts name it, the first of several; one without a key by its name after
  /// `:`.
  func key(_ command: Command) -> String {
    keymap.keys(of: command).first?.label ?? ":\(command.rawValue)"
  }
}

extension Key: ExpressibleByExtendedGraphemeClusterLiteral {
  /// The key that types a character.
  init(extendedGraphemeClusterLiteral value: Character) {
    self = .character(value)
  }
}
