import GraphCore
import Testing

/// Edits of layers that are called several times, and of sums that would lose an operand.
struct SharedLayerEditTests {
  /// Two pictures through one convolution `c`, a sum `s`, and a residual convolution `d` of one layer.
  private func model() throws -> ModelAnalysis {
    var graph = ModelGraph(name: "m")
    let shape = Shape([32, 32, 8])
    let a = try graph.add(.inputLayer(InputLayer(shape: shape)), name: "a", inputs: [])
    let b = try graph.add(
      .inputLayer(InputLayer(shape: Shape([32, 16, 8]))), name: "b", inputs: [])
    let conv = Operation.conv2D(Conv2D(filters: 8, kernelSize: 3, padding: .same))
    let c = try graph.addLayer(conv, name: "c")
    let first = graph.call(c, inputs: [a])
    let second = graph.call(c, inputs: [b])
    let wide = try graph.add(
      .upSampling2D(UpSampling2D(size: Size2D(1, 2))), name: "wide", inputs: [second])
    let s = try graph.add(.merge(Merge(.add)), name: "s", inputs: [first, wide])
    let d = try graph.add(conv, name: "d", inputs: [s])
    let s2 = try graph.add(.merge(Merge(.add)), name: "s2", inputs: [d, s])
    graph.setOutputs([s2])
    return try ModelAnalysis(graph)
  }

  private func edited(_ text: String) throws -> EditOutcome {
    let outcome = try model().applying(Edit(parsing: text))
    let fresh = try ModelAnalysis(outcome.analysis.graph)
    #expect(LayerTable(outcome.analysis).rows == LayerTable(fresh).rows)
    return outcome
  }

  @Test func theCostsOfAllCallsChange() throws {
    let before = try model().totals
    let outcome = try edited("c.kernel_size=1")
    let change = try #require(outcome.changes.first { $0.name == "c" })
    let (old, new) = (try #require(change.old), try #require(change.new))
    let difference =
      try #require(new.cost.multiplyAccumulates) - #require(old.cost.multiplyAccumulates)
    #expect(
      difference == (outcome.analysis.totals.multiplyAccumulates ?? 0)
        - (before.multiplyAccumulates ?? 0))
    #expect(difference == -8 * 64 * (32 * 32 + 32 * 16))
    #expect(new.calls.map(\.inputs) == [["a"], ["b"]])
    // The weights are there once.
    #expect(new.cost.parameters == 72)
  }

  @Test func aChangeOfTheSecondCallAloneIsSeen() throws {
    let outcome = try edited("insert b ReLU")
    #expect(outcome.changes.map(\.name) == ["re_lu", "c"])
    #expect(outcome.changes.last?.new?.inputs == ["a", "re_lu"])
    #expect(outcome.changes.last?.old?.inputs == ["a", "b"])
    // What reads a call does not change the calls.
    #expect(try edited("insert c#2 ReLU").changes.map(\.name) == ["re_lu", "wide"])
  }

  @Test func theCallsOfALayerHaveNames() throws {
    let error = #expect(throws: EditError.self) { try edited("insert c ReLU") }
    #expect(
      error?.description == "'c' is not called once, but 2 times: name a call, c#1 to c#2")
    #expect(try edited("insert c#1 ReLU").changes.map(\.name) == ["re_lu", "s"])
  }

  @Test func aSharedLayerIsRemovedWithAllItsCalls() throws {
    let outcome = try edited("remove c")
    #expect(outcome.analysis.graph.layer(named: "c") == nil)
    #expect(outcome.analysis.totals.parameters == 8 * 8 * 9 + 8)
  }

  @Test func theGroupOfASharedLayerIsThatOfAllItsCalls() throws {
    let outcome = try edited("group c 4")
    #expect(outcome.changes.map(\.name).contains("d"))
    let graph = outcome.analysis.graph
    #expect(
      graph.operation(of: try #require(graph.node(named: "d"))).value(of: "filters") == .integer(4))
    #expect(outcome.analysis.totals.parameters == 8 * 4 * 9 + 4 + 4 * 4 * 9 + 4)
  }

  @Test func aSumDoesNotTakeItsInputTwice() throws {
    let outcome = try edited("remove d")
    let graph = outcome.analysis.graph
    #expect(graph.layer(named: "s2") == nil && graph.layer(named: "d") == nil)
    #expect(graph.outputs.map { graph.name(of: $0) } == ["s"])
  }
}
