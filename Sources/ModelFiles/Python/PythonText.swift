/// Pieces of Python source: literals, identifiers, statements of at most 88 columns.
enum PythonText {
  /// The widest line, as the formatter Black sets it.
  static let width = 88

  /// A string literal in double quotes.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        let isPlain = scalar.properties.generalCategory != .control && scalar.value != 0x2028
        let digits = String(scalar.value, radix: 16)
        result +=
          isPlain
          ? String(scalar) : "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }
    }
    return result + "\""
  }

  /// A value of a configuration as a literal; lists stay lists.
  static func literal(_ json: JSONValue) -> String {
    switch json {
    case .null: return "None"
    case .bool(let flag): return flag ? "True" : "False"
    case .integer(let number): return String(number)
    case .number: return String(decoding: json.pythonBytes, as: UTF8.self)
    case .literal(let text):
      switch text {
      case "NaN": return "float(\"nan\")"
      case "Infinity": return "float(\"inf\")"
      case "-Infinity": return "float(\"-inf\")"
      default: return text
      }
    case .string(let text): return quoted(text)
    case .array(let elements):
      return "[" + elements.map(literal).joined(separator: ", ") + "]"
    case .object(let members):
      return "{"
        + members.map { "\(quoted($0.key)): \(literal($0.value))" }.joined(separator: ", ") + "}"
    }
  }

  /// A literal over several lines, a line for each member of an object that is too long for one.
  static func lines(_ json: JSONValue, indentation: Int) -> String {
    let line = literal(json)
    guard line.count + indentation > width, case .object(let members) = json else { return line }
    let inner = members.map { member in
      let key = "    \(quoted(member.key)): "
      let value = lines(member.value, indentation: indentation + key.count)
      return key + value.split(separator: "\n").joined(separator: "\n    ") + ","
    }
    return "{\n" + inner.joined(separator: "\n") + "\n}"
  }

  /// A tuple of literals, with the comma that a single element needs.
  static func tuple(_ elements: [String]) -> String {
    elements.count == 1 ? "(\(elements[0]),)" : "(\(elements.joined(separator: ", ")))"
  }

  /// A name that Python takes, made of the letters, digits and underscores of a text.
  static func identifier(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      let isLetter = (97...122).contains(byte | 0x20) || (48...57).contains(byte)
      result.unicodeScalars.append(isLetter ? Unicode.Scalar(byte | upperBit(byte)) : "_")
    }
    if result.isEmpty || result.utf8.allSatisfy({ $0 == 95 }) { result = "value" }
    if let first = result.utf8.first, (48...57).contains(first) { result = "_" + result }
    return reserved.contains(result) ? result + "_" : result
  }

  /// Names in snake case: capitals become small.
  private static func upperBit(_ byte: UInt8) -> UInt8 {
    (65...90).contains(byte) ? 0x20 : 0
  }

  /// Python's keywords, the names that the module has, and those that every function uses.
  private static let reserved: Set<String> = [
    "false", "none", "true", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield", "keras", "layers", "x", "name", "names", "model", "range", "build_model",
  ]

  /// A statement `prefix(argument, ...)suffix`, broken between arguments when it is too long.
  static func call(
    _ prefix: String, _ arguments: [String], _ suffix: String, indentation: Int
  ) -> [String] {
    let margin = String(repeating: " ", count: indentation)
    let whole = margin + prefix + "(" + arguments.joined(separator: ", ") + ")" + suffix
    guard whole.count > width, !arguments.isEmpty else { return [whole] }
    let inner = margin + "    "
    var lines = [margin + prefix + "("]
    var line = inner
    for (index, argument) in arguments.enumerated() {
      let own = argument.split(separator: "\n").joined(separator: "\n" + inner)
      let piece = own + (index == arguments.count - 1 ? "" : ",")
      if line.count > inner.count, line.count + 1 + piece.count > width {
        lines.append(line)
        line = inner
      }
      line += (line.count > inner.count ? " " : "") + piece
    }
    return lines + [line, margin + ")" + suffix]
  }
}

/// Gives out names, each once.
struct PythonNamer {
  private var used: Set<String>

  init(used: Set<String> = []) {
    self.used = used
  }

  /// The name itself, or with the first free number from 2 on.
  mutating func unique(_ name: String) -> String {
    if used.insert(name).inserted { return name }
    var number = 2
    while !used.insert("\(name)_\(number)").inserted { number += 1 }
    return "\(name)_\(number)"
  }
}
