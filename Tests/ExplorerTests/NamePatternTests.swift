import Foundation
import Testing

@testable import Explorer

/// Regular expressions: what they mean, and that none keeps the screen waiting.
@Suite struct NamePatternTests {
  @Test(arguments: [
    ("^block17_\\d+", ["block17_1", "Block17_20_conv"], ["block17_", "block17_x", "a_block17_1"]),
    ("conv2d_[0-9]$", ["conv2d_1", "stem/conv2d_9"], ["conv2d_10", "conv2d"]),
    ("add|pool", ["add_1", "max_pooling"], ["conv2d"]),
    ("^(stem|head)/.*_bn$", ["stem/a/conv_bn"], ["body/conv_bn", "stem/conv"]),
    ("conv(2d)?_1\\b", ["conv2d_1", "conv_1/x"], ["conv2d_12"]),
    ("mixed[^0-9]", ["mixed_1"], ["mixed7", "mixed"]),
    ("^.{3}$", ["add", "Größ".prefix(3).description], ["ad", "add_"]),
    ("a{2,3}b", ["aab", "xaaab"], ["ab"]), ("^a{,2}$", ["", "aa"], ["aaa"]),
    ("^a{2,}$", ["aaa"], ["a"]), ("\\.", ["a.b"], ["ab"]), ("x*", ["", "anything"], []),
    ("^[\\w/-]+$", ["a/b-c_1"], ["a b"]), ("[]a]", ["]", "A"], ["b"]), ("ÄH", ["zäh"], ["zah"]),
    ("\\Bv2", ["conv2d"], ["v2"]), ("(?:ab)+?$", ["abab"], ["aba"]),
  ])
  func pattern_fits(pattern: String, fitting: [String], others: [String]) throws {
    let pattern = try NamePattern(pattern)
    for name in fitting { #expect(pattern.fits(name), "\(pattern.text) \(name)") }
    for name in others { #expect(!pattern.fits(name), "\(pattern.text) \(name)") }
  }

  @Test(arguments: [
    ("(", "a ( is not closed"), ("a)", "a ) closes nothing"), ("[a", "a [ is not closed"),
    ("*a", "* has nothing before it to repeat"), ("a{2", "a count is written {2}, {2,} or {2,3}"),
    ("a{3,2}", "a count is written {2}, {2,} or {2,3}"),
    ("a**", "* repeats what is repeated already; use (?: )"),
    ("(a)\\1", "\\1 would be a back-reference, and there are none"), ("a\\", "a \\ is at its end"),
    ("a|^?b", "a place as ^ or $ is there once, and not repeated"),
    ("(?=a)", "(? is known as (?: alone"), ("\\q", "\\q means nothing"),
    ("[z-a]", "a range in [ ] goes from a letter to a later one"),
    ("((a{1,99}){1,99}){1,99}", "it is too long, with what it repeats"),
    ("a{99999999999999999999}", "it is too long, with what it repeats"),
  ])
  func faultyPattern_isToldInALine(pattern: String, reason: String) {
    #expect(throws: Query.Fault(text: "'\(pattern)' is no regular expression: \(reason)")) {
      try NamePattern(pattern)
    }
  }

  @Test func aLongPattern_isRefused() {
    let fault = Query.Fault(text: "a regular expression has 256 letters at most")
    for letter in ["(", "a|", "[", "\\"] {
      #expect(throws: fault) { try NamePattern(String(repeating: letter, count: 100_000)) }
    }
  }

  /// All of these take a backtracking matcher years.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      "^(\\w+\\/?)*!$", "(a+)+$!", "(a|aa)+$!", "(a*)*b!", "(.*)*!", "(\\w*_?\\w*)*!$",
      "^(a?){60}a{60}!$", "(x+x+)+y!", "([a-z]+)*\\d!", "(a|a)*!", "((a*)*)*!", "(.{0,9}){0,9}!",
    ])
  func noPattern_takesLong(pattern: String) throws {
    let pattern = try NamePattern(pattern)
    let name = String(repeating: "a", count: 500) + "/" + String(repeating: "x_1", count: 500)
    let start = ContinuousClock.now
    #expect(!pattern.fits(name))
    // In debug, on a busy machine; 2,000 letters times 256 steps at the most.
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test func aSearch_endsWhateverIsTyped() throws {
    var session = try Session80x24()
    session.go("/")
    let start = ContinuousClock.now
    for letter in "^(\\w+\\/?)*!$" { _ = update(&session.state, .key(.character(letter))) }
    #expect(session.state.search?.matches == 0)
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  /// Short expressions over short names mean what Swift's own mean.
  @Test func patterns_meanWhatSwiftsDo() throws {
    var random = SplitMix(state: 7)
    func pick(_ words: [String]) -> String { words[Int(random.next() % UInt64(words.count))] }
    func expression(_ depth: Int) -> String {
      let atom =
        depth == 0
        ? pick(["a", "B", "_", "1", ".", "\\d", "\\w", "\\W", "[ab]", "[^a1]", "[a-b_]", "^", "$"])
        : pick(["(", "(?:"]) + expression(depth - 1) + pick(["", "|"]) + expression(depth - 1) + ")"
      let isPlain = atom != "^" && atom != "$"
      return (isPlain ? atom + pick(["", "", "*", "+", "?", "{2}", "{1,2}"]) : atom)
        + (random.next() % 3 == 0 ? pick(["", "|"]) + expression(max(0, depth - 1)) : "")
    }
    for _ in 0..<300 {
      let text = expression(2)
      guard let swift = try? Regex(text).ignoresCase() else { continue }
      let pattern = try NamePattern(text)
      for _ in 0..<10 {
        let name = (0..<Int(random.next() % 6)).map { _ in pick(["a", "b", "A", "_", "1", "/"]) }
          .joined()
        #expect(pattern.fits(name) == ((try? swift.firstMatch(in: name)) != nil), "\(text) \(name)")
      }
    }
  }

  private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }
}
