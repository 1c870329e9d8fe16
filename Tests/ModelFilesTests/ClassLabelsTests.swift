import ModelFiles
import Testing

struct ClassLabelsTests {
  @Test(arguments: [
    ("tabby cat\ngreat white shark\n", ["tabby cat", "great white shark"]),
    ("\u{FEFF}one\r\n  two \r\n\n", ["one", "two"]),
    (#"["one", "two"]"#, ["one", "two"]),
    (#"{"1": ["n01443537", "goldfish"], "0": ["n01440764", "tench"]}"#, ["tench", "goldfish"]),
    (#"{"0": "tench", "1": "goldfish"}"#, ["tench", "goldfish"]),
  ])
  func everyFormIsRead(text: String, names: [String]) throws {
    #expect(try ClassLabels(fileBytes: Array(text.utf8), path: "a").names == names)
  }

  @Test(arguments: [
    ("", "empty"), (" \n ", "empty"), ("one\n\nthree", "line 2 is empty"),
    ("one\u{1B}[31m", "control"), (#"["one", 2]"#, "class 1 is the number 2"),
    (#"{"0": "one", "2": "two"}"#, "'2' is no class: numbers from 0 to 1"),
    (#"{"0": "one", "0": "two"}"#, "occurs twice"), (#"["one""#, "'a': "), (#"[""]"#, "class 0"),
  ])
  func faultsAreNamed(text: String, words: String) throws {
    let error = #expect(throws: FileError.self) {
      try ClassLabels(fileBytes: Array(text.utf8), path: "a")
    }
    let message = try #require(error).description
    #expect(message.contains(words), "\(message)")
  }

  @Test func onlyUTF8IsText() {
    #expect(throws: FileError.self) { try ClassLabels(fileBytes: [0x41, 0xFF, 0xFE], path: "a") }
  }
}
