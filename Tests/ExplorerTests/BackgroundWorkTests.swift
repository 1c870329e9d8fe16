import Compute
import GraphCore
import Testing

@testable import Explorer

/// Edits and looks at models that are too large for a frame: worked out as effects, taken as events.
@Suite struct BackgroundWorkTests {
  /// A chain of residual inception modules just above the border.
  private static func large() throws -> State {
    var model = ModelBuilder(name: "large")
    let filters = InceptionFilters(4, 4, 4, 4, 4, 4)
    var x = model.input(shape: Shape(8, 8, 16))
    for _ in 0...(ModelState.largeFrom / 9) { x = model.residualInceptionModule(x, filters) }
    let analysis = try ModelAnalysis(model.finish(outputs: [x]))
    #expect(analysis.order.count > ModelState.largeFrom)
    var state = State(modelName: "large", analysis: analysis, size: Size(80, 24))
    _ = update(&state, .resize(Size(80, 24)))
    return state
  }

  /// Does the changes and looks among effects as the runner does, and those that follow.
  private func work(_ effects: [Effect], _ state: inout State) {
    for effect in effects {
      switch effect {
      case .change(let id, let model, let body):
        var copy = model
        let finish = body(&copy)
        work(update(&state, .changed(id: id, copy, finish)), &state)
      case .look(let kind, let id, let snapshot, let body):
        let event = Event.looked(
          kind, id: id, generation: snapshot.model.generation, body(snapshot))
        work(update(&state, event), &state)
      default: break
      }
    }
  }

  private func isChange(_ effect: Effect) -> Bool {
    if case .change = effect { true } else { false }
  }

  @Test func aRowOfAComparisonThatIsBeingListed_isGoneToWhenItIsThere() throws {
    var state = try Self.large()
    state.tree.reveal(path: "residual_inception_2/3x3/conv2d_7")
    work(update(&state, .key("+")), &state)
    work(update(&state, .key("c")), &state)
    let listing = update(&state, .key("a"))
    let went = update(&state, .invoke(Invocation(.goTo, "conv2d_20")))
    work(listing + went, &state)
    #expect(state.selected?.title == "conv2d_20")
    // What does not differ is not there, and the cursor stays.
    work(update(&state, .key("a")), &state)
    let before = state.selected?.path
    work(update(&state, .invoke(Invocation(.goTo, "conv2d_30"))), &state)
    #expect(state.message?.text == "conv2d_30 does not differ; a shows all rows")
    #expect(state.selected?.path == before)
  }

  @Test func edits_areMadeInOrder_andTheCursorMovesMeanwhile() throws {
    var state = try Self.large()
    state.tree.reveal(path: "residual_inception_2/3x3/conv2d_7")
    let first = update(&state, .key("+"))
    #expect(first.count(where: isChange) == 1)
    #expect(state.history.index == 0 && state.isChanging && state.hasUnsaved)
    // The second waits for the first, and moves go on.
    #expect(!update(&state, .key("+")).contains(where: isChange))
    #expect(state.work.waiting.count == 1)
    let before = state.tree.cursor
    _ = update(&state, .key("j"))
    #expect(state.tree.cursor == before + 1)
    let selected = state.selected?.path
    work(first, &state)
    #expect(!state.isChanging && state.history.index == 2)
    #expect(state.outline.item(at: "residual_inception_2/3x3/conv2d_7")?.dials.first?.value == 6)
    #expect(state.selected?.path == selected)
    #expect(state.log.map(\.description).filter { $0.contains("=") }.count == 2)
    // Undo is a change like any other.
    work(update(&state, .key("u")), &state)
    #expect(state.history.index == 1)
    #expect(state.outline.item(at: "residual_inception_2/3x3/conv2d_7")?.dials.first?.value == 5)
  }

