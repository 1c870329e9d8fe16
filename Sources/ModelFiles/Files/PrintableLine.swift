extension StringProtocol {
  /// The text as one line that a terminal shows as it stands: what would break the line, or be taken
  /// for a command, is `?`.
  ///
  /// Text from a file is in most messages, so each kind of error ends its description with this.
  public var printableLine: String {
    // Nearly all text is of this kind, and there may be a file of it.
    if utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return String(self) }
    var line = String.UnicodeScalarView()
    for scalar in unicodeScalars { line.append(scalar.isPrintable ? scalar : "?") }
    return String(line)
  }
}

extension Unicode.Scalar {
  /// Whether it is no control, no end of a line, and does not turn the direction of what follows.
  var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return false
    case .format: return !(0x202A...0x202E).contains(value) && !(0x2066...0x2069).contains(value)
    default: return true
    }
  }
}
