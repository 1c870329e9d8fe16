import Glibc

/// What the system says of a failure, in words.
public enum SystemError {
  /// The reason of the last failure of a call on this thread.
  public static var last: String { words(errno) }

  /// The reason that a number stands for.
  public static func words(_ number: Int32) -> String {
    strerror(number).map { String(cString: $0).lowercased() } ?? "error \(number)"
  }
}
