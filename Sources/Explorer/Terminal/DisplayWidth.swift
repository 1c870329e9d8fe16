/// How many columns a character takes on a terminal.
///
/// The C library answers by locale; tests and the C locale need one answer, so the ranges are here.
enum DisplayWidth {
  /// The columns of one scalar: 0 for marks and controls, 2 for wide ones, 1 for the rest.
  static func of(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x20 || (0x7f..<0xa0).contains(value) { return 0 }
    if value < 0x300 { return value == 0xad ? 0 : 1 }
    if joins(value) { return 0 }
    if isWide(value) { return 2 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    // A Hangul vowel or final consonant joins the syllable before it.
    default: return (0x1160...0x11ff).contains(value) ? 0 : 1
    }
  }

  /// Whether a scalar makes one emoji of several, or another one of the emoji before it.
  ///
  /// How wide the result is depends on terminal and font, so these are not written: the emoji then
  /// stand beside each other, as wide as everybody takes them to be.
  static func joins(_ value: UInt32) -> Bool {
    // The joiner, the skin tones, and the selectors of a variant.
    value == 0x200d || (0x1f3fb...0x1f3ff).contains(value) || (0xfe00...0xfe0f).contains(value)
      || (0xe0100...0xe01ef).contains(value)
  }

  /// The columns of a string.
  static func of(_ text: some StringProtocol) -> Int {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return text.utf8.count }
    return text.unicodeScalars.reduce(0) { $0 + of($1) }
  }

  /// The longest beginning of a string that fits in some columns.
  static func prefix(_ text: String, columns: Int) -> String {
    var used = 0
    var kept = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let width = of(scalar)
      if used + width > columns { break }
      used += width
      kept.append(scalar)
    }
    return String(kept)
  }

  /// The longest end of a string that fits in some columns.
  static func suffix(_ text: String, columns: Int) -> String {
    var used = 0
    var kept: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars.reversed() {
      let width = of(scalar)
      if used + width > columns { break }
      used += width
      kept.append(scalar)
    }
    // A mark must not lose the character it sits on.
    while let last = kept.last, of(last) == 0 { kept.removeLast() }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: kept.reversed())
    return String(view)
  }

  /// The string in at most some columns, with `…` in the middle when something had to go.
  static func middleCut(_ text: String, columns: Int) -> String {
    if of(text) <= columns { return text }
    if columns <= 0 { return "" }
    let tail = (columns - 1) / 2
    return prefix(text, columns: columns - 1 - tail) + "…" + suffix(text, columns: tail)
  }

  /// The string in at most some columns, with `…` at the end when something had to go.
  static func endCut(_ text: String, columns: Int) -> String {
    if of(text) <= columns { return text }
    return columns <= 0 ? "" : prefix(text, columns: columns - 1) + "…"
  }

  /// Whether a scalar is East Asian Wide or Fullwidth, or an emoji that terminals draw wide.
  private static func isWide(_ value: UInt32) -> Bool {
    if value < 0x1100 { return false }
    var low = 0
    var high = wideRanges.count
    while low < high {
      let middle = (low + high) / 2
      if wideRanges[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < wideRanges.count && wideRanges[low].contains(value)
  }

  /// East Asian Width W and F of Unicode 15, neighbours joined, ascending.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x231a...0x231b, 0x2329...0x232a, 0x23e9...0x23ec, 0x23f0...0x23f0,
    0x23f3...0x23f3, 0x25fd...0x25fe, 0x2614...0x2615, 0x2648...0x2653, 0x267f...0x267f,
    0x2693...0x2693, 0x26a1...0x26a1, 0x26aa...0x26ab, 0x26bd...0x26be, 0x26c4...0x26c5,
    0x26ce...0x26ce, 0x26d4...0x26d4, 0x26ea...0x26ea, 0x26f2...0x26f3, 0x26f5...0x26f5,
    0x26fa...0x26fa, 0x26fd...0x26fd, 0x2705...0x2705, 0x270a...0x270b, 0x2728...0x2728,
    0x274c...0x274c, 0x274e...0x274e, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
    0x27b0...0x27b0, 0x27bf...0x27bf, 0x2b1b...0x2b1c, 0x2b50...0x2b50, 0x2b55...0x2b55,
    0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0xa4cf, 0xa960...0xa97f,
    0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff01...0xff60,
    0xffe0...0xffe6, 0x16fe0...0x18aff, 0x1b000...0x1b2ff, 0x1f004...0x1f004, 0x1f0cf...0x1f0cf,
    0x1f18e...0x1f18e, 0x1f191...0x1f19a, 0x1f200...0x1f320, 0x1f32d...0x1f335,
    0x1f337...0x1f37c, 0x1f37e...0x1f393, 0x1f3a0...0x1f3ca, 0x1f3cf...0x1f3d3,
    0x1f3e0...0x1f3f0, 0x1f3f4...0x1f3f4, 0x1f3f8...0x1f43e, 0x1f440...0x1f440,
    0x1f442...0x1f4fc, 0x1f4ff...0x1f53d, 0x1f54b...0x1f54e, 0x1f550...0x1f567,
    0x1f57a...0x1f57a, 0x1f595...0x1f596, 0x1f5a4...0x1f5a4, 0x1f5fb...0x1f64f,
    0x1f680...0x1f6c5, 0x1f6cc...0x1f6cc, 0x1f6d0...0x1f6d2, 0x1f6d5...0x1f6d7,
    0x1f6dc...0x1f6df, 0x1f6eb...0x1f6ec, 0x1f6f4...0x1f6fc, 0x1f7e0...0x1f7eb,
    0x1f7f0...0x1f7f0, 0x1f90c...0x1f93a, 0x1f93c...0x1f945, 0x1f947...0x1f9ff,
    0x1fa70...0x1faff, 0x20000...0x2fffd, 0x30000...0x3fffd,
  ]
}
