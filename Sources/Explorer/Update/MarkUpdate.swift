import GraphCore

/// Rows that are marked, and what keys that change the model do to all of them together.
extension State {
  /// The marked rows that are there, in the order of the tree.
  var markedItems: [OutlineItem] {
    marks.isEmpty
      ? [] : marks.compactMap { outline.row(at: $0) }.sorted().map { outline.allItems[$0] }
  }

  /// The rows that an edit is made on: those that are marked, or the one under the cursor.
  var editedItems: [OutlineItem] {
    let marked = markedItems
    return marked.isEmpty ? selected.map { [$0] } ?? [] : marked
  }

  /// The numbers that + and - turn: the first of each marked row, or the dial under the cursor.
  var turnedDials: [DialChoice] {
    let marked = markedItems
    guard !marked.isEmpty else { return dial.map { [$0] } ?? [] }
    var seen: Set<String> = []
    return marked.compactMap { item in
      DialChoice.choices(for: item, in: analysis.graph).first
        .flatMap { seen.insert("\($0.target).\($0.field)").inserted ? $0 : nil }
    }
  }

  /// Marks the row under the cursor, or takes the mark away, and goes on to the next row.
  mutating func toggleMark() -> [Effect] {
    guard let item = selected else { return [] }
    if marks.remove(item.path) == nil { marks.insert(item.path) }
    let effects = perform(.down)
    sayMarks()
    return effects
  }

  /// Marks the layers that fit a search, each with the unit that it is the most of.
  mutating func mark(fitting text: String) {
    do throws(Query.Fault) {
      let query = try Query(text)
      var fitting: Set<String> = []
      for item in outline.allItems where item.inner == nil && query.fits(item, self) {
        guard item.kind == .layer || item.kind == .unit,
          !outline.ancestors(of: item.path).contains(where: { fitting.contains($0.path) })
        else { continue }
        fitting.insert(item.path)
      }
      guard !fitting.isEmpty else {
        message = Message(kind: .info, text: "no layer fits '\(text)'")
        return
      }
      marks.formUnion(fitting)
      sayMarks()
    } catch {
      message = Message(kind: .error, text: error.text)
    }
  }

  private mutating func sayMarks() {
    let count = markedItems.count
    let commands: [Command] = [
      .increase, .decrease, .typeNumber, .setField, .remove, .copyName,
    ]
    let keys = commands.map { key($0) }
    message = Message(
      kind: .info,
      text: count == 0
        ? "no row is marked"
        : "\(count) marked: \(keys.dropLast().joined(separator: " ")) and \(keys.last ?? "") act on "
          + "all of them; \(key(.close)) takes the marks away")
  }
}
