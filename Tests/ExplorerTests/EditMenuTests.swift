import GraphCore
import Testing

@testable import Explorer

@Suite struct EditMenuTests {
  @Test func field_tab_takesTheWayWithoutAProjection() throws {
    var session = try Session80x24()
    session.select("residual_inception_2/conv2d_7")
    session.go("6", "3")
    #expect(
      session.state.field?.preview?.choices.map(\.summary) == [
        "the whole group: group conv2d_7 63", "with conv2d_12.filters=33",
        "with conv2d_11.filters=33", "with conv2d_9.filters=129",
      ])
    session.go(.tab, .tab, .tab, .tab)
    #expect(session.state.field?.preview?.choice == 3)
    session.press(.enter) {
      $0.field = nil
      $0.preview = nil
      $0.dial = "filters=63"
      $0.version = 1
      $0.isEdited = true
      // One filter less in 1x1 and one more in 3x3: the sum of the slices stays.
      $0.parameters = 560_024
      $0.macs = 15_155_013_632
      $0.message =
        "conv2d_7.filters=63 ; conv2d_9.filters=129 · +608 params · +30.51 MMAC"
      $0.messageKind = .info
    }
  }

  @Test func choices_goRound() throws {
    let analysis = try ModelAnalysis(BuiltInModel.residualInception.graph())
    var preview = analysis.preview(
      of: .set(target: "conv2d_7", field: "filters", value: .integer(63)))
    let outcome = preview.result
    preview.choices.removeLast(2)
    preview.result = .refused("no")
    #expect(preview.taken == nil)
    preview.nextChoice(1)
    #expect(preview.choice == 0)
    preview.nextChoice(1)
    #expect(preview.choice == 1)
    preview.nextChoice(1)
    #expect(preview.choice == 0)
    preview.nextChoice(-1)
    #expect(preview.choice == 1)
    preview.result = outcome
    preview.choice = nil
    preview.nextChoice(-1)
    #expect(preview.choice == 1)
    preview.nextChoice(1)
    #expect(preview.choice == nil)
    #expect(preview.taken == preview.edit)
  }

  @Test func add_listsEdits_narrows_andInserts() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/3x3/conv2d_1")
    session.press("a") { $0.menu = "edits: inception module" }
    for key in "batch" { session.go(.character(key)) }
    #expect(session.state.menu?.selected?.label == "BatchNormalization")
    session.press(.enter) {
      $0.menu = nil
      // The layer, and the unit that it makes of the convolution.
      $0.rows = 32
      $0.version = 1
      $0.isEdited = true
      $0.parameters = 559_800
      $0.message = "BatchNormalization · +384 params"
      $0.messageKind = .info
    }
    let graph = session.state.analysis.graph
    let added = try #require(graph.node(named: "batch_normalization"))
    #expect(graph.name(of: graph[added].inputs[0]) == "conv2d_1")
  }

  @Test func add_escape_changesNothing() throws {
    var session = try Session80x24()
    session.press("a") { $0.menu = "edits: inception module" }
    session.press(.escape) { $0.menu = nil }
  }

  @Test func typedText_isLookedForInWhatCanBeAdded_notInTheNamesOfTheModel() throws {
    var session = try Session80x24()
    session.select("residual_inception_2/conv2d_7")
    session.go("a")
    for key in "conv2d 1x1" { session.go(.character(key)) }
    let items = try #require(session.state.menu?.shownItems)
    #expect(items.first?.label == "Conv2D 1×1")
    #expect(items.allSatisfy { $0.section.hasPrefix("Layer behind") }, "\(items.map(\.label))")
    session.go(.enter)
    #expect(session.state.analysis.graph.node(named: "conv2d_7") != nil)
    // What takes away is found by its own name, and stands behind all that adds.
    session.go("u", "a")
    for key in "remove" { session.go(.character(key)) }
    #expect(session.state.menu?.shownItems.map(\.label) == ["remove conv2d_7"])
    let sections = session.state.menu?.items.map(\.section) ?? []
    let last = try #require(sections.lastIndex { $0.hasPrefix("Layer") || $0.hasPrefix("Block") })
    #expect(last < sections.firstIndex(of: "Structure") ?? 0)
  }

  @Test func module_keepsTheChannels() throws {
    var session = try Session80x24()
    session.select("residual_inception_2/add_1")
    session.go("a")
    for key in "residual inception m" { session.go(.character(key)) }
    session.go(.enter)
    #expect(session.state.outline.item(at: "residual_inception_3") != nil)
    // As many as the second module has: the same filters on the same input.
    #expect(session.state.analysis.totals.parameters == 559_416 + 177_008)
  }

  @Test func remove_duplicate_residual_byKey() throws {
    var session = try Session80x24()
    session.select("residual_inception_2")
    session.press("D") {
      $0.rows = 44
      $0.version = 1
      $0.isEdited = true
      $0.parameters = 559_416 + 177_008
      $0.macs = 23_987_595_264
      $0.message = "copied residual_inception_2 · +177,008 params · +8.863 GMAC"
      $0.messageKind = .info
    }
    session.press("R") { $0.message = "residual_inception_2 is residual already" }
    session.go("u")
    session.select("residual_inception_1/5x5")
    session.go("x", .enter)
    #expect(session.state.outline.item(at: "residual_inception_1/5x5") == nil)
    #expect(session.state.analysis.graph.node(named: "conv2d_4") == nil)
    session.go("u")
    session.select("input_layer")
    session.press("R") {
      $0.message = "input_layer has no one input that could be added to its output"
      $0.messageKind = .info
    }
    // A unit can be wrapped, too; where that takes a projection, it is shown first.
    session.select("residual_inception_2/3x3/conv2d_9")
    session.go("R")
    #expect(session.state.menu?.selected?.label == "residual conv2d_9")
    session.go(.enter)
    #expect(session.state.analysis.graph.node(named: "add_2") != nil)
  }

  @Test func aLayerOrAUnit_isCopiedBehindItself() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/3x3/conv2d_2")
    session.go("D")
    #expect(session.state.history.current.edit?.parts.count == 1)
    let graph = session.state.analysis.graph
    let copy = try #require(graph.node(named: "conv2d_13"))
    #expect(graph.name(of: graph[copy].inputs[0]) == "conv2d_2")
    let original = try #require(graph.node(named: "conv2d_2"))
    #expect(graph.operation(of: copy) == graph.operation(of: original))
    // The journal's line makes the same model.
    let line = try #require(session.state.history.current.edit)
    let again = try session.state.history.model(of: 0)?.applying(Edit(parsing: "\(line)"))
    #expect(again?.analysis.graph == graph)

    let analysis = try ModelAnalysis(BuiltInModel.inceptionV3.graph())
    var state = State(modelName: "inception-v3", analysis: analysis, size: Size(80, 24))
    let unit = try #require(state.outline.allItems.first { $0.kind == .unit })
    state.tree.reveal(path: unit.path)
    _ = update(&state, .key("D"))
    let added = state.analysis.order.count - analysis.order.count
    #expect(added == unit.nodes.count && added == 3)
    let names = state.history.current.touched.sorted()
    #expect(names.contains { $0.hasPrefix("batch_normalization_") }, "\(names)")
    #expect(state.analysis.shape(of: state.analysis.order.last ?? unit.node).rank == 1)
  }

  @Test func branchesAndMerges_areNotCopied_butTheirBlockIsNamed() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/3x3")
    session.press("D") {
      $0.message = "a adds a branch; to copy the block, go to residual_inception_1"
      $0.messageKind = .info
    }
    session.select("residual_inception_1/add")
    session.press("D") {
      $0.message = "a copy of add cannot follow it; to copy the block, go to residual_inception_1"
    }
    // The list names the block that it copies; a residual one is not made residual again.
    session.go("a")
    let labels = session.state.menu?.items.map(\.label) ?? []
    #expect(labels.contains("duplicate residual_inception_1"))
    #expect(!labels.contains { $0.hasPrefix("make ") })
  }

  @Test func aBudget_listsTheWidthsThatWereTried_andTheWidestWithinIsTaken() throws {
    var session = try Session80x24()
    session.go("B")
    #expect(session.state.commandLine?.text == "budget params<=")
    session.type("300k")
    session.go(.enter)
    let menu = try #require(session.state.menu)
    #expect(menu.title == "Budget params ≤ 300,000")
    #expect(menu.list.cursor > 0 && menu.preview?.taken != nil)
    #expect(menu.items.first?.note.hasSuffix("too much") == true)
    session.go(.enter)
    #expect(session.state.analysis.totals.parameters <= 300_000)
    #expect(session.state.analysis.totals.parameters > 280_000)
    session.go("u")
    session.type(":budget time<=3")
    session.go(.enter)
    #expect(session.state.message?.kind == .error)
  }

  @Test func refusedEdit_offersWaysOut_thatCanBeTaken() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/3x3/conv2d_2")
    // A window that shrinks the map of one branch: the concatenation refuses it.
    session.state.make(
      .set(target: "conv2d_2", field: "padding", value: .text("valid")), saying: "padding")
    let menu = try #require(session.state.menu)
    #expect(menu.kind == .waysOut)
    #expect(menu.title == "Refused: conv2d_2.padding=valid")
    #expect(
      menu.reason == [
        "Concatenate 'concatenate' cannot join", "  conv2d (1x1) 224x224x64",
        "  conv2d_2 (3x3) 222x222x128", "  conv2d_4 (5x5) 224x224x32",
        "  conv2d_5 (pool) 224x224x32",
        "heights and widths differ; use padding 'same', equal strides or a crop",
      ])
    #expect(
      menu.items.map(\.label) == [
        "crop behind conv2d, conv2d_4 and 2 more", "zero padding behind conv2d_2",
      ])
    #expect(session.state.history.index == 0)
    session.go(.enter)
    #expect(session.state.history.index == 1)
    #expect(session.state.menu == nil)
  }

  /// A refusal without a way out tells its reason all the same; Enter leaves it.
  @Test func refusedEdit_withoutAWayOut_tellsWhy() throws {
    var session = try Session80x24()
    session.state.make(
      .insertLayer(after: "conv2d_2", LayerTemplate(.globalMaxPooling2D(GlobalMaxPooling2D()))),
      saying: "pooled")
    let menu = try #require(session.state.menu)
    #expect(menu.items.isEmpty)
    #expect(menu.reason.contains("  global_max_pooling2d 128"))
    #expect(view(session.state).lines.contains { $0.contains("no way out was found") })
    session.go(.enter)
    #expect(session.state.menu == nil && session.state.history.index == 0)
  }

  @Test func columns_areHidden_andMovedInRank() throws {
    var session = try Session80x24()
    session.press("o") { $0.menu = "columns: ☑ output shape" }
    session.press(" ") { $0.menu = "columns: ☐ output shape" }
    #expect(session.state.columns.hidden == [.shape])
    session.press("-") { _ in }
    #expect(session.state.columns.ranked.prefix(2) == [.time, .shape])
    session.press(.escape) {
      $0.menu = nil
      $0.messageKind = .info
      $0.message = "until you leave; 'columns =' in the settings file keeps them"
    }
    let shown = TreeColumn.fitting(session.state, width: 77).map(\.content)
    #expect(!shown.contains(.shape))
    #expect(shown.contains(.receptiveField))
  }

  @Test func details_scroll_andStopAtTheEnd() throws {
    var session = try Session80x24()
    session.select("residual_inception_2")
    session.go("J")
    #expect(session.state.detailTop == 3)
    session.go("J", "J", "J", "J")
    let end = session.state.detailTop
    session.go("J")
    #expect(session.state.detailTop == end)
    #expect(view(session.state).lines.contains { $0.contains("path    residual_inception_2") })
    session.go("K", "K", "K", "K", "K", "K")
    #expect(session.state.detailTop == 0)
  }

  @Test func fields_areSet_withTheirConsequenceFirst() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/3x3/conv2d_2")
    session.press("F") { $0.menu = "edits: kernel_size 1x1" }
    for key in "5x5" { session.go(.character(key)) }
    let preview = try #require(session.state.menu?.preview)
    guard case .outcome(let outcome) = preview.result else {
      Issue.record("\(preview)")
      return
    }
    #expect(outcome.totals.parameters == 559_416 + 16 * 96 * 128)
    session.press(.enter) {
      $0.menu = nil
      // The branch has another name now; the cursor stays on its layer.
      $0.cursor = "residual_inception_1/5x5/conv2d_2"
      $0.version = 1
      $0.isEdited = true
      $0.parameters = 756_024
      $0.macs = 24_989_509_632
      $0.message = "kernel_size 5x5 · +196,608 params · +9.865 GMAC"
      $0.messageKind = .info
    }
    // Strides that the other branches have not are refused, with ways out.
    session.go("F")
    for key in "strides 2" { session.go(.character(key)) }
    guard case .refused? = session.state.menu?.preview?.result else {
      Issue.record("strides of one branch alone were not refused")
      return
    }
    #expect(session.state.menu?.preview?.choices.isEmpty == false)
    session.go(.tab, .enter)
    #expect(session.state.history.index == 2)
    session.select("residual_inception_1")
    session.press("F") {
      $0.message = "residual_inception_1 has no field to set; a layer has"
      $0.messageKind = .info
    }
  }
}
