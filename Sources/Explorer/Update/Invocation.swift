import GraphCore

/// What a line says: a command with what it takes.
struct Invocation: Hashable, Sendable, CustomStringConvertible {
  /// The command.
  var command: Command
  /// What it takes; nil when nothing was given.
  var argument: String?

  /// The line that is read as this, the format of the log; an edit stands for itself.
  var description: String {
    if command == .edit, let argument { return argument }
    return argument.map { "\(command.rawValue) \(Self.oneLine($0))" } ?? command.rawValue
  }

  /// An argument as it is read back from a line: in quotes, unless it stands for itself.
  private static func oneLine(_ argument: String) -> String {
    let isPlain =
      Self.argument(EditScript.withoutComment("\(argument) #")[...]) == argument
      && !argument.contains(where: \.isNewline) && " \(argument)".first == " "
    return isPlain ? argument : EditScript.inQuotes(argument)
  }

  /// What stands behind a command's name: without quotes, when all of it is in some.
  private static func argument(_ text: Substring) -> String {
    let rest = text.trimmingBlanks
    return EditScript.unquoted(rest) ?? rest
  }

  /// Whether nothing is left of an earlier line that this one follows.
  func supersedes(_ earlier: Invocation) -> Bool {
    switch command {
    case .openRow, .closeRow:
      [.openRow, .closeRow].contains(earlier.command) && argument == earlier.argument
    default: command.isAbsolute && command == earlier.command
    }
  }

  /// Why a line is no command.
  struct Fault: Error, Hashable, Sendable {
    /// One line.
    var text: String
    /// Whether there is no such command, so that a list of all of them would help.
    var isUnknown = false
  }

  /// Reads a line: the name of a command or the only one that it begins, or an edit as a script has it.
  init(parsing line: String) throws(Fault) {
    let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
    let name = words.first.map { String($0) } ?? ""
    let rest = words.count > 1 ? Self.argument(words[1]) : ""
    let named = CommandTable.rows.filter { $0.command.rawValue.hasPrefix(name) }
    if rest.isEmpty, !name.isEmpty, name.allSatisfy({ $0.isASCII && $0.isNumber }) {
      // A line by its number, as in vim.
      command = .goTo
      argument = name
    } else if name == "e" || name == "e!", !rest.isEmpty, (try? Edit(parsing: rest)) == nil {
      throw Fault(
        text: "one model is open at a time; leave, then 'explorer \(rest)' opens that one")
    } else if !rest.isEmpty, CommandTable.row(named: name)?.argument == nil,
      let edit = try? Edit(parsing: line)
    {
      // `remove` is a command for the row under the cursor, `remove NAME` an edit.
      command = .edit
      argument = "\(edit)"
    } else if let row = CommandTable.row(named: name) ?? Self.only(named) {
      command = row.command
      argument = rest.isEmpty ? nil : rest
      try Self.check(row, rest)
    } else if let edit = try? Edit(parsing: line) {
      command = .edit
      argument = "\(edit)"
    } else if named.count > 1, !name.isEmpty {
      let names = named.map(\.command.rawValue).joined(separator: ", ")
      throw Fault(text: "'\(name)' may be \(names)")
    } else {
      throw Fault(text: "there is no command '\(name)'", isUnknown: true)
    }
  }

  private static func check(_ row: CommandRow, _ rest: String) throws(Fault) {
    switch row.argument {
    case nil where !rest.isEmpty:
      throw Fault(text: "\(row.command.rawValue) takes nothing, but '\(rest)' follows")
    case let wanted? where wanted.isRequired && rest.isEmpty:
      throw Fault(text: "\(row.command.rawValue) takes \(wanted.name)")
    default: break
    }
  }

  /// An invocation by its parts.
  init(_ command: Command, _ argument: String? = nil) {
    self.command = command
    self.argument = argument
  }

  private static func only(_ rows: [CommandRow]) -> CommandRow? { rows.count == 1 ? rows[0] : nil }
}

extension Substring {
  /// The text without blanks at its ends.
  var trimmingBlanks: String {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
