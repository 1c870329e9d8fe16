import Testing

@testable import Explorer

/// Which keys the bottom line names, by view and width.
@Suite struct BottomLineTests {
  private func line(_ session: Session80x24) -> String {
    view(session.state).lines.last ?? ""
  }

  @Test func tree_namesWhatANewcomerNeeds() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/3x3/conv2d_2")
    let fresh = line(session)
    for hint in [
      "↑↓ move", "←→ open", "+ - edit", "r run", "Enter view", "/ find", ": menu", "? help",
      "q quit",
    ] {
      #expect(fresh.contains(hint), "\(fresh)")
    }
    session.turn("-")
    let edited = line(session)
    for hint in ["+ - edit", "u undo", "r run", "^S save", ": menu", "? help", "q quit"] {
      #expect(edited.contains(hint), "\(edited)")
    }
    session.state.savedVersion = session.state.history.current.id
    #expect(line(session).contains("W export") && !line(session).contains("^S save"))
  }

  @Test(arguments: [20, 24, 30, 40, 60, 80, 100, 200])
  func helpAndCommands_alwaysStand(width: Int) throws {
    for keys in ["", "t", "c", "H", "L"] {
      var session = try Session80x24(size: Size(width, 24))
      // On the input, a dial asks first.
      session.go("j")
      for key in keys { session.go(.character(key)) }
      #expect(line(session).contains("? help"), "\(line(session))")
      #expect(line(session).contains(": menu") || width < 20, "\(line(session))")
      session.turn("-")
      #expect(line(session).contains("? help") && line(session).contains(": menu"))
    }
    var session = try Session80x24(size: Size(width, 24))
    session.go("j", .enter)
    session.answerInspection(id: 1)
    #expect(line(session).contains("? help") && line(session).contains(": menu"))
  }
}
