import ModelFiles
import Testing

struct JSONTextTests {
  @Test func keysKeepTheirOrder() {
    let value: JSONValue = ["zebra": .integer(1), "apple": [.null, .bool(true), .integer(-3)]]
    #expect(value.text() == #"{"zebra": 1, "apple": [null, true, -3]}"#)
  }

  @Test func whatDoesNotFitOnALineIsSpread() {
    let value: JSONValue = ["first": [.integer(1), .integer(2)], "second": .string("three")]
    let expected = """
      {
        "first": [1, 2],
        "second": "three"
      }
      """
    #expect(value.text(width: 20) == expected)
  }

  @Test func stringsAreEscaped() {
    let value = JSONValue.string("a\"b\\c\n\t\r\u{1}é😀/")
    #expect(value.text() == #""a\"b\\c\n\t\r\u0001é😀/""#)
  }

  @Test func numbersReadBackAsThemselves() {
    #expect(JSONValue.number(0.1).text() == "0.1")
    #expect(JSONValue.number(.infinity).text() == "null")
    #expect(JSONValue.number(.nan).text() == "null")
    #expect(JSONValue.integer(.max).text() == "9223372036854775807")
    #expect(JSONValue(nil).text() == "null")
  }

  @Test func emptyContainersStayShort() {
    #expect(JSONValue.array([]).text(width: 1) == "[]")
    #expect(JSONValue.object([]).text() == "{}")
  }
}
