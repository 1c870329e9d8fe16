extension String {
  /// Whether a word in small letters is part of it, whatever the case of its own letters.
  func hasPart(_ word: String) -> Bool {
    // Names of layers are mostly ASCII, and there may be very many.
    Self.isPart(word, of: self) ?? Self.isPart(word, of: lowercased(), isSmall: true) ?? false
  }

  /// Whether a word is part of a text; nil where the text must be put in small letters first.
  private static func isPart(_ word: String, of text: String, isSmall: Bool = false) -> Bool? {
    var (word, text) = (word, text)
    return text.withUTF8 { text in
      if !isSmall, text.contains(where: { $0 >= 0x80 }) { return nil }
      return word.withUTF8 { isPart($0, of: text) }
    }
  }

  private static func isPart(
    _ word: UnsafeBufferPointer<UInt8>, of text: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    func small(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
    guard let first = word.first else { return true }
    guard text.count >= word.count else { return false }
    for start in 0...(text.count - word.count) where small(text[start]) == first {
      if (1..<word.count).allSatisfy({ small(text[start + $0]) == word[$0] }) { return true }
    }
    return false
  }
}
