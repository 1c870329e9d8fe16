/// The sequence that asks a terminal to put text on the clipboard of whoever looks at it, over ssh, too.
///
/// It is OSC 52 of xterm; others have it from there. A terminal that does not know it, or may not do it,
/// passes over it, and says nothing of that.
enum Clipboard {
  /// The sequence for a text, which travels as its UTF-8 in base64.
  static func sequence(for text: String) -> String {
    "\u{1b}]52;c;\(base64(Array(text.utf8)))\u{7}"
  }

  /// Whether a type of terminal may be sent the sequence; the Linux console has no clipboard, and
  /// older ones draw what follows.
  static func exists(on type: String) -> Bool { type != "linux" && !type.hasPrefix("vt") }

  /// Bytes in base64 (RFC 4648).
  static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      let bits = part.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - part.count))
      for place in 0..<4 {
        text.append(place <= part.count ? digits[bits >> (18 - 6 * place) & 63] : "=")
      }
    }
    return text
  }
}
