import Foundation
import Testing

extension TerminalSession {
  /// What the terminal was like, to be compared with what it is like afterwards.
  struct Mode: Hashable {
    /// What `stty -a` says: every flag and every special character.
    var settings: String
    /// Whether the cursor is shown.
    var cursor: String
    /// Whether the second screen is shown, on which full-screen programs draw.
    var alternate: String
    /// Whether mouse reports are on.
    var mouse: String
    /// Whether the keypad sends its own sequences.
    var keypad: String
  }

  /// The mode of the terminal, asked in the shell.
  func mode() throws -> Mode {
    let settings = try output(of: "stty -a")
    return Mode(
      settings: settings, cursor: try property("#{cursor_flag}"),
      alternate: try property("#{alternate_on}"), mouse: try property("#{mouse_any_flag}"),
      keypad: try property("#{keypad_cursor_flag} #{keypad_flag}"))
  }

  /// Starts the explorer and waits for its first screen.
  @discardableResult
  func openExplorer(
    _ arguments: String = "", prefix: String = "", totals: String = "559,416 params"
  ) throws -> String {
    try enter("\(prefix) $EXPLORER \(arguments)")
    return try wait(for: totals)
  }

  /// Opens the explorer with kernels so slow that a run can be watched and stopped on any machine.
  @discardableResult
  func openSlowExplorer() throws -> String {
    try openExplorer("--isa baseline --threads 1")
  }

  /// Leaves the explorer and waits for the shell.
  func quitExplorer() throws {
    try press("q")
    try wait("the shell after quitting") { Self.isShell($0) }
  }

  /// Whether the last line with anything on it is the prompt.
  static func isShell(_ screen: String) -> Bool {
    screen.split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) }?.hasPrefix("READY>")
      == true
  }

  /// The line of the cursor in the tree, without its mark.
  static func selectedRow(_ screen: String) -> String? {
    screen.split(separator: "\n").first { $0.hasPrefix("▌") }.map(String.init)
  }

  /// Where a text begins on the screen, in cells from 0.
  static func place(of text: String, on screen: String) -> (column: Int, row: Int)? {
    for (row, line) in screen.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      guard let range = line.range(of: text) else { continue }
      return (line.distance(from: line.startIndex, to: range.lowerBound), row)
    }
    return nil
  }

  /// Presses and releases the first mouse button on a text, in the encoding of xterm's mode 1006.
  func click(on text: String) throws {
    let place = try #require(Self.place(of: text, on: try screen()), "\(text) is not there")
    let cell = "0;\(place.column + 1);\(place.row + 1)"
    try send("\u{1b}[<\(cell)M\u{1b}[<\(cell)m")
  }

  /// Turns the wheel by a step over a cell, counted from 1; negative is up.
  func turnWheel(_ step: Int, column: Int, row: Int) throws {
    try send("\u{1b}[<\(step < 0 ? 64 : 65);\(column);\(row)M")
  }

  /// Does a line of the palette.
  func command(_ line: String) throws {
    try press(":")
    try wait(for: "one row up")
    try enter(line)
  }

  /// Moves down until the cursor is on a row that contains a text.
  func select(_ text: String) throws {
    for _ in 0..<60 {
      let screen = try screen()
      if Self.selectedRow(screen)?.contains(text) == true { return }
      let before = Self.selectedRow(screen)
      try press("Down")
      try wait("the cursor to move towards \(text)") { Self.selectedRow($0) != before }
    }
    Issue.record("there is no row '\(text)' on the way down")
  }
}
