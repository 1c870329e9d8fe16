import GraphCore
import Testing

@testable import Explorer

extension State {
  /// A timing of the current version in which each layer takes its place in the order, in milliseconds.
  func madeUpTiming(median: Double = 57.75) -> PassTiming {
    var layers: [NodeID: Double] = [:]
    for (index, node) in analysis.order.enumerated() { layers[node] = Double(index) / 4 }
    return PassTiming(
      median: median, minimum: median * 0.95, percentile95: median * 1.05, spread: median * 0.05,
      passes: 5,
      layers: layers)
  }
}

@Suite struct PageUpdateTests {
  @Test(arguments: ["H", "L"] as [Key])
  func statesAndLog_changeNoRowThatIsNotThere(page: Key) throws {
    var session = try Session80x24()
    session.select("residual_inception_2/conv2d_7")
    session.turn("+", page)
    let path = session.state.tree.selectedItem?.path
    for key in ["+", "-", "}", "{", "e", "7", "a", "F", "x", .delete, "D", "R", " ", "l"]
      as [Key]
    {
      session.go(key)
      #expect(session.state.history.versions.count == 2, "\(key)")
      #expect(session.state.field == nil && session.state.menu == nil, "\(key)")
      #expect(session.state.search == nil && session.state.page != .tree, "\(key)")
    }
    #expect(session.state.tree.selectedItem?.path == path)
    // Who asks by name is told.
    _ = update(&session.state, .invoke(Invocation(.increase)))
    #expect(session.state.message?.text == "works on rows of the tree, to which q goes back")
    session.go("u")
    #expect(session.state.history.index == 0)
  }

  @Test func tab_scrollsTheDetailsBesideAnyList() throws {
    var session = try Session80x24()
    session.go("t", "g")
    let cursor = session.state.hot.list.cursor
    session.go(.tab, "j", "j")
    #expect(session.state.hot.list.cursor == cursor && session.state.detailTop == 2)
    session.go(.tab, "j")
    #expect(session.state.hot.list.cursor == cursor + 1)
  }

  @Test(arguments: [
    "input_layer", "residual_inception_1", "residual_inception_2/3x3", "residual_inception_1/add",
  ])
  func aPageAndBack_changesNothing(path: String) throws {
    var session = try Session80x24()
    session.select(path)
    session.go(".", "J", "C")
    let before = StateDigest(session.state)
    let (rows, top) = (session.state.tree.rows.count, session.state.detailTop)
    for key in ["t", "c", "H", "L"] as [Key] {
      session.go(key, "q")
      #expect(StateDigest(session.state) == before, "\(key)")
      session.go(key)
      if key == "c" { session.go("a", "a") }
      session.go("H", "L", "q", "q", "q")
      #expect(StateDigest(session.state) == before, "\(key) with pages over it")
    }
    #expect(session.state.tree.rows.count == rows && session.state.detailTop == top)
  }

  @Test func hotList_beginsOnTheLayer_orTheFirstOneOfABlock() throws {
    var session = try Session80x24()
    session.go("t")
    #expect(session.state.hot.list.cursor == 0)
    session.go("t")
    #expect(session.state.selected?.path == "input_layer")
    session.select("residual_inception_2/3x3")
    session.go("t")
    #expect(session.state.hot.selected?.title == "conv2d_8")
    session.go("j", "t")
    #expect(session.state.tree.selectedItem?.kind == .layer)
  }

  @Test func allRowsOfTheComparison_beginOnTheRowOfTheTree() throws {
    var session = try Session80x24()
    session.select("residual_inception_2/5x5/conv2d_10")
    session.go("c", "a")
    #expect(session.state.comparisonList.selected?.item.title == "conv2d_10")
    session.go("j", "q")
    #expect(session.state.selected?.title != "conv2d_10")
  }

  // MARK: - What a row was

  @Test func aRowThatAnEditMoved_isComparedWithWhatItWas() throws {
    var session = try Session80x24()
    // The second module takes the first one's name and place.
    _ = session.state.invoke(Invocation(.edit, "duplicate residual_inception_1"))
    _ = session.state.invoke(Invocation(.compare, "1"))
    _ = session.state.invoke(Invocation(.edit, "remove residual_inception_1"))
    let kept = session.state.outline.allItems.filter { $0.title.hasPrefix("conv2d") }
    #expect(kept.count == 13)
    for item in kept {
      let facts = try #require(session.state.facts[item.path])
      let name = session.state.analysis.graph.name(of: item.node)
      let before = session.state.comparison.analysis
      let old = before.graph.node(named: name).map { before.cost(of: $0) }
      #expect(facts.originalCost == old, "\(item.path)")
      #expect((facts.mark == .same) == (facts.originalCost == facts.cost), "\(item.path)")
    }
  }

