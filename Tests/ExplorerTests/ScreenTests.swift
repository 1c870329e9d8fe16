import Testing

@testable import Explorer

@Suite struct ScreenTests {
  @Test func write_clipsAtBothEnds() {
    var screen = Screen(Size(8, 1))
    let end = screen.write(
      "abcdef", x: 1, y: 0, Style(.text), in: Rect(x: 2, y: 0, width: 3, height: 1))
    #expect(screen.lines == ["  bcd"])
    #expect(end == 5)
  }

  @Test func write_outsideTheScreen_doesNothing() {
    var screen = Screen(Size(4, 2))
    screen.write("abc", x: 0, y: -1, Style(.text))
    screen.write("abc", x: 0, y: 2, Style(.text))
    screen.write("abc", x: -9, y: 0, Style(.text))
    #expect(screen.lines == ["", ""])
  }

  @Test func write_wideCharacterAtTheEdge_becomesABlank() {
    var screen = Screen(Size(5, 1))
    screen.write("漢字漢", x: 0, y: 0, Style(.text))
    #expect(screen.lines == ["漢字"])
    #expect(screen[1, 0].isContinuation)
    #expect(screen[4, 0].scalar == 0x20)
  }

  @Test func write_joinedEmoji_standBesideEachOther() {
    var screen = Screen(Size(9, 1))
    screen.write("a👩🏽\u{200d}🔬❤\u{fe0f}b", x: 0, y: 0, Style(.text))
    #expect(screen.lines == ["a👩🔬❤b"])
    // A mark that belongs to one character stays with it.
    screen.write("e\u{301}", x: 8, y: 0, Style(.text))
    #expect(screen[8, 0].mark == 0x301)
  }

  @Test func write_overHalfAWideCharacter_clearsTheOtherHalf() {
    var screen = Screen(Size(4, 1))
    screen.write("漢字", x: 0, y: 0, Style(.text))
    screen.write("ab", x: 1, y: 0, Style(.text))
    #expect(screen.lines == [" ab"])
  }

  @Test func write_combiningMark_sitsOnTheCharacterBefore() {
    var screen = Screen(Size(4, 1))
    screen.write("e\u{301}f", x: 0, y: 0, Style(.text))
    #expect(screen[0, 0].mark == 0x301)
    #expect(screen[1, 0].scalar == 0x66)
  }

  @Test func changes_ofEqualScreens_areNone() {
    let screen = Screen(Size(10, 3))
    #expect(screen.changes(since: screen).isEmpty)
  }

  @Test func changes_afterAResize_areAllRows() {
    #expect(Screen(Size(2, 2)).changes(since: Screen(Size(3, 2))).count == 2)
    #expect(
      Screen(Size(2, 2)).changes(since: nil) == [
        ChangedRun(y: 0, columns: 0..<2), ChangedRun(y: 1, columns: 0..<2),
      ])
  }

  @Test func changes_areRunsOfChangedCells() {
    var before = Screen(Size(20, 2))
    before.write("one two three", x: 0, y: 1, Style(.text))
    var after = before
    after.write("X", x: 1, y: 1, Style(.text))
    after.write("Y", x: 4, y: 1, Style(.text))
    after.write("Z", x: 12, y: 1, Style(.text))
    #expect(
      after.changes(since: before) == [
        ChangedRun(y: 1, columns: 1..<5), ChangedRun(y: 1, columns: 12..<13),
      ])
  }

  @Test func changes_inHalfOfAWideCharacter_takeBothHalves() {
    var before = Screen(Size(6, 1))
    before.write("漢", x: 2, y: 0, Style(.text))
    var after = before
    after.transform { if $0.isContinuation { $0.style.isSelected = true } }
    #expect(after.changes(since: before) == [ChangedRun(y: 0, columns: 2..<4)])
  }

  @Test func asciiOnly_leavesNothingElse() {
    var screen = Screen(Size(12, 1))
    screen.write("├─▸ 3×3 漢", x: 0, y: 0, Style(.text))
    #expect(screen.asciiOnly().lines == ["+-> 3x3 ??"])
  }

  @Test func paletteIndex_isTheNearest() {
    #expect(RGB(255, 255, 255).paletteIndex == 231)
    #expect(RGB(0, 0, 0).paletteIndex == 16)
    #expect(RGB(95, 135, 175).paletteIndex == 67)
    #expect(RGB(118, 118, 118).paletteIndex == 243)
  }
}
