import Foundation
import Testing

@testable import Explorer

/// Presses and the wheel, on every view.
@Suite struct MouseUpdateTests {
  private func press(_ text: String, on session: inout Session80x24) throws {
    let lines = view(session.state).lines
    let y = try #require(lines.firstIndex { $0.contains(text) })
    let range = try #require(lines[y].range(of: text))
    let x = lines[y].distance(from: lines[y].startIndex, to: range.lowerBound)
    _ = update(&session.state, .mouse(MouseReport(action: .press, x: x, y: y)))
  }

  @Test func headings_sortTheHotList_andAgainTurnItAround() throws {
    var session = try Session80x24(size: Size(160, 40))
    session.go("t")
    try press("Params", on: &session)
    #expect(session.state.hotSort == .column(.parameters))
    #expect(view(session.state).lines.contains { $0.contains("▾Params") })
    #expect(session.state.hot.rows.first?.title == "dense")
    try press("▾Params", on: &session)
    #expect(view(session.state).lines.contains { $0.contains("▴Params") })
    try press("Layer ", on: &session)
    #expect(session.state.hotSort == .name)
    #expect(
      session.state.hot.rows.prefix(3).map(\.title) == ["add", "add_1", "concatenate"])
    let names = session.state.hot.rows.map(\.title)
    // By number, not by digit.
    #expect(
      (names.firstIndex(of: "conv2d_2") ?? 99) < (names.firstIndex(of: "conv2d_10") ?? 0))
    try press("▴Layer", on: &session)
    #expect(session.state.hot.rows.last?.title == "add")
  }

  @Test func foldMarks_foldAtOnce_namesAreChosenFirst() throws {
    var session = try Session80x24(size: Size(80, 60))
    let rows = session.state.tree.rows.count
    try press("▾ residual_inception_2", on: &session)
    #expect(session.state.selected?.path == "residual_inception_2")
    #expect(session.state.tree.rows.count < rows)
    try press("▸ residual_inception_2", on: &session)
    #expect(session.state.tree.rows.count == rows)
    // Within a block, the mark stands behind the lines of the tree.
    try press("▾ 3x3", on: &session)
    #expect(session.state.selected?.path == "residual_inception_1/3x3")
    #expect(session.state.tree.rows.count < rows)
    try press("▸ 3x3", on: &session)
    try press("5x5", on: &session)
    #expect(session.state.selected?.path == "residual_inception_1/5x5")
    #expect(session.state.tree.rows.count == rows)
  }

  @Test func hints_doWhatTheirKeysDo() throws {
    var session = try Session80x24(size: Size(140, 40))
    session.select("residual_inception_1")
    try press("a add", on: &session)
    #expect(session.state.menu?.kind == .edits)
    session.go(.escape, "t")
    try press("q back", on: &session)
    #expect(session.state.page == .tree)
    try press("? help", on: &session)
    #expect(session.state.help != nil)
    session.go("q")
    // Between two hints there is none.
    try press(" ? help", on: &session)
    #expect(session.state.help == nil && session.state.message == nil)
  }

  @Test func boxes_takeAPressOnARow_andAgainDoIt_andOnTheirHints() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/conv2d")
    session.go("F")
    let first = try #require(session.state.menu?.selected)
    let other = try #require(
      session.state.menu?.shownItems.first { $0.label == "padding same" })
    try press(other.label, on: &session)
    #expect(session.state.menu?.selected == other && other != first)
    #expect(session.state.menu?.preview?.edit != nil)
    try press("Esc", on: &session)
    #expect(session.state.menu == nil && !session.state.history.isEdited)
    session.go("F")
    try press(other.label, on: &session)
    try press("▸ " + other.label, on: &session)
    #expect(session.state.menu == nil && session.state.history.isEdited)
    session.go("e", "9", "6")
    try press("Enter take it", on: &session)
    #expect(session.state.field == nil && session.state.dial?.value == 96)
  }

  @Test func thePalette_takesAPress_andAgainDoesIt() throws {
    var session = try Session80x24()
    session.type(":hot")
    try press("hot-list", on: &session)
    #expect(session.state.commandLine?.choice == 0 && session.state.page == .tree)
    try press("hot-list", on: &session)
    #expect(session.state.commandLine == nil && session.state.page == .hot)
  }

  @Test func rows_areChosen_andTheWheelMoves() throws {
    for key: Key in ["t", "c", "H", "L"] {
      var session = try Session80x24()
      session.select("residual_inception_1")
      session.turn("-", "-", "-", "-", key, "g")
      let top = session.state.cursorOfPage
      _ = update(&session.state, .mouse(MouseReport(action: .press, x: 6, y: 5)))
      #expect(session.state.cursorOfPage == top + 2, "\(key)")
      _ = update(&session.state, .mouse(MouseReport(action: .wheelUp, x: 6, y: 5)))
      #expect(session.state.cursorOfPage == top, "\(key)")
      _ = update(&session.state, .mouse(MouseReport(action: .wheelDown, x: 6, y: 5)))
      #expect(session.state.cursorOfPage > top, "\(key)")
    }
  }

  @Test func wheel_movesInMenus_andScrollsTheDetailsUnderIt() throws {
    var session = try Session80x24()
    session.select("residual_inception_1")
    let cursor = session.state.tree.cursor
    _ = update(&session.state, .mouse(MouseReport(action: .wheelDown, x: 6, y: 18)))
    #expect(session.state.detailTop > 0 && session.state.tree.cursor == cursor)
    session.go("a")
    _ = update(&session.state, .mouse(MouseReport(action: .wheelDown, x: 6, y: 8)))
    #expect(session.state.menu?.list.cursor != 0)
  }

  @Test func channels_areChosen() throws {
    var session = try Session80x24(display: Display(depth: .palette, ascii: true))
    session.select("residual_inception_1/5x5/conv2d_3")
    session.go(.enter)
    session.answerInspection(id: 1)
    let lines = view(session.state).lines
    let y = try #require(lines.firstIndex { $0.contains("▸0") })
    let x = try #require(Array(lines[y]).firstIndex(of: "1"))
    _ = update(&session.state, .mouse(MouseReport(action: .press, x: x, y: y)))
    #expect(session.state.outputs?.channel == 1)
  }

  @Test func sort_byName_opensTheHotList() throws {
    var session = try Session80x24()
    _ = update(&session.state, .invoke(Invocation(.sort, "class")))
    #expect(session.state.page == .hot && session.state.hotSort == .column(.layerClass))
    _ = update(&session.state, .invoke(Invocation(.sort, "nonesuch")))
    #expect(session.state.message?.kind == .error)
    // Every column has its turn, and the first comes again.
    var seen: [SortKey] = []
    for _ in SortKey.all {
      session.go(">")
      seen.append(session.state.hotSort)
    }
    #expect(seen.contains(.name) && seen.contains(.column(.share)))
    session.go("<")
    #expect(session.state.hotSort == seen.dropLast().last)
  }
}

extension State {
  fileprivate var cursorOfPage: Int {
    switch page {
    case .tree: tree.cursor
    case .hot: hot.list.cursor
    case .compare: comparisonList.list.cursor
    case .history: historyList.cursor
    case .log: logList.cursor
    }
  }
}
