extension JSONValue {
  /// How much a document may hold, so that reading is bounded in memory and time.
  public struct Limits: Sendable {
    /// How deep arrays and objects may be nested; a layer of a model is at depth 5.
    public var depth = 128
    /// How many values there may be; a model of 100,000 layers has about ten million.
    public var values = 1 << 24

    /// The limits for files of models.
    public init() {}
  }

  /// Reads a document.
  ///
  /// Takes what Python's `json` takes, `NaN` and the infinities included, but for keys that occur
  /// twice in an object and halves of surrogate pairs, which are errors here.
  ///
  /// - Throws: `JSONError` for the first fault.
  public init(parsing bytes: [UInt8], limits: Limits = Limits()) throws(JSONError) {
    var parser = JSONParser(bytes, limits: limits)
    do throws(JSONParser.Fault) {
      self = try parser.document()
    } catch {
      throw parser.error(error)
    }
  }
}

/// Reads a document value by value, with one array for all elements that wait for their container to
/// end, so that each container is allocated once in its final size.
struct JSONParser {
  /// Where and why parsing stopped.
  struct Fault: Error {
    var offset: Int
    var reason: String
    /// The steps to the place, innermost first.
    var path: [JSONPath.Component] = []
  }

  let bytes: [UInt8]
  var index = 0
  private let limits: JSONValue.Limits
  private var depth = 0
  private var valuesLeft: Int
  private var openElements: [JSONValue] = []
  private var openMembers: [JSONValue.Member] = []
  var knownStrings = JSONStringTable()

  init(_ bytes: [UInt8], limits: JSONValue.Limits) {
    self.bytes = bytes
    self.limits = limits
    valuesLeft = limits.values
  }

  mutating func document() throws(Fault) -> JSONValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    skipBlanks()
    guard index < bytes.count else { throw fault("the text is empty") }
    let value = try self.value()
    skipBlanks()
    guard index == bytes.count else {
      throw fault("expected the end of the text, got \(described(at: index))")
    }
    return value
  }

  /// The fault with its line and column, which are counted only now.
  func error(_ fault: Fault) -> JSONError {
    var line = 1
    var start = 0
    for (index, byte) in bytes.prefix(fault.offset).enumerated() where byte == 0x0A {
      line += 1
      start = index + 1
    }
    return JSONError(
      line: line, column: fault.offset - start + 1, offset: fault.offset,
      path: JSONPath(fault.path.reversed()), reason: fault.reason)
  }
}

// MARK: - Values

extension JSONParser {
  private mutating func value() throws(Fault) -> JSONValue {
    guard index < bytes.count else { throw fault("the text ends where a value should be") }
    valuesLeft -= 1
    guard valuesLeft >= 0 else {
      throw fault("the document has more than \(limits.values) values; no model needs as many")
    }
    switch bytes[index] {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "N"): return try word("NaN", .literal("NaN"))
    case UInt8(ascii: "I"): return try word("Infinity", .literal("Infinity"))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw fault("expected a value, got \(described(at: index))")
    }
  }

  private mutating func array() throws(Fault) -> JSONValue {
    try open()
    let start = openElements.count
    if closes(UInt8(ascii: "]")) { return .array([]) }
    while true {
      do throws(Fault) {
        openElements.append(try value())
      } catch {
        throw error.inside(.index(openElements.count - start))
      }
      skipBlanks()
      guard try comma(or: UInt8(ascii: "]"), "]") else { break }
      skipBlanks()
    }
    depth -= 1
    let elements = Array(openElements[start...])
    openElements.removeLast(openElements.count - start)
    return .array(elements)
  }

  private mutating func object() throws(Fault) -> JSONValue {
    try open()
    let start = openMembers.count
    if closes(UInt8(ascii: "}")) { return .object([]) }
    var seen: Set<String> = []
    while true {
      let keyOffset = index
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
        throw fault("expected a key in double quotes, got \(described(at: index))")
      }
      let key = try string()
      guard !isTaken(key, since: start, &seen) else {
        throw Fault(
          offset: keyOffset,
          reason: "the key \(JSONPath.quoted(key)) occurs twice in an object; remove one")
      }
      skipBlanks()
      guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else {
        throw fault("expected ':' after a key, got \(described(at: index))")
      }
      index += 1
      skipBlanks()
      do throws(Fault) {
        openMembers.append(JSONValue.Member(key, try value()))
      } catch {
        throw error.inside(.key(key))
      }
      skipBlanks()
      guard try comma(or: UInt8(ascii: "}"), "}") else { break }
      skipBlanks()
    }
    depth -= 1
    let members = Array(openMembers[start...])
    openMembers.removeLast(openMembers.count - start)
    return .object(members)
  }

  /// Whether the object that began at `start` has the key already.
  ///
  /// - Parameter seen: the keys of a large object; those of a small one are compared one by one.
  private func isTaken(_ key: String, since start: Int, _ seen: inout Set<String>) -> Bool {
    let count = openMembers.count - start
    guard count >= 32 else { return openMembers[start...].contains { $0.key == key } }
    if seen.isEmpty { seen = Set(openMembers[start...].map(\.key)) }
    return !seen.insert(key).inserted
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Fault) -> JSONValue {
    guard take(word) else { throw fault("expected a value, got \(described(at: index))") }
    return value
  }
}

// MARK: - Steps

extension JSONParser {
  /// Enters a container, at whose bracket the parser stands.
  private mutating func open() throws(Fault) {
    guard depth < limits.depth else {
      throw fault("brackets are nested more than \(limits.depth) deep; no model is")
    }
    depth += 1
    index += 1
    skipBlanks()
  }

  /// Leaves a container that has just been entered when it is empty.
  private mutating func closes(_ bracket: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == bracket else { return false }
    index += 1
    depth -= 1
    return true
  }

  /// Steps over a comma and tells true, or over the closing bracket and tells false.
  private mutating func comma(or bracket: UInt8, _ name: String) throws(Fault) -> Bool {
    guard index < bytes.count else {
      throw fault("the text ends before '\(name)'; the file seems to be cut off")
    }
    let byte = bytes[index]
    guard byte == UInt8(ascii: ",") || byte == bracket else {
      throw fault("expected ',' or '\(name)', got \(described(at: index))")
    }
    index += 1
    return byte == UInt8(ascii: ",")
  }

  private mutating func skipBlanks() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x0A, 0x0D, 0x09: index += 1
      default: return
      }
    }
  }

  /// Steps over a word when it stands here.
  mutating func take(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard bytes.count - index >= count else { return false }
    let isHere = word.withUTF8Buffer { bytes[index..<index + count].elementsEqual($0) }
    if isHere { index += count }
    return isHere
  }

  func fault(_ reason: String) -> Fault { Fault(offset: index, reason: reason) }

  /// What stands at a place, for messages.
  func described(at index: Int) -> String {
    guard index < bytes.count else { return "the end of the text" }
    let byte = bytes[index]
    guard (0x21...0x7E).contains(byte) else { return "byte 0x" + String(byte, radix: 16) }
    return "'\(Unicode.Scalar(byte))'"
  }
}

extension JSONParser.Fault {
  func inside(_ component: JSONPath.Component) -> Self {
    var fault = self
    fault.path.append(component)
    return fault
  }
}
