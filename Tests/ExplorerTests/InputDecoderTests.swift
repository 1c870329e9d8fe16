import Testing

@testable import Explorer

/// What becomes of what a terminal sends.
@Suite struct InputDecoderTests {
  /// Everything that comes of characters that have arrived, in words.
  private func decoded(_ text: String, then codes: [Int32] = []) -> [String] {
    var units = text.unicodeScalars.map { InputDecoder.Unit.character($0.value) }
    units += codes.map { .code($0) }
    var rest = units[...]
    var decoder = InputDecoder()
    var result: [String] = []
    while let input = decoder.next({ _ in rest.popFirst() }) {
      switch input {
      case .paste(let text): result.append("paste \(text.debugDescription)")
      case .answer(let text): result.append("answer \(text)")
      case .unit(.code(let code)): result.append("code \(code)")
      case .unit(.character(27)): result.append("Esc")
      case .unit(.character(let value)):
        result.append(Unicode.Scalar(value).map { String($0) } ?? "?")
      }
    }
    #expect(rest.isEmpty)
    return result
  }

  @Test func keys_areThemselves() {
    #expect(decoded("ab漢\u{1}") == ["a", "b", "漢", "\u{1}"])
    #expect(decoded("a", then: [258]) == ["a", "code 258"])
    #expect(decoded("\u{1B}") == ["Esc"])
    #expect(decoded("\u{1B}\u{1B}") == ["Esc", "Esc"])
  }

  @Test(arguments: [
    "\u{1B}[I", "\u{1B}[O", "\u{1B}[1;5P", "\u{1B}[27;5;120~", "\u{1B}[200;3~", "\u{1B}[?62;4c",
    "\u{1B}[<0;3;4M", "\u{1B}[M !!", "\u{1B}[[A", "\u{1B}OP", "\u{1B}O5P", "\u{1B}[120;5u",
    "\u{1B}P1$r0m\u{1B}\\",
    "\u{1B}_x-\u{1B}\\", "\u{1B}[201~", "\u{1B}[ q",
  ])
  func unknownSequences_arePassedOver(sequence: String) {
    #expect(decoded(sequence) == [])
    #expect(decoded("j\(sequence)k\(sequence)") == ["j", "k"])
  }

  @Test func whatTheTerminalAnswers_isNoKeys() {
    #expect(decoded("j\u{1B}]11;rgb:0/0/0\u{7}k") == ["j", "answer 11;rgb:0/0/0", "k"])
    #expect(decoded("\u{1B}]11;rgb:0/0/0\u{1B}\\k") == ["answer 11;rgb:0/0/0", "k"])
  }

  @Test func anAnswerThatIsAskedFor_mayComeInPieces() {
    var units = "\u{1B}]11;rgb:ff/ff/ff\u{7}".unicodeScalars.map {
      InputDecoder.Unit.character($0.value)
    }[...]
    var decoder = InputDecoder()
    decoder.expectsAnswer = true
    let input = decoder.next { milliseconds in
      // Every character takes a tenth of a second.
      units.count > 16 || milliseconds >= 100 ? units.popFirst() : nil
    }
    #expect(input == .answer("11;rgb:ff/ff/ff"))
  }

  @Test(arguments: ["x", "+", "q", "R", " ", "漢", "\r", "\u{7F}"])
  func aKeyWithAlt_isNotThatKey(key: String) {
    #expect(decoded("\u{1B}\(key)j") == ["j"])
  }

  @Test func cutShort_theyEndWithWhatIsThere() {
    for sequence in ["\u{1B}[", "\u{1B}O", "\u{1B}[200", "\u{1B}P11;", "\u{1B}[M"] {
      #expect(decoded(sequence) == [])
      // Another sequence, or a key that no sequence has, begins anew.
      #expect(decoded("\(sequence)\u{1B}[Ij") == ["j"])
    }
    #expect(decoded("\u{1B}[1;\rj") == ["\r", "j"])
    #expect(decoded("\u{1B}", then: [259]) == [])
  }

  @Test func pastedText_comesAsAWhole() {
    #expect(decoded("\u{1B}[200~x+q\rR\u{1B}[201~j") == ["paste \"x+q\\rR\"", "j"])
    #expect(decoded("\u{1B}[200~\u{1B}[201~") == ["paste \"\""])
    // Neither a sequence nor a missing end gets through.
    #expect(decoded("\u{1B}[200~a\u{1B}[31mb\u{1B}xc\u{1B}[201~") == ["paste \"abc\""])
    #expect(decoded("\u{1B}[200~abc") == ["paste \"abc\""])
    #expect(decoded("\u{1B}[200~ab", then: [258, 339]) == ["paste \"ab\""])
    let long = String(repeating: "x", count: 100_000)
    #expect(decoded("\u{1B}[200~\(long)\u{1B}[201~j").last == "j")
  }
}
