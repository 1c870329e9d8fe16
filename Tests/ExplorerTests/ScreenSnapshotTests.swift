import GraphCore
import Testing

@testable import Explorer

@Suite struct ScreenSnapshotTests {
  static let sizes = [Size(80, 24), Size(40, 12), Size(120, 40), Size(20, 5), Size(70, 66)]

  @Test(arguments: sizes)
  func tree(size: Size) throws {
    var session = try Session80x24(size: size)
    session.select("residual_inception_1/3x3/conv2d_2")
    expectScreen(view(session.state), "tree-\(size.width)x\(size.height)")
  }

  @Test(arguments: sizes)
  func edited(size: Size) throws {
    var session = try Session80x24(size: size)
    session.select("residual_inception_2")
    session.turn("-")
    expectScreen(view(session.state), "edited-\(size.width)x\(size.height)")
  }

  @Test(arguments: sizes)
  func field(size: Size) throws {
    var session = try Session80x24(size: size)
    session.select("residual_inception_1/3x3/conv2d_2")
    session.go("9", "6")
    expectScreen(view(session.state), "field-\(size.width)x\(size.height)")
  }

  @Test(arguments: sizes)
  func timed(size: Size) throws {
    var session = try Session80x24(size: size)
    session.select("residual_inception_1")
    session.go("r")
    let order = session.state.analysis.order
    var layers: [NodeID: Double] = [:]
    for (index, node) in order.enumerated() { layers[node] = Double(index) / 4 }
    let timing = PassTiming(
      median: 57.75, minimum: 55, percentile95: 61, spread: 3, passes: 5, layers: layers)
    _ = update(&session.state, .run(id: 1, .finished(timing)))
    expectScreen(view(session.state), "timed-\(size.width)x\(size.height)")
  }

  @Test func running() throws {
    var session = try Session80x24()
    session.go("r")
    let progress = PassProgress(fraction: 0.42, layersDone: 9, layers: 22, layer: "conv2d_6")
    _ = update(&session.state, .run(id: 1, .progress(progress)))
    _ = update(&session.state, .tick(1234))
    expectScreen(view(session.state), "running-80x24")
  }

  @Test(arguments: sizes)
  func outputs(size: Size) throws {
    var session = try Session80x24(size: size, display: Display(depth: .palette, ascii: true))
    session.select("residual_inception_1/5x5/conv2d_3")
    session.go(.enter)
    session.answerInspection(id: 1)
    session.go(".")
    expectScreen(view(session.state).asciiOnly(), "outputs-\(size.width)x\(size.height)")
  }

  @Test(arguments: sizes)
  func pixel(size: Size) throws {
    var session = try Session80x24(size: size, display: Display(depth: .palette, ascii: true))
    session.select("residual_inception_1/5x5/conv2d_4")
    session.go(.enter)
    session.answerInspection(id: 1)
    let effects = update(&session.state, .key(.tab))
    session.answer(effects)
    for case .explain(let pass, let model, let node, let channel, let pixel) in effects {
      let explainer = PixelExplainer(
        analysis: model, values: pass.source.values,
        weight: { pass.source.weight($0, layer: $1) })
      let explanation = explainer.explain(node, channel: channel, y: pixel.y, x: pixel.x)
      _ = update(&session.state, .explained(version: 0, explanation))
    }
    expectScreen(view(session.state).asciiOnly(), "pixel-\(size.width)x\(size.height)")
  }

  @Test(arguments: sizes)
  func hotList(size: Size) throws {
    var session = try Session80x24(size: size)
    session.go("r")
    _ = update(&session.state, .run(id: 1, .finished(session.state.madeUpTiming())))
    session.go("t", "j")
    expectScreen(view(session.state), "hot-\(size.width)x\(size.height)")
  }

  @Test(arguments: sizes)
  func comparison(size: Size) throws {
    var session = try Session80x24(size: size)
    session.select("residual_inception_2/conv2d_7")
    session.turn("-")
    session.select("residual_inception_1/5x5")
    session.go("x", "c", "j")
    expectScreen(view(session.state), "compare-\(size.width)x\(size.height)")
  }

