extension State {
  /// Sends a key to the question; one that is no answer does nothing.
  mutating func answer(_ key: Key) -> [Effect] {
    guard let question, question.answers.contains(where: { $0.key == key }) else { return [] }
    self.question = nil
    switch (question, key) {
    case (.leave, "s"): return saveAndLeave(nil)
    case (.leave, "d"): return [.quit(keepsJournal: false)]
    case (.replace, "y"):
      guard var request = replacing else { return [] }
      request.replaces = true
      replacing = nil
      return [write(request)]
    case (.replace, "w"):
      let command: Command = replacing?.isSave == true ? .save : .export
      openCommandLine("\(command.rawValue) ")
      return []
    case (.replace, _):
      leavesAfterSaving = false
      return []
    case (.recover, "y"): return [.recover]
    case (.recover, "d"):
      message = Message(kind: .info, text: "the old edits are dropped")
      return [.forgetRecovery]
    default: return []
    }
  }

  /// Leaves; asks when there are edits that no file has.
  mutating func leave() -> [Effect] {
    if let writing, !writing.isCancelling {
      // Nobody wants half a file, nor a question about what is being saved.
      leavesAfterSaving = writing.isSave
      let words = writing.isSave ? "leaves when it is saved" : "still writing; Esc stops it"
      message = Message(kind: .info, text: words)
      return []
    }
    guard hasUnsaved else { return [.quit(keepsJournal: false)] }
    question = .leave
    return []
  }

  /// Ctrl-C in a question: out of the program when it was about leaving, as the journal keeps the
  /// edits for the next start; else back.
  mutating func interruptQuestion() -> [Effect] {
    defer { question = nil }
    leavesAfterSaving = false
    return question == .leave ? [.quit(keepsJournal: true)] : []
  }
}
