/// A colour as a theme names it: one for rich terminals, one for the 16 of ANSI.
struct ThemeColor: Hashable, Sendable {
  /// The colour where there are at least 256.
  var rich: RGB
  /// The index among the 16 colours of ANSI; nil for the terminal's own colour.
  ///
  /// The dark theme is also that of a ground that nobody knows, so that its text must be readable on black
  /// and on white: dark yellow, bright blue and the two whites are not. On white, green and cyan aren't
  /// readable either, so that the light theme has red, blue and magenta alone.
  var ansi: Int?

  /// The number that ncurses takes at a depth; -1 is the terminal's own colour.
  func index(at depth: ColorDepth) -> Int {
    switch depth {
    case .mono: -1
    case .eight: ansi.map { $0 & 7 } ?? -1
    case .sixteen: ansi ?? -1
    case .palette: rich.paletteIndex
    case .direct: rich.directIndex
    }
  }
}

extension RGB {
  /// The number of the colour on a terminal with direct colour.
  ///
  /// The lowest eight numbers still mean the ANSI colours there; one step of blue avoids them.
  var directIndex: Int {
    let value = Int(red) << 16 | Int(green) << 8 | Int(blue)
    return max(8, value)
  }
}

/// The looks of all roles on a dark or a light ground.
struct Theme: Hashable, Sendable {
  /// How one role looks.
  struct Look: Hashable, Sendable {
    /// The colour of the text; nil for the terminal's own.
    var foreground: ThemeColor?
    /// The colour of the ground; nil for the terminal's own.
    var background: ThemeColor?
    /// Bold.
    var bold = false
    /// Underlined.
    var underline = false
    /// Reverse video.
    var reverse = false
    /// Less bright, where there are 16 colours or fewer.
    var dim = false
  }

  /// The ground of the row under the cursor.
  var selection: ThemeColor
  /// The looks by role.
  var looks: [Role: Look]

  /// How a style looks at a depth.
  ///
  /// With 16 colours or fewer the selection is reverse video, since no ground of the palette is
  /// safe; without colour bold, underline and reverse video carry what colour carries elsewhere.
  func look(of style: Style, depth: ColorDepth) -> Look {
    var look = looks[style.role] ?? Look()
    if depth == .mono {
      look = Look(
        bold: look.bold, underline: look.underline, reverse: Self.reversedInMono(style.role))
    }
    if depth >= .palette { look.dim = false }
    // Bold makes black grey where there are few colours.
    if depth < .palette, look.foreground?.ansi == 0 { look.bold = false }
    if style.isSelected {
      if depth >= .palette {
        // What has a ground of its own keeps it, and is readable on it.
        look.background = look.background ?? selection
      } else {
        look = Look(bold: look.bold, underline: look.underline, reverse: !look.reverse)
      }
    }
    return look
  }

  private static func reversedInMono(_ role: Role) -> Bool {
    switch role {
    case .header, .headerName, .headerFaint, .dialSelected, .field, .error: true
    default: false
    }
  }

