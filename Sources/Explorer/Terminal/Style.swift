/// What a cell means, from which the theme takes its colour.
enum Role: UInt8, Hashable, Sendable, CaseIterable {
  /// Ordinary text.
  case text
  /// Text that matters less: units, hints, tree lines.
  case faint
  /// Lines and frames.
  case line
  /// The bar on top of the screen.
  case header
  /// The name of the model in that bar.
  case headerName
  /// What matters less in that bar.
  case headerFaint
  /// Headings of columns and panes.
  case heading
  /// Names of blocks.
  case block
  /// Names of branches.
  case branch
  /// Names of layers.
  case layer
  /// Numbers of costs.
  case number
  /// Shapes.
  case shape
  /// A key in a hint.
  case key
  /// A value that the user is changing or may change.
  case dial
  /// The dial that + and - move.
  case dialSelected
  /// A field that takes typed text.
  case field
  /// Something that an edit changed.
  case changed
  /// Something that an edit added, or a cost that fell.
  case good
  /// Something that went, or a cost that rose.
  case bad
  /// A warning or a repair.
  case warning
  /// An error message.
  case error
  /// The filled part of a bar.
  case bar
  /// The empty part of a bar.
  case barRest
}

/// A colour in direct red, green and blue.
struct RGB: Hashable, Sendable {
  /// Red, 0 to 255.
  var red: UInt8
  /// Green, 0 to 255.
  var green: UInt8
  /// Blue, 0 to 255.
  var blue: UInt8

  /// A colour of three components.
  init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// A colour from six hexadecimal digits, as in `0x7aa2f7`.
  init(_ hex: UInt32) {
    self.init(UInt8(hex >> 16 & 0xff), UInt8(hex >> 8 & 0xff), UInt8(hex & 0xff))
  }
}

/// How a cell looks: a role, whether the cursor is on it, or the two colours of a picture cell.
struct Style: Hashable, Sendable {
  /// What the cell means.
  var role: Role
  /// Whether it belongs to the row under the cursor.
  var isSelected = false
  /// The colours of a picture cell, upper half first; nil everywhere else.
  var picture: PictureColors?

  /// The two colours of a half block.
  struct PictureColors: Hashable, Sendable {
    /// The colour of the character.
    var foreground: RGB
    /// The colour of the ground.
    var background: RGB
  }

  /// The style of a role.
  init(_ role: Role, selected: Bool = false) {
    self.role = role
    isSelected = selected
  }

  /// The style of a picture cell.
  init(foreground: RGB, background: RGB) {
    role = .text
    picture = PictureColors(foreground: foreground, background: background)
  }
}
