import Testing

@testable import Explorer

/// What the line above the keys says, and how long.
@Suite struct MessageLineTests {
  @Test(arguments: [Size(80, 24), Size(40, 12)])
  func aLongMessage_isReadWhole(size: Size) throws {
    var session = try Session80x24(size: size)
    let text =
      "one two three four five six seven eight nine ten eleven twelve thirteen fourteen end"
    session.state.message = Message(kind: .error, text: text)
    let lines = view(session.state).lines
    let words = lines.suffix(5).joined(separator: " ").split(separator: " ").map(String.init)
    #expect(
      text.split(separator: " ").allSatisfy { words.contains(String($0)) }, "\(lines.suffix(5))")
    #expect(lines[size.height - 2].hasSuffix("1/30"))
    // On a low screen a message keeps to its line.
    session.send(.resize(Size(20, 5))) { $0.size = Size(20, 5) }
    #expect(view(session.state).lines.filter { $0.contains("two") }.count == 1)
  }

  @Test func aMessage_givesWayToThePassThatIsWaitedFor() throws {
    var session = try Session80x24()
    session.select("dense")
    session.go(.enter, "i")
    #expect(view(session.state).lines[22].contains("input: random, seed 1"))
    let progress = PassProgress(fraction: 0.4, layersDone: 5, layers: 22, layer: "conv2d_4")
    session.send(.inspection(id: 2, .progress(progress)))
    _ = update(&session.state, .tick(199))
    #expect(view(session.state).lines[22].contains("input: random, seed 1"))
    _ = update(&session.state, .tick(200))
    #expect(view(session.state).lines[22].contains("40% 0.2 s  Esc stops  5/22  conv2d_4"))
  }

  @Test func arrows_areTwoCharactersInASCII() throws {
    var session = try Session80x24(display: Display(ascii: true))
    session.select("dense")
    session.go("+")
    #expect(view(session.state).lines[22].contains("units 1000 -> 1001"))
  }
}