  @Test func callsOfAnotherBranch_areNotTakenForThoseThatWereUndone() throws {
    var session = try Session80x24()
    _ = session.state.invoke(Invocation(.edit, "duplicate residual_inception_1"))
    _ = session.state.invoke(Invocation(.compare, "1"))
    session.go("q", "u")
    _ = session.state.invoke(Invocation(.edit, "insert dense Dropout"))
    let item = try #require(session.state.outline.allItems.last)
    #expect(session.state.facts[item.path]?.mark == .added)
    #expect(session.state.facts[item.path]?.originalCost == nil)
  }

  @Test func linesOfStatesAndLog_areSearched() throws {
    var session = try Session80x24()
    for line in ["conv2d_2.filters=96", "conv2d_1.filters=80", "conv2d_2.filters=64"] {
      _ = update(&session.state, .invoke(Invocation(.edit, line)))
    }
    session.go("H", "g", "/")
    session.type("conv2d_2")
    #expect(session.state.historyList.cursor == 1 && session.state.search?.matches == 2)
    session.go(.enter, "n")
    #expect(session.state.historyList.cursor == 3)
    session.go("n", "N")
    #expect(session.state.historyList.cursor == 3)
    session.go("L", "g", "/")
    session.type("80")
    let place = session.state.logList.cursor
    #expect("\(session.state.log[place])" == "conv2d_1.filters=80")
    session.go(.escape)
    #expect(session.state.logList.cursor == 0)
    session.go("/")
    session.type("zzz")
    session.go(.enter)
    #expect(session.state.message?.text == "nothing fits 'zzz'")
    #expect(session.state.logList.cursor == 0)
  }

  @Test func aNumberIsALine() throws {
    var session = try Session80x24()
    session.type(":5")
    session.go(.enter)
    #expect(session.state.tree.cursor == 4)
    session.type("t:3")
    session.go(.enter)
    #expect(session.state.hot.list.cursor == 2)
    session.type(":e other.keras")
    session.go(.enter)
    #expect(session.state.commandLine?.fault?.hasPrefix("one model is open at a time") == true)
  }

  // MARK: - Hot list

  @Test func hotList_sortsByMACs_andKeepsTheLayer() throws {
    var session = try Session80x24()
    session.select("residual_inception_2/5x5/conv2d_10")
    session.press("t") {
      $0.page = .hot
      $0.pageRow = "8 conv2d_10"
    }
    session.press("g") {
      $0.pageRow = "1 conv2d_2"
      $0.cursor = "residual_inception_1/3x3/conv2d_2"
      $0.dial = "filters=128"
    }
    session.press(.down) {
      $0.pageRow = "2 conv2d_9"
      $0.cursor = "residual_inception_2/3x3/conv2d_9"
    }
    // The layer stays under the cursor through every order.
    session.press("I") { $0.pageRow = "22 conv2d_9" }
    session.press("I") { $0.pageRow = "2 conv2d_9" }
    session.press("t") {
      $0.page = .tree
      $0.pageRow = nil
    }
  }

  @Test func hotList_cumulativeSharesEndAtOne() throws {
    var session = try Session80x24()
    session.go("t")
    let sums = session.state.hot.cumulative.compactMap { $0 }
    #expect(sums.count == 22)
    #expect(zip(sums, sums.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(abs((sums.last ?? 0) - 1) < 1e-12)
    // Differences are no column to sort by while there are none.
    session.go(">")
    #expect(session.state.hotSort == .column(.activation))
    session.go(">")
    #expect(session.state.hotSort == .column(.receptiveField))
    #expect(session.state.hot.cumulative.allSatisfy { $0 == nil })
    // What sees the whole picture sees most.
    #expect(session.state.hot.rows.first?.title == "global_average_pooling2d")
  }

  @Test func hotList_takesEdits() throws {
    var session = try Session80x24()
    session.turn("t", "g", "-")
    #expect(session.state.history.current.edit?.description == "conv2d_2.filters=127")
    #expect(session.state.hot.selected?.title == "conv2d_2")
    #expect(session.state.page == .hot)
  }

  // MARK: - Comparison

