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
}
