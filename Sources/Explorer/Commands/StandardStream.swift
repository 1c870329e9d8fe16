import Glibc

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
      var offset = 0
      while offset < buffer.count {
        let wrote = Glibc.write(
          rawValue, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
        if wrote < 0, errno == EINTR { continue }
        if wrote < 0 { return errno }
        offset += wrote
      }
      return nil
    }
    guard let failure, self == .output else { return }
    if failure != EPIPE {
      let reason = strerror(failure).map { String(cString: $0).lowercased() } ?? "error \(failure)"
      StandardStream.error.write("explorer: cannot write to standard output: \(reason)\n")
    }
    exit(failure == EPIPE ? 0 : CommandError.Code.cannotCreate.rawValue)
  }
}
