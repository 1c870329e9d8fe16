import Testing

@testable import Explorer

/// The tree of states as it is drawn.
@Suite struct HistoryViewTests {
  private func marks(_ session: Session80x24) -> [String] {
    view(session.state).lines.dropFirst().compactMap { line in
      guard let end = line.firstIndex(where: { $0 == "○" || $0 == "●" }) else { return nil }
      let rest = line[end...].split(separator: " ").prefix(2).joined(separator: " ")
      return line[..<end].filter { $0 != "▌" }.drop { $0 == " " } + rest
    }
  }

  @Test(arguments: [Size(80, 24), Size(140, 45)])
  func branches_areSeenToLeaveTheStateThatTheyBeganAt(size: Size) throws {
    var session = try Session80x24(size: size)
    session.select("dense")
    // Three edits of the original were left, two of them with edits of their own, one of them twice.
    session.go("+", "u", "-", "-", "-", "u", "u", "u")
    session.go("+", "+", "+", "u", "+", "u", "u", "u", "-", "H")
    #expect(
      marks(session) == [
        "○ 0", "├─○ 1", "├─○ 2", "│ ○ 3", "│ ○ 4", "├─○ 5", "│ ○ 6", "│ ├─○ 7", "│ ○ 8", "● 9",
      ])
  }

  @Test func moreBranchesThanThereIsRoomFor_leaveTheEditsToBeRead() throws {
    var session = try Session80x24()
    session.select("dense")
    for _ in 0..<30 { session.go("+") }
    // A way out at each of the states, from the last one on: each branch within the one before.
    for id in (1...29).reversed() {
      _ = update(&session.state, .invoke(Invocation(.state, "\(id)")))
      session.go("-")
    }
    session.go("H", "G")
    let deepest = try #require(session.state.historyRows.max { $0.depth < $1.depth })
    #expect(deepest.depth == 29 && deepest.lines(columns: 17).count == 16)
    #expect(deepest.lines(columns: 17).hasPrefix("… │ "))
    session.go("g")
    for _ in 0..<29 { session.go("j") }
    let row = try #require(
      view(session.state).lines.first { $0.contains("○ 30 ") || $0.contains("● 30 ") })
    #expect(row.contains("dense.units") && row.contains("…"), "\(row)")
  }
}
