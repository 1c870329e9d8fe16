/// Plain twins of the characters that the views draw, for terminals without UTF-8.
enum ASCIIFallback {
  /// The twin of a character, itself when it is plain already, `?` when it has none.
  static func twin(of scalar: UInt32) -> UInt32 {
    if scalar < 0x80 { return scalar }
    return twins[scalar] ?? 0x3f
  }

  private static let twins: [UInt32: UInt32] = {
    let table: [(String, Character)] = [
      ("─━┄╌", "-"), ("│┃┆▏▕▌▐", "|"), ("┌┐└┘├┤┬┴┼╭╮╰╯", "+"), ("▸▶→›", ">"), ("▾▼↓", "v"),
      ("←‹◂", "<"), ("↑▲▴", "^"), ("·•∙", "."), ("×", "x"), ("…~≈", "~"), ("█▇▆▅", "#"),
      ("▄▃▀▓", "="), ("▂▁░▒", "-"), ("●◆■", "*"), ("○◇□", "o"), ("Δ", "d"), ("µμ", "u"),
      ("±", "+"), ("−–—", "-"), ("σ", "s"), ("²", "2"), ("✓", "v"), ("✗", "x"), ("⋯", "~"),
      ("⏎", "<"), ("⎵", "_"), ("▎▍▋▊▉", "|"), ("≥", ">"), ("≤", "<"), ("’‘", "'"), ("∅", "0"),
    ]
    var result: [UInt32: UInt32] = [:]
    for (characters, twin) in table {
      guard let plain = twin.asciiValue else { continue }
      for scalar in characters.unicodeScalars { result[scalar.value] = UInt32(plain) }
    }
    return result
  }()
}

extension Screen {
  /// The same screen in ASCII; a wide character becomes `??`.
  func asciiOnly() -> Screen {
    var copy = self
    copy.transform { cell in
      cell.scalar = cell.isContinuation ? 0x3f : ASCIIFallback.twin(of: cell.scalar)
      cell.mark = 0
    }
    return copy
  }
}