  @Test func comparison_marksChangedAddedAndRemoved() throws {
    var session = try Session80x24()
    session.select("residual_inception_2/conv2d_7")
    session.turn("-")
    session.select("residual_inception_1/5x5")
    session.go("x")
    session.press("c") {
      $0.page = .compare
      $0.pageRow = "changed residual_inception_1"
      $0.message = nil
      $0.messageKind = nil
      $0.cursor = "residual_inception_1"
      $0.dial = "1x1=64"
    }
    let rows = session.state.comparisonList.rows
    func mark(_ title: String) -> ComparisonRow.Mark? {
      rows.first { $0.item.title == title }?.mark
    }
    #expect(mark("5x5") == .removed)
    #expect(mark("conv2d_3") == nil)
    #expect(mark("conv2d_7") == .changed)
    #expect(mark("conv2d_13") == .added)
    #expect(mark("conv2d_2") == nil)
    let removed = rows.first { $0.mark == .removed }
    #expect(removed?.oldCost?.parameters == 12_896)
    #expect(removed?.newCost == nil)
    // With all rows, the cursor is on the tree's own row.
    session.press("a") {
      $0.pageRow = "same pool"
      $0.cursor = "residual_inception_1/pool"
      $0.dial = "pool proj=32"
    }
    #expect(session.state.comparisonList.rows.contains { $0.item.title == "conv2d_2" })
  }

  @Test func comparison_withAState_andWithAnotherModel() throws {
    var session = try Session80x24()
    session.select("dense")
    session.turn("+", "+")
    session.go("c", "b")
    #expect(
      session.state.menu?.items.map(\.label) == [
        "the original", "a file or a built-in model …", "state 1",
      ])
    session.go(.end, .enter)
    #expect(session.state.comparison.base == .version(1))
    #expect(session.state.facts["dense"]?.originalCost?.parameters == 257_257)
    // A model from elsewhere is matched by the names of its layers.
    let effects = session.state.invoke(Invocation(.compare, "inception-v3"))
    guard case .readModel("inception-v3")? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    let other = try ModelAnalysis(BuiltInModel.residualInception.graph())
    _ = update(&session.state, .model(name: "other.json", .read(other)))
    #expect(session.state.comparison.name == "other.json")
    #expect(session.state.comparisonList.rows.map(\.item.title) == ["dense"])
    _ = update(&session.state, .model(name: "none.json", .failed("cannot read none.json")))
    #expect(session.state.message?.text == "cannot read none.json")
  }

  // MARK: - States and log

  @Test func states_areATree_andEnterGoesThere() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/3x3/conv2d_2")
    session.turn("+", "u", "-", "+")
    #expect(session.state.history.versions.map(\.parent) == [nil, 0, 0, 2])
    session.press("H") {
      $0.page = .history
      $0.pageRow = "state 3"
      $0.message = nil
      $0.messageKind = nil
    }
    #expect(
      session.state.historyRows == [
        HistoryRow(id: 0), HistoryRow(id: 1, depth: 1, isFork: true), HistoryRow(id: 2),
        HistoryRow(id: 3),
      ])
    session.press("g") { $0.pageRow = "state 0" }
    session.press("j") { $0.pageRow = "state 1" }
    let totals = session.state.history.versions[1].totals
    session.press(.enter) {
      $0.version = 1
      $0.dial = "filters=129"
      $0.rows = 31
      $0.parameters = totals.parameters
      $0.macs = totals.multiplyAccumulates
      $0.message = "state 1: conv2d_2.filters=129"
      $0.messageKind = .info
    }
    session.go("G", "c")
    #expect(session.state.page == .compare)
    #expect(session.state.comparison.base == .version(3))
  }

  @Test func log_holdsEditsAsTheyAreTyped() throws {
    var session = try Session80x24()
    session.select("dense")
    session.turn("+", "u", "L")
    #expect(
      session.state.log.dropLast().suffix(2).map(\.description) == ["dense.units=1001", "undo"])
    #expect(session.state.page == .log)
    session.go("q")
    #expect(session.state.page == .tree)
  }

  @Test func script_holdsTheEditsThatLeadHere_withTotals() throws {
    var session = try Session80x24()
    session.select("dense")
    session.turn("+", "+", "u", "-")
    let effects = session.state.invoke(Invocation(.export, "mine.edits"))
    guard case .write(let request, _)? = effects.first, let text = request.text else {
      Issue.record("\(effects)")
      return
    }
    #expect(
      text == """
        # residual-inception: the edits that lead from it to state 3
        dense.units=1001  # 559673 params, 15124506880 MACs
        dense.units=1000  # 559416 params, 15124506624 MACs

        """)
    #expect(try EditScript.edits(in: text).count == 2)
  }
}
