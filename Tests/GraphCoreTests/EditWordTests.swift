import GraphCore
import Testing

/// Names of all kinds in edits, on their way to text and back.
@Suite struct EditWordTests {
  /// What Keras takes as a name: anything without `/`.
  private static let names = [
    "conv2d", "a b", " a", "a ", "  ", "a=b", "=", "#", "#a", "a#b", ";", "+", "a;b", "a + b", "\"",
    "\"a\"", "a\"b", "\\", "a\\", "\\u{a}", "a.b", ".", "a\nb", "\n", "\r\n", "a\tb", "\u{2028}",
    "\u{85}", "\u{301}x", "x\u{301}", "e\u{301} \u{301}", "\u{200D}", "👩‍👩‍👧", "漢 字", "undo", "remove",
    "model.x", "name=\"a\"", "filters=5", "keep largest", "\u{0}", "\u{1B}[31m", "",
  ]

  private func edits(_ name: String, _ other: String) -> [Edit] {
    let conv = LayerTemplate(.conv2D(Conv2D(filters: 8, kernelSize: 1)), name: other)
    let plain = LayerTemplate(
      .conv2D(Conv2D(filters: 8, kernelSize: 3, padding: .same)), name: name)
    return [
      .set(target: name, field: "filters", value: .integer(5)),
      .set(target: name, field: "kernel_size", value: .integers([3, 5])),
      .setNumbers(block: name, [1, 2, 3]), .setGroup(layer: name, filters: 7),
      .widen(target: name, factor: 0.5, multiple: 8), .insertLayer(after: name, conv),
      .insertLayer(after: name, before: other, conv),
      .insertBlock(after: name, InceptionFilters(1, 2, 3, 4, 5, 6), isResidual: true),
      .remove(target: name), .addBranch(block: name, layers: [conv, plain]),
      .duplicate(block: name), .makeResidual(block: name), .rename(layer: name, name: other),
      .all([
        .remove(target: name), .set(target: other, field: "filters", value: .integer(5)),
      ]),
    ]
  }

  private func expectSame(_ edit: Edit, _ line: String) throws {
    #expect(!line.contains { $0.isNewline }, "\(line.debugDescription)")
    #expect(try Edit(parsing: line) == edit, "\(line.debugDescription)")
    // And as a script's line, with what may stand around it.
    #expect(try EditScript.edits(in: "\n  \(line)  # more\n") == [edit], "\(line.debugDescription)")
  }

  @Test func everyEdit_ofEveryName_isReadAsItIsWritten() throws {
    for (index, name) in Self.names.enumerated() {
      let other = Self.names[(index * 7 + 3) % Self.names.count]
      for edit in edits(name, other) { try expectSame(edit, "\(edit)") }
      for edit in edits("a/" + name, other) { try expectSame(edit, "\(edit)") }
    }
  }

  @Test func namesOfRandomCharacters_areReadAsTheyAreWritten() throws {
    let characters = Array(" \"\\=#;+.a\u{301}\n\t{}u漢\u{2029}()x,".unicodeScalars)
    var seed: UInt64 = 1
    func next(_ count: Int) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((seed >> 33) % UInt64(count))
    }
    func name() -> String {
      var view = String.UnicodeScalarView()
      for _ in 0..<(1 + next(6)) { view.append(characters[next(characters.count)]) }
      return String(view)
    }
    for _ in 0..<500 {
      for edit in edits(name(), name()) { try expectSame(edit, "\(edit)") }
    }
  }

  @Test func quotes_areWrittenOnlyWhereTheyAreNeeded() {
    #expect(EditScript.quoted("residual_inception_1/5x5") == "residual_inception_1/5x5")
    #expect(EditScript.quoted("a\"b") == "a\"b")
    #expect(EditScript.quoted("a b") == "\"a b\"")
    #expect(EditScript.quoted("a\nb") == "\"a\\u{a}b\"")
    #expect("\(Edit.rename(layer: "a b", name: "c"))" == "rename \"a b\" c")
  }

  @Test(arguments: [
    "\"a.filters=5", "\"a b\\", "\"a\\u{}\".filters=5", "\"a\\u{110000}\".filters=5", "\"a\\u",
    "rename a \"", "\"a b\"", "a b.filters=5", "\"remove\" a",
  ])
  func linesThatAreNone_areRefused(line: String) {
    #expect(throws: EditError.self) { try Edit(parsing: line) }
  }

  @Test func comments_beginOutsideOfQuotes() throws {
    #expect(EditScript.withoutComment("\"# a\".filters=5 # x") == "\"# a\".filters=5 ")
    #expect(EditScript.withoutComment("# x") == "")
    #expect(EditScript.unquoted("\"a b\"") == "a b")
    #expect(EditScript.unquoted("\"a\" b") == nil)
    #expect(EditScript.unquoted("a") == nil)
  }
}
