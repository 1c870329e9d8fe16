extension JSONValue {
  /// The document as Python's `json.dumps` writes it: on one line, in ASCII, `", "` and `": "`
  /// between the parts.
  public var pythonText: String { String(decoding: pythonBytes, as: UTF8.self) }

  /// The bytes of `pythonText`.
  public var pythonBytes: [UInt8] {
    var bytes: [UInt8] = []
    appendPython(to: &bytes)
    return bytes
  }

  /// A number as Python's `repr` writes it.
  ///
  /// Both languages take the shortest digits that read back as the number. Python turns to exponents
  /// from 1e16 on, Swift from 2^54 on.
  static func pythonText(_ number: Double) -> String {
    let text = number.description
    guard number.isFinite else {
      return number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
    }
    guard abs(number) >= 1e16, !text.contains("e") else { return text }
    // Seventeen digits and ".0": one digit, the others without zeros at the end, and the exponent.
    let digits = text.drop { $0 == "-" }.dropLast(2)
    var fraction = digits.dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    let point = fraction.isEmpty ? "" : "."
    return "\(number < 0 ? "-" : "")\(digits.prefix(1))\(point)\(fraction)e+\(digits.count - 1)"
  }

  private func appendPython(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    case .integer(let value): bytes.append(contentsOf: String(value).utf8)
    case .number(let value): bytes.append(contentsOf: Self.pythonText(value).utf8)
    case .literal(let text): bytes.append(contentsOf: text.utf8)
    case .string(let text): Self.appendString(text, to: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(contentsOf: ", ".utf8) }
        element.appendPython(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(contentsOf: ", ".utf8) }
        Self.appendString(member.key, to: &bytes)
        bytes.append(contentsOf: ": ".utf8)
        member.value.appendPython(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func appendString(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    let needsNoEscape = text.utf8.allSatisfy {
      (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    if needsNoEscape {
      bytes.append(contentsOf: text.utf8)
    } else {
      for unit in text.utf16 { appendEscaped(unit, to: &bytes) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func appendEscaped(_ unit: UInt16, to bytes: inout [UInt8]) {
    switch unit {
    case 0x22: bytes.append(contentsOf: "\\\"".utf8)
    case 0x5C: bytes.append(contentsOf: "\\\\".utf8)
    case 0x08: bytes.append(contentsOf: "\\b".utf8)
    case 0x09: bytes.append(contentsOf: "\\t".utf8)
    case 0x0A: bytes.append(contentsOf: "\\n".utf8)
    case 0x0C: bytes.append(contentsOf: "\\f".utf8)
    case 0x0D: bytes.append(contentsOf: "\\r".utf8)
    case 0x20...0x7E: bytes.append(UInt8(unit))
    default:
      let digits = String(unit, radix: 16)
      bytes.append(contentsOf: "\\u".utf8)
      bytes.append(contentsOf: String(repeating: "0", count: 4 - digits.utf8.count).utf8)
      bytes.append(contentsOf: digits.utf8)
    }
  }
}
