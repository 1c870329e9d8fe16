import Compute
import GraphCore
import Testing

@testable import Explorer

/// Numbers that are none, and outputs that are there before their pass is done.
@Suite struct EarlyOutputTests {
  @Test func theOutputThatIsWaitedFor_isShownWhileThePassGoesOn() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/3x3/conv2d_2")
    let effects = update(&session.state, .key(.enter))
    let node = try #require(session.state.analysis.graph.node(named: "conv2d_2"))
    guard case .inspect(id: 1, _, _, _, _, first: node)? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    let values = try #require(MadeUpOutputs(analysis: session.state.analysis).values(of: node))
    let output = ShownOutput(
      node: node, values: values, description: LayerDescription(values))
    session.send(.inspection(id: 1, .reached(output))) { $0.shown = "conv2d_2" }
    #expect(view(session.state).lines.contains { $0.contains("max 7.000") })
    // The whole pass brings it no second time.
    let pass = InspectedPass(
      version: 0, input: .photograph, source: MadeUpOutputs(analysis: session.state.analysis))
    let end = session.send(.inspection(id: 1, .finished(pass))) { $0.isComputing = false }
    #expect(end.isEmpty && view(session.state).lines.contains { $0.contains("max 7.000") })
    // A late one of another pass counts for nothing.
    session.send(.inspection(id: 1, .reached(output)))
  }

  @Test func aBreak_putsTheCursorOnTheFirstElement() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/conv2d")
    session.go(.enter)
    session.answerInspection(id: 1)
    _ = session.state.invoke(Invocation(.breakAt, "nan"))
    guard case .find(let id, _, _, _)? = update(&session.state, .key("c")).first else {
      Issue.record("nothing is looked for")
      return
    }
    let node = try #require(session.state.analysis.graph.node(named: "conv2d_4"))
    var elements = [Float](repeating: 1, count: 4 * 5 * 32)
    elements[(2 * 5 + 3) * 32 + 7] = .nan
    let values = LayerValues(shape: [4, 5, 32], elements: elements)
    let found = try #require(FoundOutput(node, values, .notFinite))
    #expect(found.channel == 7 && found.pixel == OutputsState.Pixel(x: 3, y: 2))
    #expect(FoundOutput(node, values, .above(1)) == nil)
    #expect(FoundOutput(node, values, .above(0.5))?.channel == 0)
    _ = update(&session.state, .found(id: id, found))
    #expect(session.state.outputs?.channel == 7)
    #expect(
      session.state.message?.text
        == "conv2d_4 is NaN or infinite, first in channel 7 at row 2 column 3")
  }

  @Test(arguments: [Display(depth: .direct), Display(depth: .palette), Display(ascii: true)])
  func whatIsNoNumber_isMarked(display: Display) throws {
    // 40 x 40 under 8 x 4 cells: the one NaN lies between the elements that a square looks at.
    var elements = (0..<1600).map { Float($0 % 40) }
    elements[7 * 40 + 13] = .nan
    let values = LayerValues(shape: [40, 40, 1], elements: elements)
    func draw(_ marks: Bool) -> Screen {
      var screen = Screen(Size(8, 4))
      PictureView.draw(
        values, channel: 0, range: nil, map: .viridis,
        notFinite: marks ? NotFiniteTable(values) : nil, display: display,
        on: &screen, in: Rect(Size(8, 4)))
      return screen
    }
    let (plain, marked) = (draw(false), draw(true))
    let changed = (0..<32).filter { plain.cells[$0] != marked.cells[$0] }
    #expect(changed == [2])
    if display.ascii { #expect(marked.cells[2].scalar == 0x21) }
  }
}
