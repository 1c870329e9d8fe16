import Glibc
import GraphCore
import Testing

@testable import Explorer

/// Elements of vectors, branches of concatenations, and what stays from one output to the next.
@Suite struct OutputDetailTests {
  private func opened(_ path: String, size: Size = Size(80, 24)) throws -> Session80x24 {
    var session = try Session80x24(size: size)
    session.select(path)
    session.go(.enter)
    session.answerInspection(id: 1)
    return session
  }

  /// Does what a key does, with the explanation and the input that it asks for.
  private func press(_ session: inout Session80x24, _ keys: Key...) {
    for key in keys { session.explain(update(&session.state, .key(key))) }
  }

  private func text(_ session: Session80x24) -> String {
    view(session.state).lines.joined(separator: "\n")
  }

  @Test func anElementOfAVector_isTheLargestFirst_andMovesBySizeAndByNumber() throws {
    var session = try opened("dense")
    #expect(session.state.outputs?.channel == 9)
    #expect(text(session).contains("▸    9     90.00%"))
    press(&session, .down)
    #expect(session.state.outputs?.channel == 19)
    press(&session, .up, .right)
    #expect(session.state.outputs?.channel == 10)
    // It is none of the largest ones, so that it stands below them.
    #expect(text(session).contains("▸   10      0.00%"))
    press(&session, ",", ",")
    #expect(session.state.outputs?.channel == 8)
    press(&session, "G")
    #expect(session.state.outputs?.channel == 990)
    press(&session, "g")
    #expect(session.state.outputs?.channel == 9)
    session.type(":channel 463")
    press(&session, .enter)
    #expect(session.state.outputs?.channel == 463)
  }

  @Test(arguments: [Size(80, 24), Size(160, 50), Size(50, 24)])
  func anElementOfAVector_isExplainedAsADotProduct(size: Size) throws {
    var session = try opened("dense", size: size)
    press(&session, .tab)
    let explanation = try #require(session.state.explanation)
    #expect(explanation.channel == 9 && explanation.termCount == 256)
    #expect(explanation.activation == .softmax && explanation.activatedCount == 1000)
    #expect(text(session).contains("element 9  = 0.9000"))
    let words = text(session)
    #expect(words.contains("256 numbers") && words.contains("softmax"))
    press(&session, ".")
    #expect(session.state.explanation?.channel == 10)
  }

  @Test func aChannelOfAConcatenation_seesWhatItsBranchDoes() throws {
    var session = try opened("residual_inception_1/concatenate", size: Size(160, 50))
    press(&session, .tab)
    #expect(text(session).contains("it sees 1×1 pixels of the input"))
    session.type(":channel 192")
    press(&session, .enter)
    #expect(text(session).contains("it sees 5×5 pixels of the input"))
  }

  @Test func whatAPixelSees_isHeightTimesWidth() throws {
    var session = try opened("residual_inception_1/5x5/conv2d_4", size: Size(160, 50))
    session.type(":pixel 4 0")
    press(&session, .enter, .tab)
    #expect(text(session).contains("it sees 5×3 pixels of the input"))
  }

