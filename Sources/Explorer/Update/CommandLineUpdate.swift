import GraphCore

extension State {
  /// Opens the line that takes commands.
  mutating func openCommandLine(_ text: String = "") {
    help = nil
    commandLine = CommandLineState(editor: LineEditor(text))
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
    case .backspace where line.text.isEmpty:
      leaveCommandLine()
      return []
    case .right where line.choice != nil, .end where line.choice != nil: line.acceptChoice()
    default:
      let before = line.text
      line.acceptChoice()
      guard line.editor.take(key) else { return [] }
      if line.text == before {
        // Only the place where one types is another one.
        commandLine = line
        return []
      }
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
      if invocation.command == .export, invocation.argument == nil, line.text.hasSuffix(" ") {
        let name = line.candidates.first?.label ?? "NAME.svg"
        commandLine?.fault = "it takes a file's name; \(Key.tab.label) takes \(name)"
        return []
      }
      commandLine = nil
      remember("\(invocation)")
      message = nil
      let effects = invoke(invocation)
      if let reason = message?.text, message?.kind == .error, invocation.writesFile {
        reopenCommandLine(text, fault: reason)
      }
      return effects
    } catch {
      remember(text)
      let way = error.isUnknown ? wayOn(from: line) : ""
      commandLine?.fault = error.text + way
      return []
    }
  }

  /// Opens the line with what was typed, so that it can be corrected.
  mutating func reopenCommandLine(_ text: String, fault: String) {
    guard scope == viewScope, replay == nil else { return }
    openCommandLine(text)
    commandLine?.fault = fault
  }

  /// What leads on from a name that no command has.
  private func wayOn(from line: CommandLineState) -> String {
    if line.candidates.count == 1, let only = line.candidates.first {
      return "; \(Key.tab.label) takes \(only.line[...].trimmingBlanks)"
    }
    return "; \(Key.escape.label), then \(key(.help)) lists all of them"
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
}

extension Invocation {
  /// Whether it writes a file.
  fileprivate var writesFile: Bool { [.save, .saveAndQuit, .export].contains(command) }
}
