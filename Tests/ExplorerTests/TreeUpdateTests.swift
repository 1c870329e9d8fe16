import Testing

@testable import Explorer

@Suite struct TreeUpdateTests {
  @Test func arrows_moveTheCursor_andStopAtTheEnds() throws {
    var session = try Session80x24()
    session.press(.down) {
      $0.cursor = "residual_inception_1"
      $0.dial = "1x1=64"
    }
    session.press("k") {
      $0.cursor = "input_layer"
      $0.dial = "size=224"
    }
    session.press(.up)
    session.press("G") {
      $0.cursor = "dense"
      $0.dial = "units=1000"
    }
    session.press("j")
    session.press("g") {
      $0.cursor = "input_layer"
      $0.dial = "size=224"
    }
  }

  @Test func space_foldsAndUnfolds() throws {
    var session = try Session80x24()
    session.go(.down)
    session.press(" ") { $0.rows = 17 }
    session.press(" ") { $0.rows = 30 }
  }

  @Test func left_closes_thenGoesToTheParent() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/3x3/conv2d_2")
    session.press(.left) {
      $0.cursor = "residual_inception_1/3x3"
      $0.dial = "3x3 reduce=96"
    }
    session.press("h") { $0.rows = 28 }
    session.press("h") {
      $0.cursor = "residual_inception_1"
      $0.dial = "1x1=64"
    }
    session.press(.right) {
      $0.cursor = "residual_inception_1/conv2d"
      $0.dial = "filters=64"
    }
  }

  @Test func collapseAndExpand_keepTheCursorOnItsLayer() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/3x3/conv2d_2")
    session.press("C") {
      $0.rows = 5
      $0.cursor = "residual_inception_1"
      $0.dial = "1x1=64"
    }
    session.press("E") {
      $0.rows = 30
      $0.cursor = "residual_inception_1/3x3/conv2d_2"
      $0.dial = "filters=128"
    }
  }

  @Test func step_followsTheOrderOfExecution_andOpensWhatHidesTheLayer() throws {
    var session = try Session80x24()
    session.go("C")
    session.press(")") {
      $0.rows = 22
      $0.cursor = "residual_inception_1/3x3/conv2d_1"
      $0.dial = "filters=96"
      // One branch had to be opened beside the block.
      $0.rows = 14
    }
    session.press(")") {
      $0.cursor = "residual_inception_1/5x5/conv2d_3"
      $0.dial = "filters=16"
      $0.rows = 16
    }
    session.press("(") {
      $0.cursor = "residual_inception_1/3x3/conv2d_1"
      $0.dial = "filters=96"
    }
  }

  @Test func step_atTheEnd_says() throws {
    var session = try Session80x24()
    session.go("G")
    session.press(")") {
      $0.message = "this is the last layer"
      $0.messageKind = .info
    }
  }

  @Test func quit_closesHelpFirst() throws {
    var session = try Session80x24()
    session.press("?") { $0.help = HelpState() }
    session.press("j") { $0.help?.top = 1 }
    #expect(session.press("q") { $0.help = nil }.isEmpty)
    let effects = session.press("q")
    guard case .quit? = effects.first else {
      Issue.record("q did not quit")
      return
    }
  }

  @Test func resize_keepsTheCursor_andTooSmallTakesNoKeys() throws {
    var session = try Session80x24()
    session.select("residual_inception_2/concatenate_1")
    session.send(.resize(Size(20, 5))) { $0.size = Size(20, 5) }
    #expect(session.state.tree.top + 3 > session.state.tree.cursor)
    session.send(.resize(Size(10, 2))) { $0.size = Size(10, 2) }
    session.press("+")
    session.press("j")
  }

  @Test func mouse_selects_andFoldsTheSelectedRow() throws {
    var session = try Session80x24()
    session.send(.mouse(MouseReport(action: .press, x: 5, y: 4))) {
      $0.cursor = "residual_inception_1"
      $0.dial = "1x1=64"
    }
    session.send(.mouse(MouseReport(action: .press, x: 5, y: 4))) { $0.rows = 17 }
    session.send(.mouse(MouseReport(action: .press, x: 5, y: 0)))
  }

  @Test func afterARowIsTakenOut_theCursorIsOnANeighbour() throws {
    var session = try Session80x24()
    // The last layer of a branch, a branch, a block.
    for (path, next) in [
      ("residual_inception_1/5x5/conv2d_4", "residual_inception_1/conv2d_3"),
      ("residual_inception_1/3x3", "residual_inception_1/5x5"),
      ("residual_inception_1", "residual_inception_1"),
    ] {
      session.select(path)
      session.go("x")
      // What goes is shown first, unless it is small.
      if session.state.scope != session.state.viewScope { session.go(.enter) }
      #expect(session.state.message?.kind != .error, "\(session.state.message?.text ?? "")")
      #expect(session.state.selected?.path == next, "\(path)")
      session.go("u")
      #expect(session.state.selected?.path == path)
    }
  }
}
