import Testing

@testable import Explorer

/// What y and Y send to the terminal, and how.
@Suite struct ClipboardTests {
  private func copied(_ session: inout Session80x24, _ key: Key) -> String? {
    let effects = update(&session.state, .key(key))
    return effects.lazy.compactMap { if case .copy(let text) = $0 { text } else { nil } }.first
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func base64_isThatOfItsStandard(text: String, encoded: String) {
    #expect(Clipboard.base64(Array(text.utf8)) == encoded)
  }

  @Test func sequence_isTheTerminals() {
    #expect(Clipboard.sequence(for: "層") == "\u{1b}]52;c;5bGk\u{7}")
    #expect(!Clipboard.exists(on: "linux") && Clipboard.exists(on: "tmux-256color"))
  }

  @Test func names_areThoseThatEditsTake() throws {
    var session = try Session80x24()
    session.select("residual_inception_1/3x3/conv2d_2")
    #expect(copied(&session, "y") == "conv2d_2")
    #expect(session.state.message?.text == "sent to the clipboard: conv2d_2")
    session.select("residual_inception_1/3x3")
    #expect(copied(&session, "y") == "residual_inception_1/3x3")
    session.select("dense")
    session.go("+", "L", "G", "k")
    #expect(copied(&session, "y") == "dense.units=1001")
    session.go("H")
    #expect(copied(&session, "y") == "dense.units=1001")
    session.go("q", "q", .enter)
    #expect(copied(&session, "y") == "dense")
  }

  @Test func rows_haveAllColumns_whateverThereIsRoomFor() throws {
    var session = try Session80x24(size: Size(20, 5))
    session.select("residual_inception_1/3x3/conv2d_2")
    let row = try #require(copied(&session, "Y"))
    #expect(
      row.hasPrefix(
        "conv2d_2\tLayer class Conv2D 3×3 relu\tOutput 224×224×128\tParams 110,720\tMACs 5.549 G"
      ), "\(row)")
    #expect(session.state.message?.text.contains("conv2d_2  Layer class") == true)
    session.state.columns.toggle(.shape)
    #expect(copied(&session, "Y")?.contains("Output") == false)
    session.go("H")
    #expect(copied(&session, "Y") == "state 0\toriginal\t559,416 params\t15,124,506,624 MACs")
  }

  @Test func inTmux_itIsSaidWhatLetsItThrough() throws {
    var session = try Session80x24(display: Display(isInTmux: true))
    session.go("y")
    #expect(session.state.message?.text.hasSuffix("'tmux set -s set-clipboard on'") == true)
  }

  @Test func aTerminalWithoutAClipboard_isSentNothing() throws {
    var session = try Session80x24(display: Display(hasClipboard: false))
    #expect(copied(&session, "y") == nil)
    #expect(session.state.message?.text == "this terminal has no clipboard")
  }
}
