import GraphCore

extension State {
  /// Turns the chosen dial by some filters, or those of all marked rows.
  mutating func step(_ amount: Int) {
    guard let item = selected else { return }
    let dials = turnedDials
    if dials.count > 1 || dials.first?.changesEveryShape == true {
      // One key must not change many layers of the model: what it would lead to is shown first.
      openField(text: "")
      turnField(by: amount)
      return
    }
    let (path, index) = (item.path, dialIndex)
    // The value is that of the model when its turn comes: in a large one, other edits come first.
    change("\(item.title) \(Format.signed(amount))") { model in
      guard let dial = model.dial(index, at: path), let old = dial.value else {
        return { _ in [] }
      }
      let (sum, overflow) = old.addingReportingOverflow(amount)
      let value = overflow ? Int.max : max(1, sum)
      guard value != old else {
        return { state in
          state.message = Message(kind: .error, text: "\(dial.label) cannot go below 1")
          return []
        }
      }
      return model.make(dial.edit(to: value), saying: dial.words(to: value)) { preview in
        { state in
          state.show(preview, of: dial, turnedTo: value, by: amount, at: path)
          return []
        }
      }
    }
  }

  /// Shows what a step would lead to: one key must not put a layer in or take one out unseen, either.
  private mutating func show(
    _ preview: EditPreview, of dial: DialChoice, turnedTo value: Int, by amount: Int,
    at path: String
  ) {
    if field?.dials == [dial], field?.isTurned == true {
      // In a large model, the step before may have opened it meanwhile.
      turnField(by: amount)
    } else if scope == viewScope, selected?.path == path {
      message = nil
      field = FieldState(dials: [dial], text: String(value), isTurned: true, preview: preview)
    } else {
      let words = "\(dial.words(to: value)) was not made: it moves a projection"
      message = Message(kind: .info, text: words + "; stay on the row to see it")
    }
  }

  /// Opens the field that takes a number for the chosen dial, or for those of all marked rows.
  mutating func openField(text: String) {
    let dials = turnedDials
    guard !dials.isEmpty else {
      message = CommandTable.row(of: .typeNumber)?.obstacle(self).map {
        Message(kind: .info, text: $0)
      }
      return
    }
    field = FieldState(dials: dials, text: text)
    refreshPreview()
  }

  /// Sends a key to the field.
  mutating func typeInField(_ key: Key) {
    guard var field else { return }
    switch key {
    case .escape:
      self.field = nil
      return
    case .enter:
      takeField(field)
      return
    case .tab, .backTab:
      self.field?.preview?.nextChoice(key == .tab ? 1 : -1)
      refreshChoice()
      return
    case .backspace: _ = field.text.popLast()
    case .control("u"): field.text = ""
    case .up, .right: return turnField(by: 1)
    case .down, .left: return turnField(by: -1)
    case .pageUp: return turnField(by: 8)
    case .pageDown: return turnField(by: -8)
    case .character(let digit) where digit.isASCII && digit.isNumber:
      // A number that was turned to is not one that is being typed.
      if field.isTurned { field.text = "" }
      guard field.text.count < 9 else { return }
      field.text.append(digit)
    default:
      // The keys that turn a dial turn this one, too.
      switch keymap.command(for: key, in: .tree) {
      case .increase: turnField(by: 1)
      case .decrease: turnField(by: -1)
      case .increaseMore: turnField(by: 8)
      case .decreaseMore: turnField(by: -8)
      default: break
      }
      return
    }
    field.isTurned = false
    self.field = field
    refreshPreview()
  }

  private mutating func turnField(by amount: Int) {
    guard let field else { return }
    let number = Int(field.text)
    if field.isForMarks, number == nil || field.text.first.map("+-".contains) ?? false {
      self.field?.text = Self.signed((number ?? 0) + amount)
    } else {
      let old = number ?? field.dials.first?.value
      self.field?.text = String(max(1, old.map { $0 + amount } ?? FieldState.usualSize))
    }
    self.field?.isTurned = true
    refreshPreview()
  }

  private mutating func takeField(_ field: FieldState) {
    self.field = nil
    guard let edit = field.edit else {
      if let value = Int(field.text) {
        let words = field.isForMarks ? "every marked number" : field.dials.map(\.label).joined()
        message = Message(kind: .info, text: "\(words) is \(value) already")
      }
      return
    }
    // Without a preview, which takes its time in a large model, the edit itself says what is wrong.
    guard let taken = field.preview.map(\.taken) ?? edit else {
      self.field = field
      return
    }
    make(taken, saying: taken == edit ? field.words : "\(taken)")
  }

  /// An amount as it is typed.
  private static func signed(_ amount: Int) -> String { amount < 0 ? "\(amount)" : "+\(amount)" }

