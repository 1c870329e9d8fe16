/// Why a text is no JSON, and where.
public struct JSONError: Error, Hashable, Sendable {
  /// The line, the first being 1.
  public var line: Int
  /// The byte in the line, the first being 1.
  public var column: Int
  /// The byte in the text, the first being 0.
  public var offset: Int
  /// The place in the document, such as `config.layers[3].name`; empty at the top.
  public var path: JSONPath
  /// What is wrong.
  public var reason: String
}

extension JSONError: CustomStringConvertible {
  /// One line that says where and what.
  public var description: String {
    let place = path.isEmpty ? "" : ", in \(path)"
    return "line \(line), column \(column)\(place): \(reason)"
  }
}

/// A place in a JSON document.
public struct JSONPath: Hashable, Sendable {
  /// One step into a document.
  public enum Component: Hashable, Sendable {
    case key(String)
    case index(Int)
  }

  /// The steps from the top.
  public var components: [Component]

  /// The path of those steps.
  public init(_ components: [Component] = []) {
    self.components = components
  }

  /// Whether it is the document itself.
  public var isEmpty: Bool { components.isEmpty }

  /// The place under a key of the object here.
  public subscript(_ key: String) -> JSONPath { JSONPath(components + [.key(key)]) }

  /// The place of an element of the array here.
  public subscript(_ index: Int) -> JSONPath { JSONPath(components + [.index(index)]) }
}

extension JSONPath: CustomStringConvertible {
  /// The path as Python or JavaScript would write it; a long one is cut in the middle.
  public var description: String {
    guard components.count > 16 else { return Self.text(components[...]) }
    return Self.text(components.prefix(8)) + "..." + Self.text(components.suffix(4))
  }

  private static func text(_ components: ArraySlice<Component>) -> String {
    var text = ""
    for component in components {
      switch component {
      case .index(let index): text += "[\(index)]"
      case .key(let key):
        let isPlain = !key.isEmpty && key.utf8.count <= 64 && key.utf8.allSatisfy(isWordByte)
        if isPlain {
          text += text.isEmpty ? key : ".\(key)"
        } else {
          text += "[\(quoted(key))]"
        }
      }
    }
    return text
  }

  /// A text from a file as it may stand in a message: on one line, without control characters, not
  /// too long.
  static func quoted(_ text: String) -> String {
    var result = JSONValue.string(String(text.prefix(64))).compactText.printableLine
    if text.count > 64 { result += "..." }
    return result
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
