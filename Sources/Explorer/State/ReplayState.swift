/// A script or a journal that is being done, line by line.
struct ReplayState: Hashable, Sendable {
  /// What is done, in few words.
  var words: String
  /// How many lines were done.
  var done: Int
  /// How many lines there are.
  var count: Int
  /// When it was started, in milliseconds of the program's clock.
  var startedAt: Int
}

/// A file that is being written.
struct WritingState: Hashable, Sendable {
  /// Where to.
  var path: String
  /// Whether the model is saved by it; else it is an export.
  var isSave: Bool
  /// When it was started, in milliseconds of the program's clock.
  var startedAt: Int
  /// Whether it was asked to stop.
  var isCancelling = false
}

extension State {
  /// Whether some input stops a replay; other input waits for its end.
  func isWayOut(_ input: TerminalInput) -> Bool {
    guard case .key(let key) = input else { return false }
    return key == .escape || key == .control("c") || key == "q"
  }

  /// Whether the next line of a replay waits for what the last one began.
  var holdsReplay: Bool { isChanging || !work.looks.isEmpty || run != nil || writing != nil }

  /// Stops what is under way and takes a while, the replay first; false when nothing is.
  mutating func stopWaiting() -> Bool {
    if let replay {
      self.replay = nil
      stopChanges()
      message = Message(
        kind: .warning, text: "stopped after \(replay.done) of \(replay.count) lines")
    } else if isChanging {
      stopChanges()
    } else if let writing, !writing.isCancelling, now - writing.startedAt >= Progress.shownFrom {
      self.writing?.isCancelling = true
      work.effects.append(.cancelWrite)
    } else {
      return false
    }
    return true
  }
}
