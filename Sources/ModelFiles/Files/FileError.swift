/// Why a file could not be read or written.
public enum FileError: Error, Hashable, Sendable {
  /// There is no such file, or it may not be read.
  case cannotRead(path: String, reason: String)
  /// The file cannot be written.
  case cannotWrite(path: String, reason: String)
  /// The bytes are not what the format asks for.
  case malformed(path: String, reason: String)
}

extension FileError: CustomStringConvertible {
  /// One line that names the file and says what is wrong.
  public var description: String { words.printableLine }

  private var words: String {
    switch self {
    case .cannotRead(let path, let reason): "cannot read '\(path)': \(reason)"
    case .cannotWrite(let path, let reason): "cannot write '\(path)': \(reason)"
    case .malformed(let path, let reason): "'\(path)': \(reason)"
    }
  }
}