  @Test func stepsThatMoveAProjection_waitInABox_fromWhichTheNextOnesGoOn() throws {
    var state = try Self.large()
    state.tree.reveal(path: "residual_inception_2/conv2d_6")
    let first = update(&state, .key("+"))
    _ = update(&state, .key("+"))
    work(first, &state)
    #expect(state.history.index == 0 && !state.isChanging)
    #expect(state.field?.text == "6")
    #expect(state.field?.preview?.taken == state.field?.dials.first?.edit(to: 6))
    // On another row by then, nobody would see what a box is about.
    _ = update(&state, .key(.escape))
    let late = update(&state, .key("+"))
    _ = update(&state, .key("j"))
    work(late, &state)
    #expect(state.field == nil && state.history.index == 0)
    #expect(
      state.message?.text
        == "filters 4 → 5 was not made: it moves a projection; stay on the row to see it")
  }

  @Test(arguments: ["t", "c"] as [Key])
  func anUndoThatTakesLayersOut_isDrawnBeforeListsAreMadeAnew(list: Key) throws {
    var state = try Self.large()
    work(state.invoke(Invocation(.edit, "conv2d_6.filters=5")), &state)
    work(update(&state, .resize(Size(120, 40))), &state)
    guard case .insertedProjection(let projection, _, _, _)? = state.history.current.repairs.first
    else {
      Issue.record("no projection")
      return
    }
    work(update(&state, .key(list)), &state)
    work(state.goTo(projection), &state)
    #expect(state.selected?.title == projection)
    guard
      case .change(let id, var model, let body)? = update(&state, .key("u")).first(where: isChange)
    else {
      Issue.record("no change")
      return
    }
    let finish = body(&model)
    // The list is still that of the model with the projection.
    _ = update(&state, .changed(id: id, model, finish))
    #expect(state.analysis.graph.node(named: projection) == nil)
    #expect(state.selected == nil)
    _ = view(state)
    _ = update(&state, .key("+"))
    _ = view(state)
  }

  @Test func escape_stopsChanges_andALateResultIsPassedOver() throws {
    var state = try Self.large()
    state.tree.reveal(path: "residual_inception_2/3x3/conv2d_7")
    let first = update(&state, .key("+"))
    _ = update(&state, .key("+"))
    _ = update(&state, .tick(400))
    let line = Progress.line(state)?.map(\.text).joined() ?? ""
    #expect(line == "Working out shapes · conv2d_7 +1 · 1 more · 0.4 s · Esc cancels")
    let effects = update(&state, .key(.escape))
    #expect(effects.contains { if case .cancel = $0 { true } else { false } })
    #expect(!state.isChanging && state.work.waiting.isEmpty)
    #expect(state.message?.text == "stopped 2 changes")
    work(first, &state)
    #expect(state.history.index == 0 && !state.hasUnsaved)
  }

  @Test func aSave_waitsForTheEditsBeforeIt() throws {
    var state = try Self.large()
    state.savePath = "large.json"
    state.tree.reveal(path: "residual_inception_2/3x3/conv2d_7")
    let edit = update(&state, .key("+"))
    #expect(update(&state, .key(.control("s"))).isEmpty)
    guard case .change(let id, var model, let body)? = edit.first(where: isChange) else {
      Issue.record("no change")
      return
    }
    let finish = body(&model)
    let next = update(&state, .changed(id: id, model, finish))
    guard case .change(let second, var same, let save)? = next.first(where: isChange) else {
      Issue.record("the save does not follow")
      return
    }
    let saved = update(&state, .changed(id: second, same, save(&same)))
    let versions = saved.compactMap { effect -> Int? in
      if case .write(let request, _) = effect { request.version } else { nil }
    }
    #expect(versions == [1])
  }

  @Test func searchAndPreview_areLooks_ofWhichTheLatestCounts() throws {
    var state = try Self.large()
    _ = update(&state, .key("/"))
    let first = update(&state, .key("3"))
    let second = update(&state, .key("x"))
    #expect(second.contains { if case .cancel = $0 { true } else { false } })
    work(first, &state)
    #expect(state.search?.matches == 0, "an older search is passed over")
    work(second, &state)
    #expect((state.search?.matches ?? 0) > ModelState.largeFrom / 9)
    _ = update(&state, .key(.escape))
    state.tree.reveal(path: "residual_inception_2/3x3/conv2d_7")
    let typed = update(&state, .key("9"))
    #expect(state.field?.text == "9" && state.field?.preview == nil)
    work(typed, &state)
    #expect(state.field?.preview != nil)
    // Enter does not wait for a preview.
    _ = update(&state, .key("9"))
    work(update(&state, .key(.enter)), &state)
    #expect(state.field == nil)
    #expect(state.outline.item(at: "residual_inception_2/3x3/conv2d_7")?.dials.first?.value == 99)
  }

  @Test func whatALargeRowReads_followsAnEdit() throws {
    var model = try Self.large().model
    func sources() -> [[String]] {
      model.outline.allItems.filter { $0.kind != .layer && $0.nodes.count > 1000 }
        .map { model.inputs(of: $0).map { model.analysis.graph.name(of: $0) } }
    }
    let before = sources()
    #expect(!before.isEmpty && before.allSatisfy { !$0.isEmpty })
    for name in Set(before.joined()) {
      _ = try model.make(Edit(parsing: "insert \(name) Dropout rate=0.5"))
    }
    let after = sources()
    #expect(after.count == before.count)
    #expect(after.joined().allSatisfy { $0.hasPrefix("dropout") })
  }

  @Test func aChangeThatIsStopped_derivesNothingMore() throws {
    let state = try Self.large()
    var model = state.model
    let stop = Cancellation()
    stop.cancel()
    model.cancellation = stop
    _ = try model.make(Edit(parsing: "conv2d_6.filters=5"))
    // It is thrown away; what counts is that outline and facts were not worked out.
    #expect(model.history.index == 1 && model.generation == state.model.generation)
    #expect(model.outline.item(at: "residual_inception_2/3x3/conv2d_7")?.dials.first?.value == 4)
  }

  @Test func namesOfRows_areLookedForAside() throws {
    var state = try Self.large()
    _ = update(&state, .key(":"))
    #expect(state.commandLine?.candidates.isEmpty == false)
    for key in "go-to" { _ = update(&state, .key(.character(key))) }
    let first = update(&state, .key(" "))
    let second = update(&state, .key("9"))
    #expect(state.commandLine?.candidates.isEmpty == true)
    work(first, &state)
    #expect(state.commandLine?.candidates.isEmpty == true, "another line is typed by now")
    work(second, &state)
    let names = state.commandLine?.candidates.map(\.label) ?? []
    #expect(!names.isEmpty && names.allSatisfy { $0.contains("9") })
  }

  @Test func aNormalModel_answersAtOnce() throws {
    var session = try Session80x24()
    session.select("dense")
    let effects = update(&session.state, .key("-"))
    #expect(!effects.contains(where: isChange))
    #expect(session.state.history.index == 1)
  }
}
