/// Random keys from a seed: the same seed gives the same keys.
struct KeyStream {
  private var state: UInt64
  /// Whether the cursor may be on the input, where the first key of an edit opens a field that takes
  /// all keys after it.
  private var mayBeAtTop = true
  /// Whether the last key may have opened a field, as one does that would add a projection.
  private var mayBeInField = false

  /// A stream.
  init(seed: UInt64) { state = seed }

  /// The next number below a bound, by SplitMix64.
  mutating func next(below bound: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    mixed ^= mixed >> 31
    return Int(mixed % UInt64(bound))
  }

  /// A key of everyday work: moves, folds, edits, undo; a third of them edits.
  mutating func workKey() -> String {
    if mayBeInField {
      mayBeInField = false
      return "\u{7}"
    }
    let keys = [
      "j", "j", "j", "k", "k", "\u{4}", "\u{15}", "g", "G", " ", "l", "h",
      "+", "+", "+", "+", "-", "-", "}", "}", "{", "{", "u", "u", "\u{12}",
    ]
    var key = keys[next(below: keys.count)]
    if mayBeAtTop, "+-}{".contains(key) { key = "j" }
    mayBeInField = "+-}{".contains(key)
    if "jG\u{4}".contains(key) { mayBeAtTop = false }
    if "kg\u{15}".contains(key) { mayBeAtTop = true }
    return key
  }

  /// Any key at all, but those that leave or suspend the program or write a file.
  mutating func anyKey() -> String {
    let special = [
      "\u{1b}[A", "\u{1b}[B", "\u{1b}[C", "\u{1b}[D", "\u{1b}[H", "\u{1b}[F", "\u{1b}[5~",
      "\u{1b}[6~", "\u{1b}[Z", "\u{1b}", "\t", "\r", "\u{7f}", "\u{1b}[3~", "\u{1b}OP",
      "\u{1b}[<0;12;7M", "\u{1b}[<64;30;9M", "\u{1b}[<65;30;9M", "é", "漢", "\u{301}", "🙂",
    ]
    switch next(below: 10) {
    case 0, 1, 2: return special[next(below: special.count)]
    case 3:
      // ^C, ^S and ^Z lead out of the program.
      let letter = next(below: 26) + 1
      return [3, 17, 19, 26].contains(letter) ? "j" : String(UnicodeScalar(UInt8(letter)))
    default:
      let character = UInt8(32 + next(below: 95))
      // q, W and r: leaving, files, and passes, which would make it a test of patience.
      return [UInt8(ascii: "q"), UInt8(ascii: "W"), UInt8(ascii: "r")].contains(character)
        ? "j" : String(UnicodeScalar(character))
    }
  }
}
