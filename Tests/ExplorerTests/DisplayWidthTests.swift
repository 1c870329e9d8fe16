import Testing

@testable import Explorer

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("conv2d_1", 8), ("", 0), ("224×224×96", 10), ("é", 1), ("e\u{301}", 1), ("漢字", 4),
    ("한글", 4), ("\u{1112}\u{1161}", 2), ("ｆ", 2), ("😀", 2), ("a\u{200b}b", 2), ("─▀▸", 3),
    ("\n", 0), ("👩🏽\u{200d}🔬", 4), ("❤\u{fe0f}", 1),
  ])
  func columns(text: String, width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test(arguments: [
    ("global_average_pooling2d", 11, "globa…ing2d"), ("conv2d", 6, "conv2d"), ("conv2d", 1, "…"),
    ("conv2d", 0, ""), ("漢字漢字", 5, "漢…字"), ("漢字漢字", 4, "漢…"),
  ])
  func middleCut(text: String, columns: Int, result: String) {
    #expect(DisplayWidth.middleCut(text, columns: columns) == result)
    #expect(DisplayWidth.of(result) <= columns)
  }

  @Test func endCut_dropsWhatDoesNotFit() {
    #expect(DisplayWidth.endCut("abcdef", columns: 4) == "abc…")
    #expect(DisplayWidth.endCut("abcd", columns: 4) == "abcd")
  }
}
