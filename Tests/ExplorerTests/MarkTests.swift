import GraphCore
import Testing

@testable import Explorer

/// Rows that are marked, and what acts on all of them.
@Suite struct MarkTests {
  /// Two convolutions of the first module are marked: 64 and 128 filters.
  private func marked() throws -> Session80x24 {
    var session = try Session80x24()
    session.select("residual_inception_1/conv2d")
    session.press("v") {
      $0.cursor = "residual_inception_1/3x3"
      $0.dial = "3x3 reduce=96"
      $0.message = "1 marked: + - e F x and y act on all of them; Esc takes the marks away"
      $0.messageKind = .info
    }
    session.select("residual_inception_1/3x3/conv2d_2")
    session.go("v")
    return session
  }

  private func filters(_ session: Session80x24, _ names: String...) -> [String] {
    let graph = session.state.analysis.graph
    return names.map { name in
      graph.node(named: name).flatMap { graph.operation(of: $0).value(of: "filters") }
        .map { "\($0)" } ?? "no layer"
    }
  }

  @Test func aStep_turnsAllOfThem_onceItWasSeen() throws {
    var session = try marked()
    let before = session.state.history.index
    session.go("}")
    #expect(session.state.field?.text == "+8" && session.state.history.index == before)
    session.go("-")
    #expect(session.state.field?.text == "+7")
    #expect(session.state.field?.preview?.taken == session.state.field?.edit)
    session.go(.enter)
    #expect(filters(session, "conv2d", "conv2d_2", "conv2d_1") == ["71", "135", "96"])
    // One step back takes all of it back.
    session.go("u")
    #expect(filters(session, "conv2d", "conv2d_2") == ["64", "128"])
    #expect(session.state.marks.count == 2)
  }

  @Test func aNumber_isSetForAllOfThem() throws {
    var session = try marked()
    session.type("e80")
    #expect(session.state.field?.valueText == "64, 128")
    session.go(.enter)
    #expect(filters(session, "conv2d", "conv2d_2") == ["80", "80"])
    session.type("e80")
    session.go(.enter)
    #expect(session.state.message?.text == "every marked number is 80 already")
  }

  @Test func fields_areSetForThoseThatHaveThem() throws {
    var session = try marked()
    session.go("F")
    session.type("activation silu")
    #expect(session.state.menu?.title == "Fields of 2 marked rows")
    session.go(.enter)
    let graph = session.state.analysis.graph
    for name in ["conv2d", "conv2d_2"] {
      let node = try #require(graph.node(named: name))
      #expect(graph.operation(of: node).value(of: "activation") == .text("silu"))
    }
  }

  @Test func removing_takesThemTogether_andWhatIsInThem() throws {
    var session = try marked()
    // The branch that the second one is in.
    session.select("residual_inception_1/3x3")
    session.go("v", "x", .enter)
    #expect(session.state.analysis.graph.node(named: "conv2d_1") == nil)
    #expect(session.state.history.index == 1)
    #expect(session.state.markedItems.isEmpty)
  }

  @Test func theirNames_areCopied_eachOnALine() throws {
    var session = try marked()
    guard case .copy(let text)? = update(&session.state, .key("y")).first else {
      Issue.record("nothing was copied")
      return
    }
    #expect(text == "conv2d\nconv2d_2")
    #expect(session.state.message?.text == "sent to the clipboard: conv2d, conv2d_2")
  }

  @Test func rowsThatFit_areMarked_andEscapeUnmarks() throws {
    var session = try Session80x24()
    session.type(":mark class:conv2d filters>100")
    session.go(.enter)
    #expect(session.state.markedItems.map(\.title) == ["conv2d_2", "conv2d_6", "conv2d_9"])
    #expect(view(session.state).lines.contains { $0.contains("*│ └─ conv2d_2") })
    #expect(view(session.state).lines.contains { $0.contains("3 marked  ") })
    session.go(.escape)
    #expect(session.state.marks.isEmpty)
    session.type(":mark nonesuch")
    session.go(.enter)
    #expect(session.state.message?.text == "no layer fits 'nonesuch'")
    session.go("t", "v")
    #expect(session.state.marks.count == 1)
    #expect(view(session.state).lines.contains { $0.contains("1*") })
  }
}
