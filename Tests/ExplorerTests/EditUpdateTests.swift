import GraphCore
import Testing

@testable import Explorer

@Suite struct EditUpdateTests {
  @Test(arguments: [Size(80, 24), Size(40, 10), Size(24, 8)])
  func anotherWay_isShownWithWhatItLeadsTo(size: Size) throws {
    var session = try Session80x24(size: size)
    session.select("residual_inception_1/conv2d")
    session.go("-", .tab)
    let preview = try #require(session.state.field?.preview)
    let chosen = preview.choices[try #require(preview.choice)]
    guard case .outcome(let outcome)? = preview.shownResult else {
      Issue.record("\(preview)")
      return
    }
    #expect(outcome.totals == (try session.state.analysis.applying(chosen.edit).analysis.totals))
    let screen = view(session.state).lines.joined(separator: "\n")
    // In a single line there is room for the way alone.
    #expect(screen.contains("▸ \(chosen.summary.prefix(12))"))
    if size.width > 36 { #expect(screen.contains(Format.grouped(outcome.totals.parameters))) }
    session.go(.enter)
    #expect(session.state.analysis.totals == outcome.totals)
  }

  @Test func whatAProjectionCosts_isSeenInASmallBox() throws {
    var session = try Session80x24(size: Size(40, 12))
    session.select("residual_inception_1/conv2d")
    session.go("-")
    let screen = view(session.state).lines.joined(separator: "\n")
    #expect(screen.contains("adds projection"))
  }

  @Test func aRemovalThatMovesAProjection_isShownFirst() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/5x5")
    session.go("x")
    #expect(session.state.menu?.title == "At 5x5: this moves a projection")
    #expect(session.state.menu?.preview?.taken != nil && session.state.history.index == 0)
    session.go(.enter)
    #expect(session.state.history.index == 1 && session.state.menu == nil)
    // One that moves none is made at once.
    session.select("dense")
    session.go("D")
    #expect(session.state.history.index == 2)
  }

  @Test func aStepThatMovesAProjection_isShownBeforeItIsMade() throws {
    var session = try Session80x24()
    session.select("residual_inception_2/conv2d_7")
    session.press("-") {
      $0.field = "63"
      $0.preview = "outcome"
    }
    #expect(session.state.field?.preview?.choices.count == 4)
    session.press("{") { $0.field = "55" }
    session.press("}") { $0.field = "63" }
    session.press(.control("g")) {
      $0.field = nil
      $0.preview = nil
    }
    session.go("-")
    session.press(.enter) {
      $0.field = nil
      $0.preview = nil
      $0.dial = "filters=63"
      $0.version = 1
      $0.isEdited = true
      $0.rows = 31
      $0.parameters = 623_694
      $0.macs = 18_387_149_848
      $0.messageKind = .warning
      $0.message =
        "filters 64 → 63 · +64,278 params · +3.263 GMAC"
        + " · adds projection conv2d_13 256 → 255: +65,535 params"
    }
    // The way back takes the projection out; a step on with it is like any other.
    session.press("+") {
      $0.message = nil
      $0.messageKind = nil
      $0.field = "64"
      $0.preview = "outcome"
    }
    session.go(.escape, "-")
    #expect(session.state.field == nil && session.state.dial?.value == 62)
    session.go("u")
    session.press("u") {
      $0.dial = "filters=64"
      $0.version = 0
      $0.isEdited = false
      $0.rows = 30
      $0.parameters = 559_416
      $0.macs = 15_124_506_624
      $0.message = "undone: conv2d_7.filters=63"
    }
    session.press(.control("r")) {
      $0.dial = "filters=63"
      $0.version = 1
      $0.isEdited = true
      $0.rows = 31
      $0.parameters = 623_694
      $0.macs = 18_387_149_848
      $0.message = "done again: conv2d_7.filters=63"
    }
  }

  @Test func theInput_showsWhatASizeLeadsTo_beforeItChanges() throws {
    var session = try Session80x24()
    session.go("g", "+")
    #expect(session.state.history.index == 0)
    #expect(session.state.field?.text == "225" && session.state.field?.preview != nil)
    session.go("}", "-")
    #expect(session.state.field?.text == "232")
    // A digit begins another number.
    session.go("6", "4")
    #expect(session.state.field?.text == "64")
    session.go(.escape)
    #expect(session.state.field == nil && session.state.history.index == 0)
    session.go("{", .enter)
    #expect(session.state.dial?.value == 216 && session.state.history.index == 1)
  }

  @Test func anInputOfAnySize_takesOne() throws {
    var model = ModelBuilder(name: "any")
    let input = model.input(shape: Shape(.unknown, .unknown, .fixed(3)), name: "img")
    let graph = try model.finish(outputs: [
      model.conv2D(input, filters: 4, kernelSize: 3, name: "conv")
    ]
    )
    var state = State(modelName: "any", analysis: try ModelAnalysis(graph), size: Size(80, 24))
    func press(_ keys: Key...) { for key in keys { _ = update(&state, .key(key)) } }
    _ = update(&state, .resize(Size(80, 24)))
    press("g")
    #expect(view(state).lines.joined().contains("any"))
    press("+")
    #expect(state.field?.text == "224" && state.field?.preview != nil)
    press(.escape, "6", "4", .enter)
    #expect(state.analysis.shape(of: input) == Shape(64, 64, 3))
    #expect(state.message?.text.hasPrefix("size any → 64") == true)
  }

  @Test func numbersOfABranch_areToldApart() throws {
    let analysis = try ModelAnalysis(BuiltInModel.inceptionV3.graph())
    let branches = analysis.outline.allItems.filter { $0.kind == .branch }
    #expect(branches.count > 20)
    for branch in branches {
      let labels = DialChoice.choices(for: branch, in: analysis.graph).map(\.label)
      #expect(!labels.contains("filters"), "\(branch.path): \(labels)")
    }
  }

  @Test func runDials_areThoseOfItsBlocks() throws {
    let analysis = try ModelAnalysis(BuiltInModel.inceptionResNetV2.graph())
    let run = try #require(Outline(analysis).item(at: "block35"))
    let dial = try #require(DialChoice.choices(for: run, in: analysis.graph).first)
    #expect(dial.edit(to: 48).description == "block35.filters_1x1=48")
  }

  @Test func blockDial_typed_showsTheConsequenceBeforeEnter() throws {
    var session = try Session80x24()
    session.go(.down, ".", ".")
    #expect(session.state.dial?.label == "3x3")
    session.press("9") {
      $0.field = "9"
      $0.preview = "outcome"
    }
    session.press("6") {
      $0.field = "96"
      $0.preview = "outcome"
    }
    guard case .outcome(let outcome)? = session.state.field?.preview?.result else {
      Issue.record("no preview")
      return
    }
    #expect(outcome.totals.parameters == 582_552)
    #expect(outcome.totals.multiplyAccumulates == 16_275_744_768)
    #expect(
      outcome.repairs == [
        "adds projection conv2d_13 224 → 256: +57,600 params",
        "conv2d_6 follows 256 → 224: −128 params",
      ])
    session.press(.enter) {
      $0.field = nil
      $0.preview = nil
      $0.dial = "3x3=96"
      $0.version = 1
      $0.isEdited = true
      $0.rows = 31
      $0.parameters = 582_552
      $0.macs = 16_275_744_768
      $0.messageKind = .warning
      $0.message =
        "3x3 128 → 96 · +23,136 params · +1.151 GMAC"
        + " · adds projection conv2d_13 224 → 256: +57,600 params"
        + " · conv2d_6 follows 256 → 224: −128 params"
    }
  }

