import GraphCore

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
      message = refusal(obstacle)
      return []
    }
    return perform(invocation.command, argument: invocation.argument)
  }

  /// Why something did nothing; what goes on by itself counts that as an error.
  func refusal(_ text: String) -> Message {
    Message(kind: replay == nil ? .info : .error, text: text)
  }

  /// What a command takes, with the home folder for a `~` where that is a file.
  func expandingHome(_ argument: String, of command: Command) -> String {
    switch CommandTable.row(of: command)?.argument?.kind {
    case .file, .model: StateFolder.expandingHome(argument, setup.home)
    default: argument
    }
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
