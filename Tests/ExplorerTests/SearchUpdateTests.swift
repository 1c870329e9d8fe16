import GraphCore
import Testing

@testable import Explorer

/// Search, filter, and the cursor that stays on its layer through all of it.
@Suite struct SearchUpdateTests {
  @Test func anEmptySearch_saysWhatMayBeTyped_andAFilterIsNamedOnce() throws {
    var session = try Session80x24()
    session.go("/")
    let line = view(session.state).lines[22]
    #expect(line.contains("class:Conv2D  shape:35x35  params>1e6"), "\(line)")
    session.go(.escape, "f", "d", "e", "n")
    let filter = view(session.state).lines[22]
    #expect(
      filter.contains("filter den") && filter.split(separator: "filter").count == 2, "\(filter)")
  }

  private func type(_ text: String, in session: inout Session80x24) {
    for character in text { session.go(.character(character)) }
  }

  private func fitting(_ text: String, _ session: Session80x24) throws -> [String] {
    let query = try Query(text)
    return session.state.outline.allItems.filter { query.fits($0, session.state) }.map(\.title)
  }

  @Test func queries_fitByNameClassShapeNumberAndPattern() throws {
    let session = try Session80x24()
    #expect(try fitting("class:dense", session) == ["dense"])
    #expect(try fitting("shape:224x224x96", session) == ["conv2d_1", "conv2d_8"])
    #expect(try fitting("224x224x96", session) == ["conv2d_1", "conv2d_8"])
    #expect(try fitting("params>100k class:conv2d", session) == ["conv2d_2", "conv2d_9"])
    #expect(try fitting("macs>=5.5G macs<6g class:conv", session) == ["conv2d_2", "conv2d_9"])
    #expect(try fitting("filters=16", session) == ["conv2d_3", "conv2d_10"])
    #expect(
      try fitting("^conv2d_1\\d?$", session) == ["conv2d_1", "conv2d_10", "conv2d_11", "conv2d_12"])
    #expect(try fitting("pool !class:", session).contains("pool"))
    #expect(try fitting("class:pooling !global", session) == ["max_pooling2d", "max_pooling2d_1"])
    #expect(try fitting("nothing-like-it", session).isEmpty)
    #expect(throws: Query.Fault.self) { _ = try Query("params>many") }
    #expect(try fitting("3×3", session) == fitting("3x3", session))
    #expect(try fitting("field>4 class:conv", session).contains("conv2d_4"))
    #expect(try fitting("memory>40M class:concat", session).count == 2)
    for (text, words) in [
      ("foo:bar", "there is no 'foo:'; there are name:, class: and shape:"),
      ("parms>1e6", "there is no number 'parms'; there are params, macs, memory"),
    ] {
      do throws(Query.Fault) {
        _ = try Query(text)
        Issue.record("'\(text)' was taken")
      } catch {
        #expect(error.text.hasPrefix(words), "\(error.text)")
      }
    }
    #expect(throws: Query.Fault.self) { _ = try Query("conv(") }
  }

  @Test func search_jumpsWhileTyping_nAndNGoOn() throws {
    var session = try Session80x24()
    session.press("/") { $0.search = "" }
    type("ad", in: &session)
    #expect(session.state.selected?.path == "residual_inception_1/add")
    session.press(.enter) { $0.search = nil }
    session.press("n") {
      $0.cursor = "residual_inception_2/add_1"
    }
    session.press("n") {
      $0.cursor = "residual_inception_1/add"
      $0.message = "from the top again"
      $0.messageKind = .info
    }
    session.press("N") {
      $0.cursor = "residual_inception_2/add_1"
      $0.message = "from the bottom again"
    }
  }

  @Test func search_escape_goesBack() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/concatenate")
    session.go("/", "d", "e", "n", "s")
    #expect(session.state.selected?.path == "dense")
    session.press(.escape) {
      $0.search = nil
      $0.cursor = "residual_inception_1/concatenate"
      $0.dial = nil
    }
  }

  @Test func search_withoutAResultOrWithAFault_says() throws {
    var session = try Session80x24()
    session.go("/")
    type("zzz", in: &session)
    session.press(.enter) {
      $0.search = nil
      $0.message = "nothing fits 'zzz'"
      $0.messageKind = .info
    }
    session.go("/")
    type("(", in: &session)
    #expect(session.state.search?.fault == "'(' is no regular expression: a ( is not closed")
    session.press(.enter) {
      $0.search = nil
      $0.message = "'(' is no regular expression: a ( is not closed"
      $0.messageKind = .error
    }
  }

  @Test func aSearchForTimes_saysThatThereAreNone() throws {
    var session = try Session80x24()
    session.go("/")
    type("time>1", in: &session)
    session.press(.enter) {
      $0.search = nil
      $0.message = "not timed yet; r times a pass"
      $0.messageKind = .error
    }
  }

  @Test func filter_leavesWhatFitsAndWhatIsAround_cursorStaysOnItsLayer() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/3x3/conv2d_2")
    session.go("C", "f")
    type("filters=96", in: &session)
    session.press(.enter) { $0.search = nil }
    let titles = session.state.tree.rows.map(\.item.title)
    #expect(
      titles == [
        "residual_inception_1", "3x3", "conv2d_1", "residual_inception_2", "3x3", "conv2d_8",
      ])
    // The layer is hidden, so the cursor is on what is around it, and goes back.
    #expect(session.state.selected?.path == "residual_inception_1/3x3")
    session.press(.escape) {
      $0.cursor = "residual_inception_1"
      $0.rows = 5
      $0.dial = "1x1=64"
    }
    session.press("E") {
      $0.cursor = "residual_inception_1/3x3/conv2d_2"
      $0.rows = 30
      $0.dial = "filters=128"
    }
  }

  @Test func filter_isFollowedThroughEdits() throws {
    var session = try Session80x24()
    session.go("f")
    type("filters=96", in: &session)
    session.go(.enter)
    session.select("residual_inception_1/3x3/conv2d_1")
    session.turn("{", "{")
    // The layer fits no more, but stays in view until one filters anew.
    #expect(session.state.selected?.title == "conv2d_1" && session.state.dial?.value == 80)
    session.go("f", .enter)
    #expect(session.state.selected?.title == "conv2d_1")
    session.go("f")
    type("filters=96", in: &session)
    session.go(.enter)
    #expect(!session.state.tree.rows.contains { $0.item.title == "conv2d_1" })
  }

  @Test func filter_isOfferedAgain_andAUselessOneIsDropped() throws {
    var session = try Session80x24()
    session.go("f")
    type("class:conv2d", in: &session)
    session.go(.enter)
    let rows = session.state.tree.rows.count
    session.go("f")
    let line = view(session.state).lines[22]
    #expect(line.contains("filter class:conv2d  13 fit; typing replaces it"), "\(line)")
    type("zzz", in: &session)
    #expect(session.state.search?.text == "zzz")
    session.go(.enter)
    #expect(session.state.message?.text == "nothing fits 'zzz'" && session.state.search == nil)
    #expect(session.state.tree.rows.count == rows)
    #expect(session.state.filter?.text == "class:conv2d")
    session.go("f")
    type("params>", in: &session)
    session.go(.enter)
    #expect(session.state.filter?.text == "class:conv2d" && session.state.tree.rows.count == rows)
    session.go("f", .end)
    type("_", in: &session)
    #expect(session.state.search?.text == "class:conv2d_")
    session.go(.escape)
    #expect(session.state.filter == nil)
  }

  @Test func cursor_staysOnItsLayer_throughRenamesSizesAndNewBranches() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/3x3/conv2d_2")
    let node = session.state.selected?.node
    for line in [
      "rename conv2d_2 stem", "remove residual_inception_1/5x5",
      "branch residual_inception_1 Conv2D filters=8 kernel_size=1",
      "insert input_layer Conv2D filters=3 kernel_size=1",
    ] {
      _ = update(&session.state, .invoke(Invocation(.edit, line)))
      #expect(
        session.state.message?.kind != .error, "\(line): \(session.state.message?.text ?? "")")
      #expect(session.state.selected?.node == node, "\(line)")
    }
    for size in [Size(20, 5), Size(200, 60), Size(10, 2), Size(80, 24)] {
      _ = update(&session.state, .resize(size))
      #expect(session.state.selected?.node == node)
    }
    session.go("C", "E")
    #expect(session.state.selected?.node == node)
  }

  @Test func tab_goesToTheDetails_whereKeysScroll() throws {
    var session = try Session80x24(size: Size(120, 12))
    session.select("residual_inception_1")
    session.go(.tab)
    #expect(session.state.isDetailFocused)
    session.press("j")
    #expect(session.state.detailTop == 1)
    session.turn("+")
    #expect(session.state.dial?.value == 65)
    session.go(.escape)
    #expect(!session.state.isDetailFocused)
    session.press("k") {
      $0.cursor = "input_layer"
      $0.dial = "size=224"
    }
    var narrow = try Session80x24(size: Size(60, 12))
    narrow.go(.tab)
    #expect(narrow.state.isDetailFocused)
    var alone = try Session80x24(size: Size(120, 12))
    alone.go("d")
    alone.press(.tab) {
      $0.message = "there is one pane now; d shows the details"
      $0.messageKind = .info
    }
  }

  @Test func mouse_isSwitched() throws {
    var session = try Session80x24()
    let effects = update(&session.state, .invoke(Invocation(.toggleMouse)))
    guard case .listenToMouse(false)? = effects.first else {
      Issue.record("the mouse was not switched off")
      return
    }
    #expect(!session.state.hasMouse)
  }
}
