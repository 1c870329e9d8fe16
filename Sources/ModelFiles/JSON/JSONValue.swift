/// A JSON document or a part of one, with the keys of its objects in the order they were written.
///
/// What is read is written back with the same text: every number has exactly one of the three cases,
/// so that two equal texts are two equal values.
public enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A whole number that Python would write with the same digits.
  case integer(Int)
  /// A number that Python would write with the same digits.
  case number(Double)
  /// A number that is written in another way than its value would be, such as `1e18`, `-0`, `0.10`
  /// or Python's `NaN`.
  case literal(String)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// A key of an object with its value.
  public struct Member: Hashable, Sendable {
    /// The key.
    public var key: String
    /// The value under the key.
    public var value: JSONValue

    /// A key with its value.
    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The integer, or `null` when there is none.
  public init(_ integer: Int?) {
    self = integer.map(JSONValue.integer) ?? .null
  }

  /// The first value under that key; nil for another key, and for anything but an object.
  ///
  /// Setting replaces the value in its place or appends the key, and does nothing to anything but an
  /// object. Setting nil removes the key.
  public subscript(_ key: String) -> JSONValue? {
    get {
      guard case .object(let members) = self else { return nil }
      return members.first { $0.key == key }?.value
    }
    set {
      guard case .object(var members) = self else { return }
      // So that the array has one owner and is changed in place.
      self = .null
      let index = members.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(key, value))
      case (nil, nil): break
      }
      self = .object(members)
    }
  }
}

extension [JSONValue.Member] {
  /// The positions of the members in the order in which Keras goes through a dictionary: by key.
  ///
  /// Source: `tree.flatten` of keras/src/tree, which sorts the keys as Python sorts strings.
  var flatteningOrder: [Int] {
    func isBefore(_ left: Int, _ right: Int) -> Bool {
      self[left].key.utf8.lexicographicallyPrecedes(self[right].key.utf8)
    }
    let isSorted = indices.dropFirst().allSatisfy { !isBefore($0, $0 - 1) }
    return isSorted ? Array<Int>(indices) : indices.sorted(by: isBefore)
  }
}

extension JSONValue {
  /// The text of a string.
  public var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The elements of an array.
  public var elements: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  /// What it is, with an article, for messages: "a string", "null", "the number 0.5".
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .integer(let value): "the number \(value)"
    case .number(let value): "the number \(value)"
    case .literal(let text): "the number \(text.count > 24 ? text.prefix(20) + "..." : text[...])"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
  /// An object with its keys in the order of the literal.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}

extension JSONValue: ExpressibleByArrayLiteral {
  /// An array.
  public init(arrayLiteral elements: JSONValue...) {
    self = .array(elements)
  }
}
