import GraphCore
import Testing

@testable import Explorer

@Suite struct EditHistoryTests {
  private func history() throws -> EditHistory {
    EditHistory(try ModelAnalysis(BuiltInModel.residualInception.graph()))
  }

  private func set(_ filters: Int, in history: inout EditHistory) throws {
    let edit = Edit.set(target: "conv2d_2", field: "filters", value: .integer(filters))
    history.apply(edit, try history.analysis.applying(edit))
  }

  @Test func editAfterUndo_beginsABranch_andKeepsTheOther() throws {
    var history = try history()
    try set(100, in: &history)
    try set(101, in: &history)
    _ = history.undo()
    try set(102, in: &history)
    #expect(history.versions.map(\.parent) == [nil, 0, 1, 1])
    #expect(history.index == 3)
    #expect(history.ancestors(of: 3) == [1, 0])
    #expect(
      history.edits(to: 2).map(\.description) == ["conv2d_2.filters=100", "conv2d_2.filters=101"])
  }

  @Test func redo_goesWhereItWasLast() throws {
    var history = try history()
    try set(100, in: &history)
    _ = history.undo()
    try set(101, in: &history)
    _ = history.undo()
    _ = history.redo()
    #expect(history.index == 2)
    _ = history.go(to: 1)
    _ = history.undo()
    _ = history.redo()
    #expect(history.index == 1)
    let isThere = history.go(to: 9)
    #expect(!isThere)
  }

  @Test func oldModels_areMadeAgainFromTheirEdits() throws {
    var history = try history()
    for filters in 1...(EditHistory.keptModels + 20) { try set(filters, in: &history) }
    let totals = history.versions[5].totals
    let model = try #require(history.model(of: 5))
    #expect(model.totals == totals)
    _ = history.go(to: 5)
    #expect(history.analysis.graph == model.graph)
  }

  @Test func aLongWayBack_isMadeAgainInFewSteps_andKeptForTheNext() throws {
    var history = try history()
    let count = 4 * EditHistory.keptModels + 3
    for step in 1...count { try set(step % 2 == 0 ? 100 : 101, in: &history) }
    var remade = 0
    while let parent = history.current.parent {
      let edits = history.editsToRemake(parent)
      #expect(edits < 8)
      remade += edits
      _ = history.undo()
    }
    // None twice, but for those that were let go meanwhile.
    #expect(remade <= count)
    #expect(history.index == 0 && history.editsToRemake(count) > 0)
    let isThere = history.go(to: count)
    #expect(isThere && history.analysis.totals == history.versions[count].totals)
  }

  @Test func rows_areThoseOfTheTree_whateverTheOrderOfEdits() throws {
    var history = try history()
    var seed: UInt64 = 7
    for _ in 0..<60 {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let place = Int(seed >> 33)
      if place % 3 == 0 { _ = history.go(to: place % history.versions.count) }
      try set(100 + history.versions.count, in: &history)
      #expect(history.rows == rows(of: history))
    }
  }

  /// The rows as they follow from the whole tree.
  private func rows(of history: EditHistory) -> [HistoryRow] {
    var rows: [HistoryRow] = []
    var stack = [HistoryRow(id: 0)]
    while let row = stack.popLast() {
      rows.append(row)
      let children = history.versions.filter { $0.parent == row.id }.map(\.id)
      guard let last = children.last else { continue }
      stack.append(HistoryRow(id: last, depth: row.depth))
      for child in children.dropLast().reversed() {
        stack.append(HistoryRow(id: child, depth: row.depth + 1, isFork: true))
      }
    }
    return rows
  }
}
