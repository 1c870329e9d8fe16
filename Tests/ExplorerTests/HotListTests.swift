import GraphCore
import Testing

@testable import Explorer

/// Search and filter in the hot list, and layers that are called several times.
@Suite struct HotListTests {
  private func type(_ text: String, in session: inout Session80x24) {
    for character in text { session.go(.character(character)) }
  }

  @Test func search_goesThroughItsRows_inItsOrder() throws {
    var session = try Session80x24()
    session.go("t", "g", "/")
    type("params>50k", in: &session)
    #expect(view(session.state).lines[22].contains("3 fit"))
    session.go(.enter)
    var seen: [String] = []
    for _ in 0..<4 {
      seen.append(session.state.hot.selected?.title ?? "")
      session.go("n")
    }
    #expect(seen == ["conv2d_2", "conv2d_9", "dense", "conv2d_2"])
    session.go("/", "d", "e", "n", .escape)
    #expect(session.state.hot.selected?.title == "conv2d_9")
  }

  @Test func filter_holdsInListAndTree_andSumsAreOfTheWhole() throws {
    var session = try Session80x24()
    session.go("t", "g")
    let sums = Dictionary(
      uniqueKeysWithValues: zip(session.state.hot.rows.map(\.title), session.state.hot.cumulative))
    session.go("j", "f")
    type("params>50k", in: &session)
    #expect(view(session.state).lines[22].contains("3 fit"))
    session.go(.enter)
    #expect(session.state.hot.rows.map(\.title) == ["conv2d_2", "conv2d_9", "dense"])
    #expect(session.state.hot.selected?.title == "conv2d_9")
    #expect(
      session.state.hot.cumulative == ["conv2d_2", "conv2d_9", "dense"].map { sums[$0] ?? nil })
    #expect(view(session.state).lines[22].contains("filter params>50k  2/3"))
    // Another order keeps it, and so does the tree.
    session.go("I")
    #expect(session.state.hot.rows.count == 3)
    session.go("q")
    #expect(session.state.filter != nil && session.state.tree.matches != nil)
    #expect(session.state.tree.selectedItem?.title == "conv2d_9")
    // It was set before the list was opened.
    session.go("t")
    #expect(session.state.hot.rows.count == 3)
    session.go("f", .escape)
    #expect(session.state.hot.rows.count == 22 && session.state.filter == nil)
    #expect(session.state.hot.selected?.title == "conv2d_9")
  }

  @Test func aFilterThatIsGone_isNotShown() throws {
    var session = try Session80x24()
    session.go("f")
    type("dense", in: &session)
    session.go(.enter)
    // What is gone to is shown, so the filter that hides it ends.
    _ = session.state.invoke(Invocation(.goTo, "conv2d_2"))
    #expect(session.state.filter == nil && session.state.tree.matches == nil)
    #expect(!view(session.state).lines[22].contains("filter dense"))
  }

  @Test func filter_holdsInTheComparison() throws {
    var session = try Session80x24()
    session.select("residual_inception_1")
    session.turn("-")
    session.go("c", "f")
    type("class:add", in: &session)
    session.go(.enter)
    let rows = session.state.comparisonList.rows
    #expect(!rows.isEmpty && rows.allSatisfy { $0.item.title.hasPrefix("add") })
  }

  // MARK: - Shared layers

  /// Two pictures through one convolution, whose outputs are added.
  private func twins() throws -> State {
    var graph = ModelGraph(name: "twins")
    let input = Operation.inputLayer(InputLayer(shape: Shape([32, 32, 8])))
    let a = try graph.add(input, name: "a", inputs: [])
    let b = try graph.add(input, name: "b", inputs: [])
    let layer = try graph.addLayer(
      .conv2D(Conv2D(filters: 8, kernelSize: 3, padding: .same)), name: "inner")
    let calls = [graph.call(layer, inputs: [a]), graph.call(layer, inputs: [b])]
    let sum = try graph.add(.merge(Merge(.add)), name: "sum", inputs: calls)
    let dense = try graph.add(.dense(Dense(units: 4)), name: "dense", inputs: [sum])
    graph.setOutputs([dense])
    let size = Size(120, 40)
    var state = State(modelName: "twins", analysis: try ModelAnalysis(graph), size: size)
    _ = update(&state, .resize(size))
    return state
  }

  @Test func sharedWeights_countOnce() throws {
    var state = try twins()
    _ = state.invoke(Invocation(.sort, "params"))
    let whole = state.analysis.totals.parameters
    let rows = state.hot.rows.map { state.facts[$0.path]?.cost.parameters ?? 0 }
    #expect(rows.reduce(0, +) == whole)
    #expect(state.hot.rows.first?.title == "inner")
    let sums = state.hot.cumulative.compactMap { $0 }
    #expect(abs(sums[0] - 584.0 / Double(whole)) < 1e-12)
    _ = state.invoke(Invocation(.edit, "inner.filters=9"))
    let deltas = state.outline.allItems.filter { $0.kind == .layer }.map { item -> Int in
      let facts = state.facts[item.path]
      return (facts?.cost.parameters ?? 0) - (facts?.originalCost?.parameters ?? 0)
    }
    let totals = state.comparison.analysis.totals.parameters
    #expect(deltas.reduce(0, +) == state.analysis.totals.parameters - totals)
  }

  @Test func sharedLayers_areMarked() throws {
    let state = try twins()
    func words(_ title: String) throws -> String {
      let item = try #require(state.outline.allItems.last { $0.title == title })
      return DetailText.lines(item, state, dialsAsForm: true, columns: 80)
        .map { $0.map(\.text).joined() }.joined(separator: "\n")
    }
    #expect(try words("inner#2").contains("its weights are those of inner, called 2 times"))
    #expect(try words("inner").contains("called 2 times: also inner#2"))
    let ties = try ["inner", "inner#2"].map { title in
      try words(title).split(separator: "\n").first { $0.hasPrefix("ties") }
    }
    #expect(ties[0] == ties[1])
    #expect(try words("b").contains("feeds   inner#2"))
    for item in state.outline.allItems {
      let dials = DialChoice.choices(for: item, in: state.analysis.graph)
      #expect(Set(dials.map { "\($0.layer).\($0.field)" }).count == dials.count, "\(item.path)")
    }
  }
}
