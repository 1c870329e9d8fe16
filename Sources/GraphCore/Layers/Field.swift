/// A field of a layer's configuration under its Keras name.
public struct Field<Configuration: Sendable>: Sendable {
  /// Keras' name, as in the layer's JSON.
  public let name: String
  /// Reads the field.
  public let get: @Sendable (Configuration) -> FieldValue
  /// Sets the field, or says which values it takes.
  public let set: @Sendable (inout Configuration, FieldValue) throws(RuleViolation) -> Void
}

/// The value of a field.
public enum FieldValue: Hashable, Sendable {
  /// A whole number.
  case integer(Int)
  /// A number with a fraction.
  case number(Double)
  /// Yes or no.
  case boolean(Bool)
  /// A word.
  case text(String)
  /// Several whole numbers, such as a kernel size; nil stands for an unknown size.
  case integers([Int?])
  /// Nothing, Keras' `None`.
  case none
}

extension FieldValue {
  /// Reads a value as a user types it: `96`, `0.5`, `true`, `3x3`, `(3, 3)`, `none`, or a word.
  public init(parsing text: String) {
    if let integer = Int(text) {
      self = .integer(integer)
    } else if let number = Double(text), number.isFinite {
      self = .number(number)
    } else {
      switch text.lowercased() {
      case "true", "yes", "on": self = .boolean(true)
      case "false", "no", "off": self = .boolean(false)
      case "none", "null", "": self = .none
      default: self = Self.integers(parsing: text).map(FieldValue.integers) ?? .text(text)
      }
    }
  }

  private static func integers(parsing text: String) -> [Int?]? {
    var body = Substring(text)
    if let first = body.first, let last = body.last, "([".contains(first), ")]".contains(last) {
      body = body.dropFirst().dropLast()
    }
    let parts = body.split(omittingEmptySubsequences: false) { "x,".contains($0) }
    guard parts.count > 1 else { return nil }
    var result: [Int?] = []
    for part in parts {
      let word = part.filter { $0 != " " }
      if ["?", "none", "null"].contains(word.lowercased()) {
        result.append(nil)
      } else if let number = Int(word) {
        result.append(number)
      } else {
        return nil
      }
    }
    return result
  }
}

extension FieldValue: CustomStringConvertible {
  /// The value as `init(parsing:)` reads it.
  public var description: String {
    switch self {
    case .integer(let value): String(value)
    case .number(let value): String(value)
    case .boolean(let value): String(value)
    case .text(let value): value
    case .integers(let values): values.map { $0.map(String.init) ?? "?" }.joined(separator: "x")
    case .none: "none"
    }
  }
}

extension FieldValue {
  /// The value in messages: a text that looks like a number is called one, as a file may hold it.
  var inWords: String {
    switch self {
    case .none: "nothing"
    case .text(let word) where Double(word) != nil: "the text '\(word)'"
    case .number(let value): "'\(String(value).replacing("e+", with: "e"))'"
    default: "'\(self)'"
    }
  }
}

// MARK: - Field kinds

extension Field {
  /// A whole number.
  static func integer(
    _ name: String, _ path: WritableKeyPath<Configuration, Int> & Sendable
  ) -> Field {
    Field(
      name: name, get: { .integer($0[keyPath: path]) },
      set: { (configuration, value) throws(RuleViolation) in
        guard case .integer(let number) = value else {
          throw .invalid("\(name) takes a whole number, got \(value.inWords)")
        }
        configuration[keyPath: path] = number
      })
  }

  /// A number that may have a fraction.
  static func number(
    _ name: String, _ path: WritableKeyPath<Configuration, Double> & Sendable
  ) -> Field {
    Field(
      name: name, get: { .number($0[keyPath: path]) },
      set: { (configuration, value) throws(RuleViolation) in
        switch value {
        case .integer(let number): configuration[keyPath: path] = Double(number)
        case .number(let number): configuration[keyPath: path] = number
        default: throw .invalid("\(name) takes a number, got \(value.inWords)")
        }
      })
  }

  /// Yes or no.
  static func boolean(
    _ name: String, _ path: WritableKeyPath<Configuration, Bool> & Sendable
  ) -> Field {
    Field(
      name: name, get: { .boolean($0[keyPath: path]) },
      set: { (configuration, value) throws(RuleViolation) in
        guard case .boolean(let flag) = value else {
          throw .invalid("\(name) takes true or false, got \(value.inWords)")
        }
        configuration[keyPath: path] = flag
      })
  }

  /// A height and a width, of which one number sets both.
  static func size(
    _ name: String, _ path: WritableKeyPath<Configuration, Size2D> & Sendable
  ) -> Field {
    Field(
      name: name, get: { .integers([$0[keyPath: path].height, $0[keyPath: path].width]) },
      set: { (configuration, value) throws(RuleViolation) in
        switch value {
        case .integer(let side):
          configuration[keyPath: path] = Size2D(side, side)
        case .integers(let sides):
          guard sides.count == 2, let height = sides[0], let width = sides[1] else { fallthrough }
          configuration[keyPath: path] = Size2D(height, width)
        default:
          throw .invalid("\(name) takes a size such as 3 or 3x5, got \(value.inWords)")
        }
      })
  }

  /// One of a set of words.
  static func choice<Choice: RawRepresentable & CaseIterable & Sendable>(
    _ name: String, _ path: WritableKeyPath<Configuration, Choice> & Sendable
  ) -> Field where Choice.RawValue == String {
    Field(
      name: name, get: { .text($0[keyPath: path].rawValue) },
      set: { (configuration, value) throws(RuleViolation) in
        guard case .text(let word) = value, let choice = Choice(rawValue: word) else {
          let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
          throw .invalid("\(name) takes one of \(words), got \(value.inWords)")
        }
        configuration[keyPath: path] = choice
      })
  }
}
