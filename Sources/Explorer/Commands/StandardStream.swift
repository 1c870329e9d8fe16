import Glibc
import ModelFiles

/// Standard output and standard error, written to without a buffer of the C library.
enum StandardStream: Int32 {
  /// For results.
  case output = 1
  /// For words about them.
  case error = 2

  /// Whether a person reads along.
  var isTerminal: Bool { isatty(rawValue) == 1 }

  /// Writes the whole text.
  ///
  /// Ends the process when the reader is gone, in silence, as `head` wants it; and when a result
  /// cannot be written, in words.
  func write(_ text: String) {
    var text = text
    let failure = text.withUTF8 { buffer -> Int32? in
      File.writeAll(UnsafeRawBufferPointer(buffer), to: rawValue) ? nil : errno
    }
    guard let failure, self == .output else { return }
    if failure != EPIPE {
      StandardStream.error.write(
        "explorer: cannot write to standard output: \(SystemError.words(failure))\n")
    }
    exit(failure == EPIPE ? 0 : CommandError.Code.cannotCreate.rawValue)
  }
}
