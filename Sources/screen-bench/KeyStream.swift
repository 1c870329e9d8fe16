/// Random keys from a seed: the same seed gives the same keys.
struct KeyStream {
  private var state: UInt64

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

  /// One of several.
  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[next(below: elements.count)]
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
