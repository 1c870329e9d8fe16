/// The lines of a script or a journal that are done one after the other.
struct Replay {
  /// A line to be done.
  struct Step {
    /// What it says; nil for what is not to be done twice.
    var invocation: Invocation?
    /// Whether the model was saved before it.
    var isSaved: Bool
  }

  /// What is said in the end.
  struct Ending {
    var message: Message
    /// Whether the journal is not needed any more.
    var forgetsJournal: Bool
  }

  /// Whether it waits for the model that a journal began with.
  var isWaiting = false
  /// How many lines were done.
  private(set) var done = 0
  private let lines: [String]
  private var invocations: [Invocation] = []
  private let journal: (content: JournalContent, path: String)?
  private var fault: String?

  /// What a script says; it goes on when one of its lines is refused.
  init(_ script: [Invocation]) {
    invocations = script
    lines = script.map(\.description)
    journal = nil
  }

  /// What a journal says; it stops at the first edit that is refused.
  init(_ content: JournalContent, path: String) {
    journal = (content, path)
    lines = content.lines
  }

  /// What versions took when the journal was written.
  var timings: [Int: PassTiming] { journal?.content.timings ?? [:] }

  /// How many lines there are.
  var count: Int { lines.count }

  /// Whether there is nothing left.
  var isDone: Bool { done == lines.count || fault != nil }

  /// Notes why it can't go on.
  mutating func fail(_ reason: String) { fault = reason }

  /// The next line; nil when there is none, or none can be done.
  ///
  /// - Parameter message: what the line before led to.
  mutating func next(after message: Message?) -> Step? {
    guard !isWaiting, !isFinished(after: message) else { return nil }
    let isSaved = journal.map { $0.content.savedLines == done && done > 0 } ?? false
    defer { done += 1 }
    guard journal != nil else { return Step(invocation: invocations[done], isSaved: false) }
    do throws(Invocation.Fault) {
      let invocation = try Invocation(parsing: lines[done])
      return Step(
        invocation: invocation.command.isJournaled ? invocation : nil, isSaved: isSaved)
    } catch {
      fault = "'\(lines[done])': \(error.text)"
      return nil
    }
  }

  /// Whether nothing more is done after what the last line led to.
  mutating func isFinished(after message: Message?) -> Bool {
    // A row that cannot be gone to is no reason to lose the edits behind it.
    if journal != nil, fault == nil, done > 0, let message, message.kind == .error,
      (try? Invocation(parsing: lines[done - 1]))?.command.changesModel ?? true
    {
      fault = "'\(lines[done - 1])': \(message.text)"
    }
    return isDone
  }

  /// What is said in the end; nil for a script, whose lines have said it.
  var ending: Ending? {
    guard let journal else { return nil }
    if let fault {
      return Ending(
        message: Message(
          kind: .error,
          text: "not all could be done again, the journal stays at \(journal.path): \(fault)"),
        forgetsJournal: false)
    }
    let edits = journal.content.unsaved.edits
    return Ending(
      message: Message(
        kind: .info,
        text: "\(edits) edit\(edits == 1 ? " is" : "s are") taken up again; u undoes"),
      forgetsJournal: true)
  }
}
