import GraphCore

extension State {
  /// Turns the chosen dial by some filters.
  mutating func step(_ amount: Int) {
    guard let dial else { return }
    let value = dial.value + amount
    if value < 1 {
      guard dial.value > 1 else {
        message = Message(kind: .error, text: "\(dial.label) cannot go below 1")
        return
      }
      change(dial, to: 1)
    } else {
      change(dial, to: value)
    }
  }

  /// Opens the field that takes a number for the chosen dial.
  mutating func openField(text: String) {
    guard let dial else {
      message = CommandTable.row(of: .typeNumber)?.obstacle(self).map {
        Message(kind: .info, text: $0)
      }
      return
    }
    field = FieldState(dial: dial, text: text)
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
      return
    case .backspace: _ = field.text.popLast()
    case .control("u"): field.text = ""
    case .up, .right: field.text = String((Int(field.text) ?? field.dial.value) + 1)
    case .down, .left: field.text = String(max(1, (Int(field.text) ?? field.dial.value) - 1))
    case .pageUp: field.text = String((Int(field.text) ?? field.dial.value) + 8)
    case .pageDown: field.text = String(max(1, (Int(field.text) ?? field.dial.value) - 8))
    case .character(let digit) where digit.isASCII && digit.isNumber:
      guard field.text.count < 9 else { return }
      field.text.append(digit)
    default: return
    }
    self.field = field
    refreshPreview()
  }

  private mutating func takeField(_ field: FieldState) {
    guard let value = Int(field.text) else {
      self.field = nil
      return
    }
    guard let preview = field.preview else {
      self.field = nil
      message = Message(kind: .info, text: "\(field.dial.label) is \(value) already")
      return
    }
    guard let edit = preview.taken else { return }
    self.field = nil
    if preview.choice == nil {
      change(field.dial, to: value)
    } else {
      make(edit, saying: "\(edit)")
    }
  }

  /// Works out what Enter would lead to.
  private mutating func refreshPreview() {
    guard let dial = field?.dial, let text = field?.text else { return }
    guard let value = Int(text), value != dial.value else {
      field?.preview = nil
      return
    }
    let preview = analysis.preview(of: dial.edit(to: value))
    field?.preview = preview
  }

  private mutating func change(_ dial: DialChoice, to value: Int) {
    make(dial.edit(to: value), saying: "\(dial.label) \(dial.value) → \(value)")
  }

  /// Makes an edit, and says what it changed; a refused one opens the ways out, if there are any.
  ///
  /// - Parameter words: the edit in few words.
  mutating func make(_ edit: Edit, saying words: String) {
    do throws(EditError) {
      let outcome = try analysis.applying(edit)
      let before = analysis.totals
      history.apply(edit, outcome)
      note(Invocation(.edit, "\(edit)"))
      versionChanged()
      var text = words + difference(from: before, to: analysis.totals)
      let repairs = outcome.repairsInWords
      if !repairs.isEmpty { text = repairs.joined(separator: " · ") + " · " + text }
      message = Message(kind: repairs.isEmpty ? .info : .warning, text: text)
    } catch {
      message = Message(kind: .error, text: "\(error)")
      if case .coupled(_, _, let fixes) = error, !fixes.isEmpty { openWaysOut(of: edit) }
    }
  }

  private func difference(from before: LayerCost, to after: LayerCost) -> String {
    var text = " · \(Format.delta(from: before.parameters, to: after.parameters)) params"
    if let old = before.multiplyAccumulates, let new = after.multiplyAccumulates, old != new {
      text += " · \(Format.metricDelta(from: old, to: new))MAC"
    }
    return text
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
    guard let edit = history.undo() else {
      message = Message(kind: .info, text: "nothing to undo")
      return
    }
    versionChanged()
    note(Invocation(.undo))
    message = Message(kind: .info, text: "undone: \(edit)")
  }

  /// Goes forward by one edit that was undone.
  mutating func redo() {
    guard let edit = history.redo() else {
      message = Message(kind: .info, text: "nothing to redo")
      return
    }
    versionChanged()
    note(Invocation(.redo))
    message = Message(kind: .info, text: "done again: \(edit)")
  }
}
