/// The line that says what is being done, for how long, and how it is stopped.
enum Progress {
  /// What takes no longer is not worth a line, in milliseconds.
  static let shownFrom = 200

  /// The line; nil when nothing has taken long enough.
  ///
  /// - Parameter columns: the room, in which time and way out have theirs first.
  static func line(_ state: State, columns: Int = 80) -> [Span]? {
    guard let (words, since, way) = content(state) else { return nil }
    let time = [Span(Format.seconds(state.now - since), .number)]
    let leave = way.map { [Span(" · ", .faint), Span("Esc", .key), Span(" " + $0, .faint)] } ?? []
    let rest = time + leave
    let room = columns - rest.width - 3
    guard room >= 6 else {
      // The key alone, where there is no room for what it does.
      return rest.width <= columns ? rest : time + leave.prefix(2)
    }
    return [Span(DisplayWidth.endCut(words, columns: room), .text), Span(" · ", .faint)] + rest
  }

  private static func content(_ state: State) -> (words: String, since: Int, way: String?)? {
    if let replay = state.replay {
      let count = "\(replay.words) · \(replay.done) of \(replay.count) lines"
      return (count, replay.startedAt, "stops")
    }
    if let work = state.work.running, isShown(work.startedAt, state) {
      let waiting = state.work.waiting.count
      let more = waiting > 0 ? " · \(waiting) more" : ""
      return ("Working out shapes · \(work.words)\(more)", work.startedAt, "cancels")
    }
    if let writing = state.writing, isShown(writing.startedAt, state) {
      if writing.isCancelling { return ("stopping", writing.startedAt, nil) }
      return (
        "\(writing.isSave ? "Saving" : "Writing") \(writing.path)", writing.startedAt, "cancels"
      )
    }
    if let look = state.work.shown, isShown(look.startedAt, state) {
      return (look.words, look.startedAt, nil)
    }
    return nil
  }

  private static func isShown(_ startedAt: Int, _ state: State) -> Bool {
    state.now - startedAt >= shownFrom
  }
}
