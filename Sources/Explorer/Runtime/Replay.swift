/// A line of a script that is played.
struct ScriptLine: Hashable, Sendable {
  /// The number of the line, the first being 1.
  var number: Int
  /// What it says.
  var invocation: Invocation
}

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
  private let script: [ScriptLine]
  private let journal: (content: JournalContent, path: String)?
  private var fault: String?
  /// How many lines were looked at for whether they were refused.
  private var judged = 0
  private var refused = 0
  private var firstRefusal: String?
  private var newRefusals: [String] = []

  /// What a script says; it goes on when one of its lines is refused.
  init(_ script: [ScriptLine]) {
    self.script = script
    lines = script.map(\.invocation.description)
    journal = nil
  }

  /// What a journal says; it stops at the first edit that is refused.
  init(_ content: JournalContent, path: String) {
    journal = (content, path)
    script = []
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
    guard journal != nil else {
      return Step(invocation: script[done].invocation, isSaved: false)
    }
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
    judge(message)
    // A row that cannot be gone to is no reason to lose the edits behind it.
    if journal != nil, fault == nil, done > 0, let message, message.kind == .error,
      (try? Invocation(parsing: lines[done - 1]))?.command.changesModel ?? true
    {
      fault = "'\(lines[done - 1])': \(message.text)"
    }
    return isDone
  }

  /// Takes why lines of a script were refused since this was asked last.
  mutating func takeRefusals() -> [String] {
    defer { newRefusals = [] }
    return newRefusals
  }

  /// Notes whether the line before was refused.
  private mutating func judge(_ message: Message?) {
    guard journal == nil, judged < done else { return }
    judged = done
    guard let message, message.kind == .error else { return }
    let line = script[done - 1]
    let words = "line \(line.number), '\(line.invocation)': \(message.text)"
    refused += 1
    newRefusals.append("refused: " + words)
    if firstRefusal == nil { firstRefusal = words }
  }

  /// What is said in the end; nil for a script whose lines were all done, and have said what they did.
  ///
  /// - Parameter undoKey: the key that undoes.
  func ending(undoKey: String) -> Ending? {
    guard let journal else {
      return firstRefusal.map { first in
        let words =
          "\(done - refused) line\(done - refused == 1 ? "" : "s") done, \(refused) refused"
        return Ending(
          message: Message(
            kind: .error, text: "\(words)\(refused == 1 ? "" : ", the first"): \(first)"),
          forgetsJournal: false)
      }
    }
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
        text: "\(edits) edit\(edits == 1 ? " is" : "s are") taken up again; \(undoKey) undoes"),
      forgetsJournal: true)
  }
}
