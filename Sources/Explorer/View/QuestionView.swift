/// A question in a box over the screen, its answers in the bottom line too.
enum QuestionView {
  /// Draws the box, or one line on a low screen.
  static func draw(_ question: Question, _ state: State, on screen: inout Screen) {
    let size = state.size
    let width = min(size.width, 72)
    let answers = question.answers.map { answer in
      [Span(answer.key.label, .key), Span(" " + answer.words)]
    }
    let words = [Span(text(question, state), .text)]
    let lines = words.wrapped(columns: max(8, width - 4), indent: 0)
    screen.cursor = nil
    guard size.height >= lines.count + answers.count + 5, width >= 36 else {
      drawLine(question, words, answers, on: &screen, size: size)
      return
    }
    let height = lines.count + answers.count + 3
    let box = Rect(size).centred(Size(width, height))
    FieldView.drawFrame(box, title: title(question), on: &screen)
    let inner = box.inset(horizontally: 2, vertically: 1)
    for (index, line) in (lines + [[]] + answers).enumerated() {
      screen.write(line, x: inner.x, y: inner.y + index, in: inner)
    }
  }

  private static func title(_ question: Question) -> String {
    switch question {
    case .leave: "Leave"
    case .replace: "Replace"
    case .recover: "Recover"
    }
  }

  private static func text(_ question: Question, _ state: State) -> String {
    switch question {
    case .leave where !state.history.isEdited && state.savedVersion != nil:
      return "The model's file holds other edits; this state, the original, is in no file."
    case .leave: return "The model has edits that are in no file."
    case .replace(let path, let reason): return "'\(path)' \(reason)."
    case .recover(let found):
      let changed =
        switch found.file {
        case .same: ""
        case .changed: " The model's file has changed since."
        case .kept: " The model's file has changed since; they go on from what it was."
        case .gone: " The model's file is gone; they go on from what it was."
        }
      let others =
        switch found.others {
        case 0: ""
        case 1: " An older journal of this model is offered next time."
        default: " \(found.others) older journals of this model are offered after it."
        }
      return "The explorer ended at \(found.time) with \(words(for: found.unsaved))."
        + changed + others
    }
  }

  /// Edits that were taken back are no edits of the model, but its states are there to go back to.
  private static func words(for unsaved: UnsavedEdits) -> String {
    let edits = unsaved.edits == 1 ? "1 edit" : "\(unsaved.edits) edits"
    let states = unsaved.versions == 1 ? "1 state" : "\(unsaved.versions) states"
    if unsaved.edits == 0 {
      return states + (unsaved.versions == 1 ? " that was" : " that were") + " tried and left"
    }
    return edits + " that no file has"
      + (unsaved.versions > unsaved.edits ? ", of \(states) that were tried" : "")
  }

  private static func drawLine(
    _ question: Question, _ words: [Span], _ answers: [[Span]], on screen: inout Screen,
    size: Size
  ) {
    let rows = min(size.height, 1 + answers.count)
    let area = Rect(x: 0, y: size.height - rows, width: size.width, height: rows)
    screen.fill(area, Style(.text))
    screen.writeCut(words, x: 0, y: area.y, in: area)
    for (index, answer) in answers.enumerated() {
      screen.writeCut(answer, x: 0, y: area.y + 1 + index, in: area)
    }
  }
}