  @Test func theWindow_staysATable_andALowScreenScrolls() throws {
    var session = try opened("residual_inception_1/5x5/conv2d_4", size: Size(160, 50))
    press(&session, .tab)
    #expect(
      text(session).replacing("\u{a0}", with: " ")
        .contains("   8.000 −3.000 −6.000  11.00 −6.000"))
    session = try opened("residual_inception_1/5x5/conv2d_4")
    press(&session, .tab)
    #expect(text(session).contains("it sees 5×5 pixels"))
    #expect(text(session).contains("J K"))
    #expect(!text(session).contains("and 388 more"))
    press(&session, "J", "J", "J", "J", "J", "J", "J", "J", "J")
    #expect(text(session).contains("and 388 more"))
    press(&session, "K", "K", "K", "K", "K", "K", "K", "K", "K")
    #expect(session.state.detailTop == 0)
  }

  @Test func pixelAndChannel_stayFromStepToStep() throws {
    var session = try opened("residual_inception_1/5x5/conv2d_4")
    press(&session, .tab, ".", ".", ".", .left, .left)
    let pixel = session.state.outputs?.pixel
    #expect(pixel == OutputsState.Pixel(x: 2, y: 4))
    press(&session, "n")
    #expect(session.state.outputs?.channel == 3 && session.state.outputs?.pixel == pixel)
    press(&session, "p")
    #expect(session.state.outputs?.channel == 3 && session.state.outputs?.pixel == pixel)
  }

  @Test func eightPixelsAtOnce() throws {
    var session = try opened("residual_inception_1/5x5/conv2d_4")
    press(&session, .tab, .control("u"))
    #expect(session.state.pixel?.y == 0)
    press(&session, .control("d"))
    #expect(session.state.pixel?.y == 7)
  }

  @Test func numbersBeyondTheEnd_areTold() throws {
    var session = try opened("residual_inception_1/5x5/conv2d_4")
    session.type(":channel 999")
    press(&session, .enter)
    #expect(session.state.message?.text == "there is no channel 999; the last one is 31")
    session.type(":pixel 999 0")
    press(&session, .enter)
    #expect(session.state.message?.text == "the map has 8×8 pixels; this is the nearest one")
    #expect(session.state.outputs?.pixel == OutputsState.Pixel(x: 0, y: 7))
  }

  @Test func anEdit_isUndoneAndDoneAgain_behindTheOutput() throws {
    var session = try opened("dense")
    _ = update(&session.state, .invoke(Invocation(.edit, "dense.units=12")))
    let edited = session.state.history.index
    session.go("u")
    #expect(session.state.history.index == 0 && session.state.outputs != nil)
    session.go("U")
    #expect(session.state.history.index == edited && session.state.outputs != nil)
  }

  @Test func shortLists_moveByJAndK() throws {
    var session = try opened("residual_inception_1/5x5/conv2d_4")
    session.go("b", "j", "j", "k")
    #expect(session.state.menu?.list.cursor == 1 && session.state.menu?.filter == "")
    // What is typed is seen.
    session.go("z")
    #expect(text(session).contains("/z"))
  }

  @Test(arguments: [[Float.nan, .nan], [.infinity, .nan], [.infinity, -.infinity]])
  func anOutputWithoutANumber_saysSo(elements: [Float]) throws {
    var session = try opened("dense")
    let values = LayerValues(shape: [2], elements: elements)
    session.state.shown = ShownOutput(
      node: try #require(session.state.outputs).node, values: values,
      description: LayerDescription(values))
    let all = elements[0].isNaN ? "NaN" : elements[1].isNaN ? "NaN or infinite" : "infinite"
    #expect(text(session).contains("all 2 elements are \(all)"))
    #expect(text(session).contains("none of the 2 elements is a finite number"))
  }

  @Test func elements_areOrderedBySize() {
    let values = LayerValues(shape: [6], elements: [1, .nan, 3, 1, -.infinity, 2])
    #expect(values.largest == 2 && values.smallest == 3)
    #expect(values.element(1, after: 2) == 5)
    #expect(values.element(2, after: 2) == 0)
    #expect(values.element(9, after: 2) == 3)
    #expect(values.element(-1, after: 3) == 0)
    #expect(values.element(-9, after: 3) == 2)
    #expect(values.element(1, after: 1) == 5)
    let none = LayerValues(shape: [1], elements: [.nan])
    #expect(none.largest == 0 && none.element(1, after: 0) == 0)
  }

  @Test(arguments: ColorMap.allCases)
  func colours_growLighter_whereTheyAreFew(map: ColorMap) {
    let lightness = (0...1000).map { step in
      Self.lightness(map.color(Float(step) / 1000, depth: .palette))
    }
    #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $0 <= $1 + 1e-9 })
    #expect((lightness.last ?? 0) - (lightness.first ?? 0) > 60)
  }

  /// The lightness of a colour in CIE L*.
  private static func lightness(_ color: RGB) -> Double {
    func linear(_ level: UInt8) -> Double {
      let level = Double(level) / 255
      return level <= 0.04045 ? level / 12.92 : pow((level + 0.055) / 1.055, 2.4)
    }
    let light =
      0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
    return light > 216.0 / 24389 ? 116 * pow(light, 1.0 / 3) - 16 : light * 24389 / 27
  }
}

extension Session80x24 {
  /// Answers effects that load an output or explain a number.
  mutating func explain(_ effects: [Effect]) {
    answer(effects)
    var effects = effects
    if case .ready? = state.outputs?.source, state.outputs?.arrangement == .single {
      effects += state.explainEffects()
    }
    answer(effects)
    for case .explain(let pass, let model, let node, let channel, let pixel) in effects {
      let explainer = PixelExplainer(
        analysis: model, values: pass.source.values,
        weight: { pass.source.weight($0, layer: $1) })
      _ = update(
        &state,
        .explained(
          version: pass.version, explainer.explain(node, channel: channel, y: pixel.y, x: pixel.x)))
    }
  }
}
