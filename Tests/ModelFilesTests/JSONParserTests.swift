import ModelFiles
import Testing

struct JSONParserTests {
  private func parse(_ text: String) throws(JSONError) -> JSONValue {
    try JSONValue(parsing: Array(text.utf8))
  }

  /// Texts that come back as they were; each is what Python's `json.dumps` gives for it.
  @Test(arguments: [
    "{}", "[]", "null", "[true, false]", #"{"a": {"b": [1, -2, 3]}}"#, "0", "-0", "-0.0", "0.1",
    "1e18", "1e+18", "1E5", "0.10", "1e-05", "1e+16", "1.2345678901234568e+16", "123456789.0",
    "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e400", "NaN",
    "[Infinity, -Infinity]", #""""#, #""a\"b\\c\n\r\t\b\f\u0001\u007f/""#,
    #""\u00e9\u20ac\ud83d\ude00""#, "0.00392156862745098", "5e-324", "1.7976931348623157e+308",
  ])
  func textComesBack(_ text: String) throws {
    #expect(try parse(text).pythonText == text)
  }

  @Test func everyNumberHasOneCase() throws {
    #expect(try parse("96") == .integer(96))
    #expect(try parse("0.99") == .number(0.99))
    #expect(try parse("96.0") == .number(96))
    #expect(try parse("-0") == .literal("-0"))
    #expect(try parse("1e18") == .literal("1e18"))
    #expect(try parse("1e+18") == .number(1e18))
  }

  @Test func blanksAndByteOrderMarkAreSkipped() throws {
    let value = try parse("\u{FEFF} \t\r\n[ 1 , {\"a\" :\n2 } ] \n")
    #expect(value == [.integer(1), ["a": .integer(2)]])
  }

  @Test func stringsAreDecoded() throws {
    #expect(try parse(#""\u0041\/\ud83d\ude00é""#) == .string("A/😀é"))
  }

  /// What is wrong, and where: line:column, path.
  static let faults: [(String, String)] = [
    ("", "line 1, column 1: the text is empty"),
    ("   ", "line 1, column 4: the text is empty"),
    ("[1, 2", "line 1, column 6: the text ends before ']'; the file seems to be cut off"),
    ("{\"a\": [1,\n  {\"b\": x}]}", "line 2, column 9, in a[1].b: expected a value, got 'x'"),
    (
      #"{"a": 1, "a": 2}"#, #"line 1, column 10: the key "a" occurs twice in an object; remove one"#
    ),
    (#"{"a" 1}"#, "line 1, column 6: expected ':' after a key, got '1'"),
    ("{a: 1}", "line 1, column 2: expected a key in double quotes, got 'a'"),
    ("[1 2]", "line 1, column 4: expected ',' or ']', got '2'"),
    ("[1,]", "line 1, column 4, in [1]: expected a value, got ']'"),
    ("[] []", "line 1, column 4: expected the end of the text, got '['"),
    ("01", "line 1, column 1: a number must not begin with 0"),
    ("-", "line 1, column 2: expected a digit, got the end of the text"),
    ("1.", "line 1, column 3: expected a digit, got the end of the text"),
    ("1e+", "line 1, column 4: expected a digit, got the end of the text"),
    ("tru", "line 1, column 1: expected a value, got 't'"),
    (#""abc"#, "line 1, column 5: the text ends inside a string; the file seems to be cut off"),
    (
      "\"a\nb\"", "line 1, column 3: byte 0xa inside a string must be written as an escape"
    ),
    (#""\x41""#, #"line 1, column 2: '\' before 'x' is no escape"#),
    (#""\u12""#, #"line 1, column 2: an escape '\u' needs four hexadecimal digits"#),
    (#""\ud800""#, "line 1, column 2: half of a surrogate pair, which is no character"),
    (#""\udc00\ud800""#, "line 1, column 2: half of a surrogate pair, which is no character"),
    (#"{"k\n x": [}"#, #"line 1, column 12, in ["k\n x"][0]: expected a value, got '}'"#),
  ]

  @Test(arguments: faults)
  func faultsSayWhere(_ text: String, _ message: String) {
    let error = #expect(throws: JSONError.self) { try parse(text) }
    #expect(error?.description == message)
  }

  @Test func bytesThatAreNoTextAreRefused() {
    let error = #expect(throws: JSONError.self) {
      try JSONValue(parsing: [0x5B, 0x22, 0xFF, 0x22, 0x5D])
    }
    #expect(error?.description == "line 1, column 3, in [0]: the string is not UTF-8")
  }

  @Test func largeObjectsFindDoubleKeys() throws {
    let members = (0..<100).map { "\"k\($0)\": \($0)" }.joined(separator: ", ")
    #expect(try parse("{\(members)}")["k99"] == .integer(99))
    let error = #expect(throws: JSONError.self) { try parse("{\(members), \"k7\": 1}") }
    #expect(error?.reason == #"the key "k7" occurs twice in an object; remove one"#)
  }

  @Test func manyBracketsEndAtOnce() {
    let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 100_000_000)
    let clock = ContinuousClock()
    let start = clock.now
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
    #expect(error?.reason == "brackets are nested more than 128 deep; no model is")
    #expect(clock.now - start < .seconds(1))
  }

  @Test func valuesAreCounted() {
    var limits = JSONValue.Limits()
    limits.values = 10
    let error = #expect(throws: JSONError.self) {
      try JSONValue(parsing: Array("[1,2,3,4,5,6,7,8,9,10]".utf8), limits: limits)
    }
    #expect(error?.reason == "the document has more than 10 values; no model needs as many")
    #expect(error?.path.description == "[9]")
  }

  @Test func longNumbersAreRefused() {
    let digits = String(repeating: "7", count: 5000)
    let error = #expect(throws: JSONError.self) { try parse("[\(digits)]") }
    #expect(error?.reason == "a number has more than 1024 characters")
  }

  @Test func membersAreSetInPlace() {
    var value: JSONValue = ["a": .integer(1), "b": .integer(2)]
    value["a"] = .null
    value["c"] = .integer(3)
    value["b"] = nil
    #expect(value.pythonText == #"{"a": null, "c": 3}"#)
  }
}
