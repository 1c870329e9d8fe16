import Compute
import GraphCore
import Testing

@testable import Explorer

/// What a timed run says about its output: the largest classes with names and bars.
@Suite struct RunResultTests {
  /// A session whose run gave three classes more than the others.
  private func timed(size: Size = Size(80, 24)) throws -> Session80x24 {
    var session = try Session80x24(size: size)
    session.state.setup.classNames = (0..<1000).map { "class name \($0)" }
    session.go("r")
    let model = session.state.analysis
    var elements = [Float](repeating: 0.0001, count: 1000)
    (elements[7], elements[999], elements[0]) = (0.7, 0.1, 0.05)
    let output = Tensor(shape: [1, 1000], elements: elements)
    let scores = try #require(
      ClassScores(of: model, input: .photograph, keep: .first) { _ in output })
    let timing = PassTiming(
      median: 44, minimum: 43, percentile95: 45, spread: 1, passes: 5, layers: [:], scores: scores)
    _ = update(&session.state, .run(id: 1, .finished(timing)))
    return session
  }

  private func detail(_ state: State) throws -> String { view(state).lines.joined(separator: "\n") }

  @Test func theDetails_showItUntilTheCursorMoves() throws {
    var session = try timed()
    #expect(try detail(session.state).contains("── result · on the photograph"))
    #expect(session.state.message?.text.hasSuffix(" GFLOP/s · class name 7 70.00%") == true)
    session.go(.down)
    #expect(try detail(session.state).contains("── result") == false)
    // The row of the output goes on telling it.
    session.select("dense")
    #expect(try detail(session.state).contains("result    7  class name 7    70.00%"))
    session.turn("-")
    #expect(try detail(session.state).contains("class name 7") == false)
  }

  @Test func escape_closesIt() throws {
    var session = try timed()
    session.press(.escape) {
      $0.message = nil
      $0.messageKind = nil
    }
    #expect(try detail(session.state).contains("── result") == false)
  }

  @Test func aLiveRun_leavesTheDetailsOfTheRow() throws {
    var session = try timed()
    session.go(.escape)
    let timing = try #require(session.state.history.current.timing)
    session.state.run = RunState(id: 9, version: 0, startedAt: 0, isLive: true)
    _ = update(&session.state, .run(id: 9, .finished(timing)))
    #expect(try detail(session.state).contains("── result") == false)
  }

  @Test func aMap_hasNoClasses() throws {
    let model = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let map = Tensor(shape: [1, 2, 2, 1], elements: [1, 2, 3, 4])
    #expect(ClassScores(of: model, input: .random, keep: .first) { _ in map } == nil)
  }

  /// One sigmoid tells two classes apart, and a model with several outputs has classes of each.
  @Test func everyOutput_hasItsClasses() throws {
    var model = ModelBuilder(name: "two")
    let input = model.input(shape: Shape(8), name: "in")
    let kind = model.dense(input, units: 4, activation: .softmax, name: "kind")
    let isCat = model.dense(input, units: 1, activation: .sigmoid, name: "cat")
    let analysis = try ModelAnalysis(model.finish(outputs: [kind, isCat]))
    let tensors = [
      kind: Tensor(shape: [1, 4], elements: [0.1, 0.2, 0.4, 0.3]),
      isCat: Tensor(shape: [1, 1], elements: [0.25]),
    ]
    let scores = try #require(
      ClassScores(of: analysis, input: .random, keep: .first) { tensors[$0] })
    #expect(scores.outputs.map(\.output) == ["kind", "cat"])
    #expect(scores.outputs.map(\.count) == [4, 2])
    #expect(scores.outputs[1].top.map(\.index) == [0, 1])
    #expect(scores.outputs[1].top.map(\.value) == [0.75, 0.25])
    var state = State(modelName: "two", analysis: analysis, size: Size(80, 30))
    state.setup.classNames = ["dog", "cat"]
    #expect(state.words(for: scores) == "kind: class 2 40.00%, cat: dog 75.00%")
    let timing = PassTiming(
      median: 1, minimum: 1, percentile95: 1, spread: 0, passes: 5, layers: [:], scores: scores)
    state.run = RunState(id: 1, version: 0, startedAt: 0)
    _ = update(&state, .run(id: 1, .finished(timing)))
    let lines = view(state).lines
    #expect(lines.contains { $0.contains("kind") && !$0.contains("%") })
    #expect(lines.contains { $0.contains("0  dog  75.00%") })
  }

  @Test(arguments: ScreenSnapshotTests.sizes)
  func screens(size: Size) throws {
    var session = try timed(size: size)
    expectScreen(view(session.state), "result-\(size.width)x\(size.height)")
    session.go(.escape)
    session.select("dense")
    expectScreen(view(session.state), "result-row-\(size.width)x\(size.height)")
  }
}