  /// The theme for dark grounds.
  static let dark = Theme(
    selection: ThemeColor(rich: RGB(0x30415c), ansi: 4),
    looks: [
      .text: Look(),
      .faint: Look(foreground: ThemeColor(rich: RGB(0x8790a0), ansi: nil), dim: true),
      .line: Look(foreground: ThemeColor(rich: RGB(0x5a6374), ansi: nil), dim: true),
      .header: Look(
        foreground: ThemeColor(rich: RGB(0xd8dee9), ansi: 15),
        background: ThemeColor(rich: RGB(0x2b3447), ansi: 4)),
      .headerName: Look(
        foreground: ThemeColor(rich: RGB(0xffffff), ansi: 15),
        background: ThemeColor(rich: RGB(0x2b3447), ansi: 4), bold: true),
      .headerFaint: Look(
        foreground: ThemeColor(rich: RGB(0x97a3b8), ansi: 7),
        background: ThemeColor(rich: RGB(0x2b3447), ansi: 4)),
      .heading: Look(foreground: ThemeColor(rich: RGB(0x8fa8c8), ansi: nil), bold: true),
      .block: Look(foreground: ThemeColor(rich: RGB(0x87afff), ansi: nil), bold: true),
      .branch: Look(foreground: ThemeColor(rich: RGB(0x87d7d7), ansi: 6)),
      .layer: Look(),
      .number: Look(),
      .shape: Look(foreground: ThemeColor(rich: RGB(0xafc7a0), ansi: nil)),
      .key: Look(foreground: ThemeColor(rich: RGB(0xe5c07b), ansi: nil), bold: true),
      .dial: Look(foreground: ThemeColor(rich: RGB(0xe5c07b), ansi: 6)),
      .dialSelected: Look(
        foreground: ThemeColor(rich: RGB(0x1c2230), ansi: 0),
        background: ThemeColor(rich: RGB(0xe5c07b), ansi: 3), bold: true),
      .field: Look(
        foreground: ThemeColor(rich: RGB(0x1c2230), ansi: 0),
        background: ThemeColor(rich: RGB(0xd8dee9), ansi: 7), bold: true),
      .changed: Look(foreground: ThemeColor(rich: RGB(0xffaf5f), ansi: 5), bold: true),
      .good: Look(foreground: ThemeColor(rich: RGB(0x87d787), ansi: 2)),
      .bad: Look(foreground: ThemeColor(rich: RGB(0xff8787), ansi: 1)),
      .warning: Look(foreground: ThemeColor(rich: RGB(0xffaf5f), ansi: 5)),
      .error: Look(foreground: ThemeColor(rich: RGB(0xff8787), ansi: 1), bold: true),
      .bar: Look(foreground: ThemeColor(rich: RGB(0x5fafd7), ansi: 6)),
      .barRest: Look(foreground: ThemeColor(rich: RGB(0x444c5c), ansi: nil), dim: true),
    ])

  /// The theme for light grounds.
  static let light = Theme(
    selection: ThemeColor(rich: RGB(0xcfdcf2), ansi: 7),
    looks: [
      .text: Look(),
      .faint: Look(foreground: ThemeColor(rich: RGB(0x626a78), ansi: nil), dim: true),
      .line: Look(foreground: ThemeColor(rich: RGB(0xa0a8b8), ansi: nil), dim: true),
      .header: Look(
        foreground: ThemeColor(rich: RGB(0x20242c), ansi: 0),
        background: ThemeColor(rich: RGB(0xd7dfec), ansi: 7)),
      .headerName: Look(
        foreground: ThemeColor(rich: RGB(0x000000), ansi: 0),
        background: ThemeColor(rich: RGB(0xd7dfec), ansi: 7), bold: true),
      .headerFaint: Look(
        foreground: ThemeColor(rich: RGB(0x505a6c), ansi: 0),
        background: ThemeColor(rich: RGB(0xd7dfec), ansi: 7)),
      .heading: Look(foreground: ThemeColor(rich: RGB(0x3c5a80), ansi: nil), bold: true),
      .block: Look(foreground: ThemeColor(rich: RGB(0x1f4fb4), ansi: 4), bold: true),
      .branch: Look(foreground: ThemeColor(rich: RGB(0x006b75), ansi: nil)),
      .layer: Look(),
      .number: Look(),
      .shape: Look(foreground: ThemeColor(rich: RGB(0x3c6e28), ansi: nil)),
      .key: Look(foreground: ThemeColor(rich: RGB(0x8a5a00), ansi: nil), bold: true),
      .dial: Look(foreground: ThemeColor(rich: RGB(0x8a5a00), ansi: 4)),
      .dialSelected: Look(
        foreground: ThemeColor(rich: RGB(0xffffff), ansi: 15),
        background: ThemeColor(rich: RGB(0x8a5a00), ansi: 4), bold: true),
      .field: Look(
        foreground: ThemeColor(rich: RGB(0xffffff), ansi: 15),
        background: ThemeColor(rich: RGB(0x303848), ansi: 0), bold: true),
      .changed: Look(foreground: ThemeColor(rich: RGB(0xaf4f00), ansi: 5), bold: true),
      .good: Look(foreground: ThemeColor(rich: RGB(0x1f7a1f), ansi: 4)),
      .bad: Look(foreground: ThemeColor(rich: RGB(0xb42318), ansi: 1)),
      .warning: Look(foreground: ThemeColor(rich: RGB(0xaf4f00), ansi: 5)),
      .error: Look(foreground: ThemeColor(rich: RGB(0xb42318), ansi: 1), bold: true),
      .bar: Look(foreground: ThemeColor(rich: RGB(0x2f7fb0), ansi: 4)),
      .barRest: Look(foreground: ThemeColor(rich: RGB(0xc8cfda), ansi: 7)),
    ])
}