  @Test(arguments: sizes)
  func states(size: Size) throws {
    var session = try Session80x24(size: size)
    session.select("residual_inception_1/3x3/conv2d_2")
    session.turn("+", "u", "-", "+", "r")
    _ = update(&session.state, .run(id: 1, .finished(session.state.madeUpTiming())))
    session.go("H")
    expectScreen(view(session.state), "states-\(size.width)x\(size.height)")
  }

  @Test(arguments: sizes)
  func log(size: Size) throws {
    var session = try Session80x24(size: size)
    session.select("residual_inception_1/3x3/conv2d_2")
    session.turn("+", "u", "-", "L")
    expectScreen(view(session.state), "log-\(size.width)x\(size.height)")
  }

  @Test(arguments: sizes)
  func addMenu(size: Size) throws {
    var session = try Session80x24(size: size)
    session.select("residual_inception_1/3x3/conv2d_2")
    session.go("a", .down)
    expectScreen(view(session.state), "add-\(size.width)x\(size.height)")
  }

  @Test(arguments: sizes)
  func waysOut(size: Size) throws {
    var session = try Session80x24(size: size)
    session.state.make(
      .set(target: "conv2d_2", field: "padding", value: .text("valid")), saying: "padding")
    expectScreen(view(session.state), "refused-\(size.width)x\(size.height)")
  }

  @Test func columnMenu() throws {
    var session = try Session80x24()
    session.go("o", "j", " ")
    expectScreen(view(session.state), "columns-80x24")
  }

  @Test(arguments: sizes)
  func vector(size: Size) throws {
    var session = try Session80x24(size: size, display: Display(depth: .mono))
    session.select("dense")
    session.go(.enter)
    session.answerInspection(id: 1)
    expectScreen(view(session.state), "vector-\(size.width)x\(size.height)")
  }

  @Test(arguments: sizes)
  func help(size: Size) throws {
    var session = try Session80x24(size: size)
    session.go("?")
    expectScreen(view(session.state), "help-\(size.width)x\(size.height)")
  }

  @Test func ascii_holdsNothingElse() throws {
    let session = try Session80x24(display: Display(depth: .mono, ascii: true))
    let screen = view(session.state).asciiOnly()
    #expect(screen.lines.joined().utf8.allSatisfy { $0 < 0x80 })
    #expect(!screen.lines.joined().contains("?  "))
    expectScreen(screen, "ascii-80x24")
  }

  /// How screens look, cell by cell, in roles: as wide as usual, narrow, wide and tall.
  @Test(arguments: [Size(80, 24), Size(40, 12), Size(160, 50), Size(70, 66)])
  func styles(size: Size) throws {
    var session = try Session80x24(size: size)
    func expect(_ name: String) {
      expectStyles(view(session.state), "\(name)-\(size.width)x\(size.height)")
    }
    session.select("residual_inception_2/conv2d_7")
    expect("tree")
    session.turn("-")
    expect("edited")
    session.go("c")
    expect("compare")
    session.go("q", "t")
    expect("hot")
    session.go("q", "H")
    expect("states")
    session.go("q", "L")
    expect("log")
    session.go("q", "a", .down)
    expect("add")
    session.go(.escape, "e", "6", "2")
    expect("field")
    session.go(.escape, "?")
    expect("help")
    session.go("q", ":")
    expect("commands")
    session.go(.escape, .enter)
    session.answerInspection(id: 1)
    expect("outputs")
  }

  @Test func everySize_isDrawnWithoutATrap() throws {
    for width in [1, 2, 5, 19, 20, 21, 33, 59, 60, 100, 110, 250] {
      for height in [1, 2, 4, 5, 6, 7, 8, 9, 13, 14, 30, 70] {
        var session = try Session80x24(size: Size(width, height))
        #expect(view(session.state).size == Size(width, height))
        session.turn("-", "?")
        _ = view(session.state)
        session.go("q", "e", "7")
        _ = view(session.state)
        session.go(.escape, "u", .enter)
        session.answerInspection(id: 1)
        _ = view(session.state)
        session.go(.tab, "n")
        _ = view(session.state)
        session.go("q", "a")
        _ = view(session.state)
        session.go(.escape, "t")
        _ = view(session.state)
        session.turn("-", "c")
        _ = view(session.state)
        session.go("H")
        _ = view(session.state)
        session.go("L")
        _ = view(session.state)
      }
    }
  }
}
