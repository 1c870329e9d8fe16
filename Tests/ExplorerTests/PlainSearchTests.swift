import Testing

@testable import Explorer

@Suite struct PlainSearchTests {
  @Test(
    arguments: [
      ("Conv2D_1", "conv", true), ("block35_10_ac", "10_AC".lowercased(), true),
      ("conv", "conv2d", false), ("", "", true), ("a", "", true), ("", "a", false),
      ("35×35×320", "35×320", true), ("ÄNDERUNG", "änd", true), ("ÄNDERUNG", "and", false),
      ("aab", "ab", true), ("zone[", "{", false),
    ])
  func aWord_isFoundInAnyCase(text: String, word: String, isPart: Bool) {
    #expect(text.hasPart(word) == isPart)
  }
}