  /// Works out what Enter would lead to.
  mutating func refreshPreview() {
    field?.preview = nil
    guard let field, let edit = field.edit else { return }
    let (dials, text) = (field.dials, field.text)
    look(.preview) { state in
      let preview = state.analysis.preview(of: edit)
      return { state in
        if state.field?.text == text, state.field?.dials == dials {
          state.field?.preview = preview
        }
        return []
      }
    }
  }

  /// Works out what the way that was chosen in the place of an edit would lead to.
  mutating func refreshChoice() {
    guard let preview = field?.preview ?? menu?.preview, let choice = preview.choice else { return }
    let edit = preview.choices[choice].edit
    look(.preview) { state in
      let result = state.analysis.result(of: edit)
      return { state in
        state.field?.preview?.take(result, of: edit)
        state.menu?.preview?.take(result, of: edit)
        return []
      }
    }
  }

  /// Makes an edit, and says what it changed; of one that breaks a merge, it tells why, and the ways out.
  ///
  /// - Parameter words: the edit in few words.
  mutating func make(_ edit: Edit, saying words: String) {
    change(words) { $0.make(edit, saying: words) }
  }

  /// Makes an edit that a single key stands for; where it would put a projection in or take one out, it is
  /// shown first.
  mutating func makeAtOnce(_ edit: Edit, saying words: String) {
    let title = selected?.title ?? "the model"
    change(words) { model in
      model.make(edit, saying: words) { preview in
        { state in
          state.menu = MenuState(
            kind: .edits, title: "At \(title): this moves a projection",
            items: [MenuState.Item(label: "\(edit)", action: .edit(edit))], preview: preview)
          state.message = nil
          return []
        }
      }
    }
  }

  /// Makes an edit that was typed.
  mutating func makeEdit(_ text: String) {
    do {
      let edit = try Edit(parsing: text)
      make(edit, saying: "\(edit)")
    } catch {
      message = Message(kind: .error, text: "\(error)")
    }
  }

  /// Goes back by one edit.
  mutating func undo() {
    change("undo", needing: history.current.parent) { model in
      let edit = model.undo()
      return { state in
        if edit != nil { state.note(Invocation(.undo)) }
        state.message =
          edit.map { Message(kind: .info, text: "undone: \($0)") }
          ?? state.refusal("nothing to undo")
        return []
      }
    }
  }

  /// Goes forward by one edit that was undone.
  mutating func redo() {
    change("redo", needing: history.next) { model in
      let edit = model.redo()
      return { state in
        if edit != nil { state.note(Invocation(.redo)) }
        state.message =
          edit.map { Message(kind: .info, text: "done again: \($0)") }
          ?? state.refusal("nothing to redo")
        return []
      }
    }
  }
}

extension ModelState {
  /// A number of the row of a path; nil when there is none any more.
  fileprivate func dial(_ index: Int, at path: String) -> DialChoice? {
    guard let item = outline.item(at: path) else { return nil }
    let dials = DialChoice.choices(for: item, in: analysis.graph)
    return dials.isEmpty ? nil : dials[max(0, min(index, dials.count - 1))]
  }

  /// Makes an edit, and says what is told of it.
  ///
  /// - Parameter show: what is done in its place when it would put a projection in or take one out.
  fileprivate mutating func make(
    _ edit: Edit, saying words: String, orForProjection show: ((EditPreview) -> Finish)? = nil
  ) -> Finish {
    let before = analysis.totals
    do throws(EditError) {
      let outcome = try analysis.applying(edit)
      if let show, outcome.repairs.contains(where: \.movesProjection) {
        return show(analysis.preview(of: edit, leadingTo: outcome))
      }
      take(edit, outcome)
      var text = words + Self.difference(from: before, to: analysis.totals)
      let repairs = outcome.repairsInWords
      if !repairs.isEmpty { text += " · " + repairs.joined(separator: " · ") }
      let message = Message(kind: repairs.isEmpty ? .info : .warning, text: text)
      return { state in
        state.note(Invocation(.edit, "\(edit)"))
        state.message = message
        return []
      }
    } catch {
      return { state in
        if error.mismatch != nil, state.replay == nil {
          state.openWaysOut(of: edit, error)
        } else {
          state.message = Message(kind: .error, text: "\(error)")
        }
        return []
      }
    }
  }

  private static func difference(from before: LayerCost, to after: LayerCost) -> String {
    var text = " · \(Format.parameterDelta(from: before, to: after)) params"
    text += after.uncountedInWords
    if let old = before.multiplyAccumulates, let new = after.multiplyAccumulates, old != new {
      text += " · \(Format.metricDelta(from: old, to: new))MAC"
    }
    return text
  }
}

extension DialChoice {
  /// The edit that sets it, in few words.
  fileprivate func words(to value: Int) -> String { "\(label) \(valueText) → \(value)" }
}

extension Repair {
  /// Whether it puts a projection in or takes one out.
  fileprivate var movesProjection: Bool {
    switch self {
    case .insertedProjection, .removedProjection: true
    case .inside(_, let repair): repair.movesProjection
    case .followed, .followedInput: false
    }
  }
}
