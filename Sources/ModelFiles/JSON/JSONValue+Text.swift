extension JSONValue {
  /// The document as text, without a line feed at the end.
  ///
  /// A container that fits on one line stands on one line; else each element starts its own. Numbers
  /// are written with the digits that read back as the same number, and those from a file as they
  /// were. JSON has no words for infinities and not-a-number; they become `null`.
  ///
  /// - Parameter width: the longest line, in characters, that a container may be put on.
  public func text(width: Int = 100) -> String {
    var text = ""
    write(to: &text, indent: 0, room: width)
    return text
  }

  /// The document on one line.
  public var compactText: String {
    var text = ""
    writeCompact(to: &text)
    return text
  }

  /// - Parameters:
  ///   - indent: the column where the line of this value begins.
  ///   - room: the characters left on the line.
  private func write(to text: inout String, indent: Int, room: Int) {
    let compact = compactText
    let inner = indent + 2
    let width = room + indent
    switch self {
    case .array(let elements) where !elements.isEmpty && compact.utf8.count > room:
      Self.writeLines(elements, brackets: ("[", "]"), to: &text, indent: indent) { value, text in
        value.write(to: &text, indent: inner, room: width - inner - 1)
      }
    case .object(let members) where !members.isEmpty && compact.utf8.count > room:
      Self.writeLines(members, brackets: ("{", "}"), to: &text, indent: indent) { member, text in
        Self.writeString(member.key, to: &text)
        text += ": "
        let room = width - inner - member.key.utf8.count - 5
        member.value.write(to: &text, indent: inner, room: room)
      }
    default:
      text += compact
    }
  }

  private static func writeLines<Element>(
    _ elements: [Element], brackets: (String, String), to text: inout String, indent: Int,
    element write: (Element, inout String) -> Void
  ) {
    let margin = String(repeating: " ", count: indent)
    text += brackets.0
    for (index, element) in elements.enumerated() {
      text += index == 0 ? "\n" : ",\n"
      text += margin + "  "
      write(element, &text)
    }
    text += "\n" + margin + brackets.1
  }

  private func writeCompact(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += value.isFinite ? "\(value)" : "null"
    case .literal(let value): text += value
    case .string(let value): Self.writeString(value, to: &text)
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ", " }
        element.writeCompact(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += ", " }
        Self.writeString(member.key, to: &text)
        text += ": "
        member.value.writeCompact(to: &text)
      }
      text += "}"
    }
  }

  private static func writeString(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
