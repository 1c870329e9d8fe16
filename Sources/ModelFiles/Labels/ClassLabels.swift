/// The names of a classifier's classes, in the order of its output.
public struct ClassLabels: Hashable, Sendable {
  /// A name for each class.
  public var names: [String]

  /// Labels from names.
  public init(names: [String]) {
    self.names = names
  }

  /// Reads a file of names.
  ///
  /// Three forms are read: a line for each class; a JSON list of names; and the JSON object of
  /// Keras' `imagenet_class_index.json`, from the class' number to its name, or to WordNet's
  /// identifier and the name.
  ///
  /// - Parameter path: the file's name, for the error.
  /// - Throws: `FileError.malformed` with the line or class that is at fault.
  public init(fileBytes bytes: [UInt8], path: String) throws(FileError) {
    func fail(_ reason: String) -> FileError { .malformed(path: path, reason: reason) }
    let first = bytes.first { !Self.isBlank($0) }
    guard let first else { throw fail("it is empty; a line for each class is expected") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw fail("it is no text in UTF-8; a line for each class is expected")
    }
    guard first == UInt8(ascii: "[") || first == UInt8(ascii: "{") else {
      names = try Self.lines(of: text, path: path)
      return
    }
    let json: JSONValue
    do {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw fail("\(error)")
    }
    if case .object(let members) = json {
      names = try Self.index(members, path: path)
    } else {
      names = []
      for (number, element) in (json.elements ?? []).enumerated() {
        guard let name = element.string else {
          throw fail("class \(number) is \(element.kind), not a name")
        }
        names.append(name)
      }
    }
    if let number = names.firstIndex(where: Self.isBroken) {
      throw fail("the name of class \(number) is empty or has control characters")
    }
  }

  private static func lines(of text: String, path: String) throws(FileError) -> [String] {
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    // The mark that some editors put before UTF-8.
    if lines.first?.first == "\u{FEFF}" { lines[0].removeFirst() }
    let names = lines.map { line in
      String(line.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
    if let number = names.firstIndex(where: isBroken) {
      throw .malformed(
        path: path, reason: "line \(number + 1) is empty or has control characters")
    }
    return names
  }

  private static func index(
    _ members: [JSONValue.Member], path: String
  ) throws(FileError) -> [String] {
    var names = [String?](repeating: nil, count: members.count)
    for member in members {
      guard let number = Int(member.key), names.indices.contains(number), names[number] == nil,
        let name = member.value.string ?? member.value.elements?.last?.string
      else {
        throw .malformed(
          path: path,
          reason: "'\(member.key.prefix(40))' is no class: numbers from 0 to "
            + "\(members.count - 1) are expected, each with a name")
      }
      names[number] = name
    }
    return names.compactMap(\.self)
  }

  private static func isBroken(_ name: String) -> Bool {
    name.isEmpty || !name.unicodeScalars.allSatisfy(\.isPrintable)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (9...13).contains(byte)
  }
}