  @Test func field_escape_changesNothing() throws {
    var session = try Session80x24()
    session.select("dense")
    session.press("e") { $0.field = "" }
    session.go("1", "0")
    session.press(.escape) {
      $0.field = nil
      $0.preview = nil
    }
  }

  @Test func classes_typed_giveKerasTotals() throws {
    var session = try Session80x24()
    session.select("dense")
    session.go("1", "0", .enter)
    #expect(session.state.analysis.totals.parameters == 304_986)
    #expect(session.state.analysis.totals.multiplyAccumulates == 15_124_253_184)
  }

  @Test func inputSize_typed_givesKerasTotals() throws {
    var session = try Session80x24()
    session.go("2", "9", "9", .enter)
    #expect(session.state.analysis.totals.parameters == 559_416)
    #expect(session.state.analysis.totals.multiplyAccumulates == 26_947_863_024)
  }

  @Test func zero_isRefusedWithoutAChange_andTheFieldStays() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/conv2d")
    session.go("0")
    guard case .refused? = session.state.field?.preview?.result else {
      Issue.record("0 filters were not refused")
      return
    }
    session.press(.enter)
    #expect(session.state.field?.text == "0")
  }

  @Test func braces_stepByEight_andStopAtOne() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/5x5/conv2d_3")
    session.turn("}")
    #expect(session.state.dial?.value == 24)
    #expect(session.state.analysis.totals.parameters == 565_848)
    session.turn("{", "{", "{")
    #expect(session.state.dial?.value == 1)
    session.press("-") {
      $0.message = "filters cannot go below 1"
      $0.messageKind = .error
    }
  }

  @Test func rowWithoutNumbers_says() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/concatenate")
    session.press("+") {
      $0.message =
        "no number to change; convolutions, dense layers and blocks have one"
      $0.messageKind = .info
    }
  }

  @Test func marks_tellChangedAddedAndFresh() throws {
    var session = try Session80x24()
    session.select("residual_inception_2/conv2d_7")
    session.turn("-")
    let facts = session.state.facts
    #expect(facts["residual_inception_2/conv2d_13"]?.mark == .added)
    #expect(facts["residual_inception_2/conv2d_7"]?.mark == .changed)
    #expect(facts["residual_inception_2"]?.mark == .changed)
    #expect(facts["residual_inception_1"]?.mark == .same)
    #expect(facts["residual_inception_2/conv2d_7"]?.isFresh == true)
    #expect(facts["residual_inception_2"]?.originalCost?.parameters == 177_008)
  }

  @Test func undoAndRedo_atTheEnds_say() throws {
    var session = try Session80x24()
    session.press("u") {
      $0.message = "nothing to undo"
      $0.messageKind = .info
    }
    session.press("U") { $0.message = "nothing to redo" }
  }
}
