/// The line that says what is being done, for how long, and how it is stopped.
enum Progress {
  /// What takes no longer is not worth a line, in milliseconds.
  static let shownFrom = 200

  /// The line; nil when nothing has taken long enough.
  static func line(_ state: State) -> [Span]? {
    if let replay = state.replay {
      let count = "\(replay.words) · \(replay.done) of \(replay.count) lines"
      return spans(count, since: replay.startedAt, state, way: "stops")
    }
    if let work = state.work.running, isShown(work.startedAt, state) {
      let waiting = state.work.waiting.count
      let more = waiting > 0 ? " · \(waiting) more" : ""
      return spans(
        "Working out shapes · \(work.words)\(more)", since: work.startedAt, state, way: "cancels")
    }
    if let writing = state.writing, isShown(writing.startedAt, state) {
      let words = "\(writing.isSave ? "Saving" : "Writing") \(writing.path)"
      return spans(
        words, since: writing.startedAt, state, way: writing.isCancelling ? nil : "cancels")
    }
    if let look = state.work.shown, isShown(look.startedAt, state) {
      return spans(look.words, since: look.startedAt, state, way: nil)
    }
    return nil
  }

  private static func isShown(_ startedAt: Int, _ state: State) -> Bool {
    state.now - startedAt >= shownFrom
  }

  private static func spans(
    _ words: String, since startedAt: Int, _ state: State, way: String?
  ) -> [Span] {
    [
      Span(words, .text), Span(" · ", .faint),
      Span(Format.seconds(state.now - startedAt), .number),
    ] + (way.map { [Span(" · ", .faint), Span("Esc", .key), Span(" " + $0, .faint)] } ?? [])
  }
}
