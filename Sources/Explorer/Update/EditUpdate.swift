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
    if case .refused? = field.preview { return }
    self.field = nil
    if value == field.dial.value {
      message = Message(kind: .info, text: "\(field.dial.label) is \(value) already")
    } else {
      change(field.dial, to: value)
    }
  }

  /// Works out what Enter would lead to.
  private mutating func refreshPreview() {
    guard let dial = field?.dial, let text = field?.text else { return }
    guard let value = Int(text), value != dial.value else {
      field?.preview = nil
      return
    }
    let preview: FieldState.Preview
    do {
      let outcome = try analysis.applying(dial.edit(to: value))
      preview = .outcome(
        EditPreview(
          totals: outcome.analysis.totals,
          repairs: describeRepairs(of: outcome),
          changedLayers: outcome.changes.count))
    } catch {
      preview = .refused("\(error)")
    }
    field?.preview = preview
  }

  private mutating func change(_ dial: DialChoice, to value: Int) {
    make(dial.edit(to: value), says: "\(dial.label) \(dial.value) → \(value)")
  }

  /// Makes an edit and says what came of it.
  private mutating func make(_ edit: Edit, says words: String) {
    do {
      let outcome = try analysis.applying(edit)
      let before = analysis.totals
      history.apply(edit, outcome)
      note(Invocation(.edit, "\(edit)"))
      versionChanged()
      let after = analysis.totals
      var text = words
      text += " · \(Format.delta(from: before.parameters, to: after.parameters)) params"
      if let old = before.multiplyAccumulates, let new = after.multiplyAccumulates, old != new {
        text += " · \(Format.metricDelta(from: old, to: new))MAC"
      }
      let repairs = describeRepairs(of: outcome)
      if !repairs.isEmpty { text = repairs.joined(separator: " · ") + " · " + text }
      message = Message(kind: repairs.isEmpty ? .info : .warning, text: text)
    } catch {
      message = Message(kind: .error, text: "\(error)")
    }
  }

  /// The repairs in words, the costly ones first.
  private func describeRepairs(of outcome: EditOutcome) -> [String] {
    func rank(_ repair: Repair) -> Int {
      if case .followed = repair { 1 } else { 0 }
    }
    return outcome.repairs.sorted { rank($0) < rank($1) }.map { describe($0, outcome: outcome) }
  }

  /// A repair in words, with what it costs.
  private func describe(_ repair: Repair, outcome: EditOutcome) -> String {
    func parameters(_ layer: String) -> String {
      let change = outcome.changes.first { $0.name == layer }
      let old = change?.old?.cost.parameters ?? 0
      let new = change?.new?.cost.parameters ?? 0
      return Format.delta(from: old, to: new) + " params"
    }
    switch repair {
    case .followed(let layer, _, let from, let to):
      return "\(layer) follows \(from) → \(to): \(parameters(layer))"
    case .insertedProjection(let layer, _, let from, let to):
      return "adds projection \(layer) \(from) → \(to): \(parameters(layer))"
    case .removedProjection(let layer, _, _):
      return "removes projection \(layer): \(parameters(layer))"
    }
  }

  /// Makes an edit that was typed.
  mutating func makeEdit(_ text: String) {
    do {
      let edit = try Edit(parsing: text)
      make(edit, says: "\(edit)")
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
