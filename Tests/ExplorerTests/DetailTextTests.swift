import GraphCore
import Testing

@testable import Explorer

/// What the details say of memory, branches, fields, and of times after a run.
@Suite struct DetailTextTests {
  private func lines(_ session: Session80x24, columns: Int = 76) throws -> [String] {
    let item = try #require(session.state.selected)
    return DetailText.lines(item, session.state, dialsAsForm: false, columns: columns)
      .map { $0.map(\.text).joined().replacing("\u{a0}", with: " ") }
  }

  private func timed(_ path: String) throws -> Session80x24 {
    var session = try Session80x24()
    session.select(path)
    session.go("r")
    let graph = session.state.analysis.graph
    var timing = session.state.madeUpTiming()
    let host = try #require(graph.node(named: "conv2d_6"))
    for name in ["add", "concatenate"] {
      let node = try #require(graph.node(named: name))
      timing.hosts[node] = host
      timing.layers[node] = 0
    }
    for node in session.state.analysis.order where timing.hosts[node] == nil {
      timing.bytes[node] = 1 << 20
    }
    timing.layers[host] = 1000
    timing.peak = 1e6
    _ = update(&session.state, .run(id: 1, .finished(timing)))
    return session
  }

  @Test func aLayerThatIsDoneInAnother_saysInWhich() throws {
    var session = try timed("residual_inception_1/add")
    session.state.showsResult = false
    #expect(try lines(session).contains("time    with conv2d_6, in whose step it is"))
    #expect(view(session.state).lines.contains { $0.contains("add") && $0.contains("fused") })
    session.go("t")
    session.state.hot.isAscending = true
    #expect(view(session.state).lines.joined().contains("fused"))
  }

  @Test func theSpeedOfALayer_isComparedWithPeakAndBest() throws {
    let session = try timed("residual_inception_1/conv2d_6")
    let speed = try #require(try lines(session).first { $0.hasPrefix("speed") })
    #expect(speed.contains("of the peak of 1000000 GFLOP/s, 1.000 MiB moved, 73.5 FLOP/byte"))
    #expect(speed.contains("of the best layer's rate"))
  }

  @Test func hosts_bytes_andPeak_areJournaled() throws {
    let timing = try #require(try timed("residual_inception_1").state.history.current.timing)
    let text = JournalLine.timing(version: 0, timing).text
    let read = PassTiming(journaled: text.split(separator: " ", maxSplits: 3)[3])
    #expect(read?.hosts == timing.hosts && read?.bytes == timing.bytes)
    #expect(read?.peak == timing.peak)
  }

  @Test func aConcatenation_tellsWhatEachBranchGivesAndTakes() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/concatenate")
    let lines = try lines(session)
    let first = try #require(lines.firstIndex { $0.hasPrefix("parts") })
    #expect(
      lines[first..<(first + 5)].map { $0.split(separator: " ").joined(separator: " ") } == [
        "parts channels % MACs %", "1x1 (conv2d) 0–63 25.0% 0.2%",
        "3x3 (conv2d_2) 64–191 50.0% 89.4%", "5x5 (conv2d_4) 192–223 12.5% 10.4%",
        "pool (conv2d_5) 224–255 12.5% 0.1%",
      ])
  }

  @Test func aBlock_isTheSumOfItsBranches() throws {
    var session = try Session80x24()
    session.select("residual_inception_1")
    let macs = try #require(try lines(session).first { $0.contains("MACs = ") })
    #expect(macs.contains("= 1x1 9,633,792 + 3x3 5,563,"))
  }

  @Test func theInput_tellsThePeakOfMemory() throws {
    var session = try Session80x24(size: Size(160, 50))
    session.select("input_layer")
    let lines = try lines(session)
    let place = try #require(lines.firstIndex { $0.hasPrefix("memory") })
    #expect(lines[place] == "memory  156.2 MiB of outputs at once, at conv2d_9")
    #expect(lines[place + 1].contains("█"))
    #expect(view(session.state).lines[0].contains("156.2 MiB peak at conv2d_9"))
  }

  @Test func theField_tellsItsOffset_andWhenItIsLargerThanTheInput() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/5x5/conv2d_4")
    #expect(try lines(session).contains("sees    5×5 pixels of the input, stride 1, from −2"))
    _ = update(&session.state, .invoke(Invocation(.edit, "model.input_size=4")))
    #expect(try lines(session).contains { $0.contains("more than there are: 4×4") })
  }

  @Test func aLayerInsideANestedModel_isSetThere_andFeedsItsOutput() throws {
    var inner = ModelBuilder(name: "inner")
    let entry = inner.input(shape: Shape(8, 8, 3))
    let conv = inner.add(
      .conv2D(Conv2D(filters: 3, kernelSize: 3, padding: .same)), name: "conv2d", [entry])
    var outer = ModelBuilder(name: "outer")
    let input = outer.input(shape: Shape(8, 8, 3))
    let nested = NestedModel(try ModelAnalysis(inner.finish(outputs: [conv])))
    let called = outer.add(.model(nested), name: "encoder", [input])
    let output = outer.add(
      .conv2D(Conv2D(filters: 2, kernelSize: 1, padding: .same)), name: "head", [called])
    var session = try Session80x24()
    session.state = State(
      modelName: "outer", analysis: try ModelAnalysis(outer.finish(outputs: [output])),
      size: Size(80, 24))
    _ = update(&session.state, .resize(Size(80, 24)))
    session.select("encoder/conv2d")
    #expect(try lines(session).contains("feeds   the output of inner"))
    session.go("+")
    #expect(session.state.history.current.edit?.description == "encoder/conv2d.filters=4")
    session.go(.enter)
    #expect(
      session.state.message?.text == "conv2d is inside encoder, whose output this is")
  }
}
