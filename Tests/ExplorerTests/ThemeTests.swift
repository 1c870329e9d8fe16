import Testing

@testable import Explorer

/// Colours as roles, at every depth and on both grounds.
@Suite struct ThemeTests {
  static let grounds: [(Theme, RGB)] = [(.dark, RGB(0x000000)), (.light, RGB(0xffffff))]

  /// Roles that are lines and bars, not text to be read.
  static let quiet: Set<Role> = [.line, .barRest, .bar]

  @Test func everyRoleHasALook() {
    for (theme, _) in Self.grounds {
      for role in Role.allCases { #expect(theme.looks[role] != nil, "\(role)") }
    }
  }

  @Test func textIsReadable_onItsGround_andOnTheSelection() {
    for (theme, ground) in Self.grounds {
      for role in Role.allCases where !Self.quiet.contains(role) {
        for isSelected in [false, true] {
          let look = theme.look(of: Style(role, selected: isSelected), depth: .direct)
          let front = look.foreground?.rich ?? (ground == RGB(0) ? RGB(0xc0c0c0) : RGB(0))
          let back = look.background?.rich ?? ground
          #expect(Self.contrast(front, back) >= 3, "\(role), selected: \(isSelected)")
        }
      }
    }
  }

  @Test(arguments: [ColorDepth.eight, .sixteen, .palette])
  func textAndGroundDiffer_whereColoursAreFew(depth: ColorDepth) {
    for (theme, _) in Self.grounds {
      for role in Role.allCases {
        let look = theme.look(of: Style(role), depth: depth)
        guard let front = look.foreground, let back = look.background else { continue }
        #expect(front.index(at: depth) != back.index(at: depth), "\(role)")
      }
    }
  }

  @Test func theSelectionIsSeenWithoutColour() {
    for (theme, _) in Self.grounds {
      for role in Role.allCases {
        for depth in [ColorDepth.mono, .eight, .sixteen] {
          let plain = theme.look(of: Style(role), depth: depth)
          let selected = theme.look(of: Style(role, selected: true), depth: depth)
          #expect(plain.reverse != selected.reverse, "\(role) at \(depth)")
        }
        let mono = theme.look(of: Style(role), depth: .mono)
        #expect(mono.foreground == nil && mono.background == nil)
      }
    }
  }

  @Test func whatTheTerminalIs_decides() {
    func options(_ environment: [String: String], _ settings: Settings = Settings())
      -> TerminalOptions
    {
      TerminalOptions(environment: { environment[$0] }, utf8Locale: true, settings: settings)
    }
    #expect(options(["TERM": "linux"]).ascii)
    #expect(!options(["TERM": "screen-256color"]).ascii)
    #expect(options(["NO_COLOR": "1"]).noColor)
    #expect(!options(["NO_COLOR": ""]).noColor)
    #expect(!options(["NO_COLOR": "1", "CLICOLOR_FORCE": "1"]).noColor)
    #expect(options(["NO_COLOR": "1", "CLICOLOR_FORCE": "0"]).noColor)
    #expect(options(["TMUX": "/tmp/tmux-0/default,1,0"]).isInTmux && !options([:]).isInTmux)
    #expect(options(["COLORFGBG": "0;15"]).lightGround)
    #expect(!options(["COLORFGBG": "15;0"]).lightGround)
    #expect(options(["TERM": "xterm"]).asksGround)
    #expect(!options(["TERM": "linux"]).asksGround)
    #expect(!options(["TERM": "xterm", "NO_COLOR": "1"]).asksGround)
    var settings = Settings()
    settings.color = .on
    settings.theme = .light
    settings.ascii = .off
    settings.mouse = false
    let chosen = options(["TERM": "linux", "NO_COLOR": "1"], settings)
    #expect(!chosen.noColor && chosen.lightGround && !chosen.ascii && !chosen.mouse)
    #expect(!options(["TERM": "xterm"], settings).asksGround)
  }

  @Test func theGroundIsWhatTheTerminalSays() {
    #expect(Ground.isLight(answer: "11;rgb:ffff/ffff/ffff") == true)
    #expect(Ground.isLight(answer: "11;rgb:fd/f6/e3") == true)
    #expect(Ground.isLight(answer: "11;rgba:0000/2b2b/3636/ffff") == false)
    #expect(Ground.isLight(answer: "11;rgb:0/0/f") == false)
    for other in ["10;rgb:ffff/ffff/ffff", "11;?", "11;rgb:ffff/ffff", "11;rgb:x/y/z", ""] {
      #expect(Ground.isLight(answer: other) == nil, "\(other)")
    }
  }

  @Test func noColourIsTakenForOneOfANSI() {
    #expect(RGB(0, 0, 0).directIndex == 8)
    #expect(RGB(0, 0, 5).directIndex == 8)
    #expect(RGB(255, 255, 255).directIndex == 0xffffff)
  }

  /// The contrast of WCAG 2: 1 to 21.
  private static func contrast(_ one: RGB, _ other: RGB) -> Double {
    let (a, b) = (luminance(one), luminance(other))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  private static func luminance(_ color: RGB) -> Double {
    func linear(_ value: UInt8) -> Double {
      let share = Double(value) / 255
      // The gamma of sRGB, near enough for a bound.
      return share * share * (0.305306011 * share * share + 0.682171111 * share + 0.012522878)
        / max(share, 1e-9)
    }
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
  }

  @Test func withFewColoursTextIsReadableOnBlackAndOnWhite() {
    for (role, look) in Theme.dark.looks where look.background == nil {
      // The terminal's own colour, red, green, magenta or cyan.
      let ansi = look.foreground?.ansi
      #expect(ansi.map { [1, 2, 5, 6].contains($0) } ?? true, "\(role)")
    }
    for (role, look) in Theme.light.looks where look.background == nil && role != .barRest {
      // Red, blue or magenta: green and cyan are not readable on white.
      let ansi = look.foreground?.ansi
      #expect(ansi.map { [1, 4, 5].contains($0) } ?? true, "\(role)")
    }
    // What was changed is told from what costs more.
    #expect(
      Theme.light.looks[.changed]?.foreground?.ansi != Theme.light.looks[.bad]?.foreground?.ansi)
    let faint = Style(.faint)
    #expect(Theme.dark.look(of: faint, depth: .eight).dim)
    #expect(!Theme.dark.look(of: faint, depth: .palette).dim)
    #expect(Theme.dark.looks[.faint]?.foreground?.index(at: .eight) == -1)
  }
}
