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
    return argument.map { "\(command.rawValue) \($0)" } ?? command.rawValue
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
    let rest = words.count > 1 ? words[1].trimmingBlanks : ""
    let named = CommandTable.rows.filter { $0.command.rawValue.hasPrefix(name) }
    if !rest.isEmpty, CommandTable.row(named: name)?.argument == nil,
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

extension State {
  /// Opens the line that takes commands.
  mutating func openCommandLine(_ text: String = "") {
    help = nil
    commandLine = CommandLineState(text: text, candidates: [])
    refreshCompletions()
  }

  /// Sends a key to the line that takes commands.
  mutating func typeInCommandLine(_ key: Key) -> [Effect] {
    guard var line = commandLine else { return [] }
    switch key {
    case .escape:
      leaveCommandLine()
      return []
    case .enter: return takeCommandLine(line)
    case .tab, .down: line.choose(1, history: commandHistory)
    case .backTab, .up: line.choose(-1, history: commandHistory)
    case .control("p"): line.recall(1, commandHistory)
    case .control("n"): line.recall(-1, commandHistory)
    case .backspace:
      guard !line.text.isEmpty else {
        leaveCommandLine()
        return []
      }
      line.acceptChoice()
      line.text.removeLast()
    case .control("u"): line.text = ""
    case .control("w"):
      line.acceptChoice()
      line.removeWord()
    case .right, .end: line.acceptChoice()
    case .character(let character):
      line.acceptChoice()
      line.text.append(character)
    default: return []
    }
    line.fault = nil
    commandLine = line
    guard line.choice == nil else { return [] }
    refreshCompletions()
    return fileSearch(line.text)
  }

  /// Closes the line; a name that was asked for is not given, so nothing is saved and nobody leaves.
  private mutating func leaveCommandLine() {
    commandLine = nil
    leavesAfterSaving = false
  }

  private mutating func takeCommandLine(_ line: CommandLineState) -> [Effect] {
    var text = line.text
    if let choice = line.choice {
      let candidate = line.candidates[choice]
      guard !candidate.wantsMore else {
        openCommandLine(candidate.line)
        return []
      }
      text = candidate.line
    }
    text = text[...].trimmingBlanks
    guard !text.isEmpty else {
      commandLine = nil
      return []
    }
    do throws(Invocation.Fault) {
      let invocation = try Invocation(parsing: text)
      commandLine = nil
      remember("\(invocation)")
      message = nil
      return invoke(invocation)
    } catch {
      commandLine?.fault = error.text + (error.isUnknown ? "; Esc, then ? lists all of them" : "")
      return []
    }
  }

  private mutating func remember(_ line: String) {
    commandHistory.removeAll { $0 == line }
    commandHistory.append(line)
    if commandHistory.count > 500 { commandHistory.removeFirst() }
  }

  /// Does what a line says, or says why it can't be done now.
  mutating func invoke(_ invocation: Invocation) -> [Effect] {
    if let row = CommandTable.row(of: invocation.command),
      let obstacle = obstacle(to: row, in: viewScope)
    {
      message = Message(kind: .info, text: obstacle)
      return []
    }
    return perform(invocation.command, argument: invocation.argument)
  }
}

extension CommandLineState {
  /// Moves the choice through the list; above it lies the history.
  fileprivate mutating func choose(_ step: Int, history: [String]) {
    if age > 0 || (step < 0 && choice == nil && !history.isEmpty) {
      recall(-step, history)
      return
    }
    guard !candidates.isEmpty else { return }
    if let choice {
      let next = choice + step
      self.choice = candidates.indices.contains(next) ? next : nil
    } else {
      choice = step > 0 ? 0 : candidates.count - 1
    }
  }

  /// Puts an older or newer line of the history in place of the text.
  fileprivate mutating func recall(_ step: Int, _ history: [String]) {
    if age == 0 { draft = text }
    age = max(0, min(history.count, age + step))
    text = age == 0 ? draft : history[history.count - age]
    choice = nil
  }

  /// Takes the chosen line as if it had been typed.
  fileprivate mutating func acceptChoice() {
    if let choice { text = candidates[choice].line }
    choice = nil
    age = 0
  }

  fileprivate mutating func removeWord() {
    while text.last == " " { text.removeLast() }
    while let last = text.last, last != " " { text.removeLast() }
  }
}

extension Substring {
  /// The text without blanks at its ends.
  fileprivate var trimmingBlanks: String {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
