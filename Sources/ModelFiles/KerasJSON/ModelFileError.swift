import GraphCore

/// Why bytes are not a model that can be read.
public enum ModelFileError: Error, Hashable, Sendable {
  /// The bytes are no JSON.
  case syntax(JSONError)
  /// A part of the document is not what Keras would write or load.
  case invalid(path: JSONPath, reason: String)
}

extension ModelFileError: CustomStringConvertible {
  /// One line that says where, what, and what was expected.
  public var description: String { words.printableLine }

  private var words: String {
    switch self {
    case .syntax(let error): error.description
    case .invalid(let path, let reason): path.isEmpty ? reason : "\(path): \(reason)"
    }
  }
}
