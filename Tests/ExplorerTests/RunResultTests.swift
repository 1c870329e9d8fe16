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
      ClassScores(output, of: model, input: .photograph, keep: .first))
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
    #expect(ClassScores(map, of: model, input: .random, keep: .first) == nil)
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
