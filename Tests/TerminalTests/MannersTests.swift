import Foundation
import TestSupport
import Testing

/// The manners of a terminal program, each in a real terminal.
struct MannersTests {
  private func wait(_ session: TerminalSession, on row: String) throws {
    try session.wait("the cursor on \(row)") {
      TerminalSession.selectedRow($0)?.contains(row) == true
    }
  }

  @Test func everyKeyThatMoves_moves() throws {
    let session = try TerminalSession()
    try session.openExplorer()
    let moves = [
      ("G", "dense"), ("g", "input_layer"), ("End", "dense"), ("Home", "input_layer"),
      ("j", "residual_inception_1"), ("k", "input_layer"), ("Down", "residual_inception_1"),
      ("Right", "conv2d "), ("Left", "residual_inception_1"), ("Up", "input_layer"),
    ]
    for (key, row) in moves {
      try session.press(key)
      try wait(session, on: row)
    }
    // A page and back, by either key.
    for (down, up) in [("PageDown", "PageUp"), ("C-f", "C-b"), ("C-d", "C-u")] {
      try session.press(down)
      try session.wait("another row") {
        TerminalSession.selectedRow($0)?.contains("input_layer") == false
      }
      try session.press(up)
      try wait(session, on: "input_layer")
    }
    // Between the panes: in the details, the keys that move scroll.
    try session.press("j", "Tab", "j")
    try session.wait(for: " 2–")
    try session.press("Tab")
    try wait(session, on: "residual_inception_1")
    try session.quitExplorer()
  }

  @Test func theCursorStays_throughFolds_aFilter_andAnEdit_andRedoComesBack() throws {
    let session = try TerminalSession()
    try session.openExplorer()
    try session.select("conv2d_1 ")
    try session.press("C")
    try wait(session, on: "residual_inception_1")
    try session.press("E")
    try wait(session, on: "conv2d_1 ")
    try session.press("f")
    try session.enter("filters>=96")
    try session.wait(for: "filter filters>=96")
    try wait(session, on: "conv2d_1 ")
    try session.press("{")
    try session.wait("the edit") { $0.contains("edited") }
    try wait(session, on: "conv2d_1 ")
    try session.press("u")
    try session.wait("the edit undone") { !$0.contains("edited") }
    try session.press("C-r")
    try session.wait("the edit again") { $0.contains("edited") }
    try wait(session, on: "conv2d_1 ")
    try session.press("u")
    try session.wait("the edit undone again") { !$0.contains("edited") }
    try session.press("Escape")
    try session.wait("all rows") { !$0.contains("filter filters") }
    try session.quitExplorer()
  }

  @Test func ascii_holdsNothingElse() throws {
    let session = try TerminalSession()
    try session.openExplorer("--ascii")
    #expect(try session.screen().unicodeScalars.allSatisfy(\.isASCII))
    for (key, words) in [("t", "Sum %"), ("c", "no difference"), ("H", "State and edit")] {
      try session.press(key)
      #expect(try session.wait(for: words).unicodeScalars.allSatisfy(\.isASCII))
      try session.press("q")
    }
    try session.quitExplorer()
  }

  @Test func aFile_isComparedWith_andThePaletteCompletesIt() throws {
    let session = try TerminalSession(columns: 120)
    try session.enter("$EXPLORER export residual-inception other.json")
    try session.openExplorer("--set conv2d_2.filters=127", totals: "params")
    try session.press(":")
    try session.wait(for: "one row up")
    for letter in "compare other.js" { try session.press(letter == " " ? "Space" : String(letter)) }
    try session.wait(for: "other.json")
    try session.press("Tab")
    try session.press("Enter")
    let compared = try session.wait(for: "against other.json")
    #expect(compared.contains("conv2d_2") && compared.contains("Params"))
    // What was typed comes back.
    try session.press(":")
    try session.wait(for: "one row up")
    try session.press("C-p")
    try session.wait(for: ":compare other.json")
    // Behind an Escape that was not read yet it would be Alt-q.
    try session.press("Escape")
    try session.wait("the line to close") { !$0.contains("Tab complete") }
    try session.press("q", "q")
    try session.wait("the shell, or the question") {
      TerminalSession.isShell($0) || $0.contains("leave without saving")
    }
  }

  @Test func search_filter_andThePalette() throws {
    let session = try TerminalSession()
    try session.openExplorer()
    try session.press("/")
    try session.enter("params>100k class:conv")
    try session.wait("the first that fits") {
      TerminalSession.selectedRow($0)?.contains("conv2d_2 ") == true
    }
    try session.press("n")
    try session.wait("the next one") {
      TerminalSession.selectedRow($0)?.contains("conv2d_9 ") == true
    }
    try session.press("f")
    try session.enter("shape:224x224x96")
    let filtered = try session.wait(for: "filter shape:224x224x96")
    #expect(filtered.contains("conv2d_1 ") && !filtered.contains("concatenate"))
    try session.press("Escape")
    try session.wait("all rows") { !$0.contains("filter shape:") && $0.contains("concatenate") }
    try session.press(":")
    try session.wait(for: "one row up")
    try session.enter("go-to dense")
    try session.wait("the cursor on dense") {
      TerminalSession.selectedRow($0)?.contains("dense") == true
    }
    try session.press("?")
    try session.press("/")
    try session.enter("fold or")
    let help = try session.wait(for: ":fold")
    #expect(!help.contains("one page up"))
    try session.press("q")
    try session.quitExplorer()
  }

  @Test func aFaultySettingsFile_isSaidInOneLine_andTheDefaultsWork() throws {
    let session = try TerminalSession(columns: 200)
    let folder = session.home.path + "/config/explorer"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    try "theme = dark\ncolums = macs\n".write(
      toFile: folder + "/config", atomically: true, encoding: .utf8)
    let screen = try session.openExplorer()
    #expect(screen.contains("line 2, column 1: there is no setting 'colums'"))
    #expect(screen.contains("the defaults are used"))
    try session.quitExplorer()
  }

  @Test func settings_bindKeys_chooseColumns_andArePrinted() throws {
    let session = try TerminalSession(columns: 120)
    let folder = session.home.path + "/config/explorer"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    try "columns = params\nkey.undo = z\nmouse = off\n".write(
      toFile: folder + "/config", atomically: true, encoding: .utf8)
    let printed = try session.output(of: "$EXPLORER --print-config")
    #expect(printed.contains("key.undo = z\n") && printed.contains("mouse = off"))
    #expect(printed.hasPrefix("# \(folder)/config"))
    let screen = try session.openExplorer()
    #expect(!screen.contains("MACs %") && screen.contains("Params"))
    #expect(try session.property("#{mouse_any_flag}") == "0")
    try session.press("j", "+", "Enter")
    try session.wait(for: "1x1 64 → 65")
    try session.press("z")
    try session.wait(for: "undone")
    try session.quitExplorer()
  }

  @Test func pastedText_andKeysWithAlt_areNoCommands() throws {
    let session = try TerminalSession()
    let mode = try session.mode()
    try session.openExplorer()
    try session.select("conv2d ")
    // In a view, what is pasted would be commands.
    try session.paste("xR++q")
    try session.wait(for: "not pasted: this takes keys")
    for sequence in ["\u{1B}x", "\u{1B}+", "\u{1B}[I", "\u{1B}[27;5;120~", "\u{1B}q"] {
      try session.send(sequence)
    }
    try session.press("j")
    let screen = try session.wait("the next row") {
      TerminalSession.selectedRow($0)?.contains("conv2d ") == false
    }
    #expect(screen.contains("559,416 params"))
    try session.press(":")
    try session.wait(for: "one row up")
    try session.paste("conv2d_2.filters=64\n")
    try session.wait(for: "conv2d_2.filters=64")
    try session.press("Enter")
    try session.wait(for: "539,896 params")
    try session.press("q")
    try session.wait(for: "leave without saving")
    try session.press("d")
    try session.wait("the shell") { TerminalSession.isShell($0) }
    #expect(try session.mode() == mode)
  }

  @Test func suspending_leavesNoFileOpen_andNoneThatOthersInherit() throws {
    let session = try TerminalSession()
    try session.enter(
      "clear; sh -c 'echo $$ > \(session.home.path).pid; exec $EXPLORER'")
    try session.wait(for: "559,416 params")
    let text = try String(contentsOfFile: session.home.path + ".pid", encoding: .utf8)
    let process = text.trimmingCharacters(in: .whitespacesAndNewlines)
    func files() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")
    }
    let before = try files().count
    for _ in 0..<3 {
      try session.press("C-z")
      try session.wait("the shell after Ctrl-Z") { TerminalSession.isShell($0) }
      try session.enter("clear; fg")
      try session.wait(for: "559,416 params")
    }
    #expect(try files().count == before)
    for file in try files() where Int(file).map({ $0 > 2 }) == true {
      let facts = try String(contentsOfFile: "/proc/\(process)/fdinfo/\(file)", encoding: .utf8)
      let flags = facts.split(separator: "\n").first { $0.hasPrefix("flags:") }?.dropFirst(6)
      let mode = flags.flatMap { Int($0.trimmingCharacters(in: .whitespaces), radix: 8) }
      #expect(mode.map { $0 & Int(O_CLOEXEC) != 0 } == true, "descriptor \(file)")
    }
    try session.quitExplorer()
  }

  @Test func theMouse_isSwitched() throws {
    let session = try TerminalSession()
    try session.openExplorer()
    #expect(try session.property("#{mouse_any_flag}") == "1")
    // Presses and the wheel alone: dragging stays the terminal's.
    #expect(try session.property("#{mouse_button_flag}#{mouse_all_flag}") == "00")
    try session.press(":")
    try session.enter("mouse")
    try session.wait(for: "the mouse is the terminal's")
    #expect(try session.property("#{mouse_any_flag}") == "0")
    try session.quitExplorer()
    let without = try TerminalSession()
    try without.openExplorer("--no-mouse")
    #expect(try without.property("#{mouse_any_flag}") == "0")
    try without.quitExplorer()
  }

  @Test(arguments: [
    ("linux", ""), ("screen", ""), ("tmux-256color", ""), ("xterm", ""),
    ("vt100", ""), ("xterm-256color", "truecolor"), ("xterm-16color", ""), ("xterm-direct", ""),
    ("tmux", ""),
  ])
  func terminals_ofManyKinds_showTheTree(type: String, color: String) throws {
    let session = try TerminalSession()
    let mode = try session.mode()
    try session.openExplorer(
      prefix: "TERM=\(type) COLORTERM=\(color)", totals: "559,416 params")
    let screen = try session.wait(for: "? help")
    #expect(screen.contains("residual_inception_1"))
    let selected = screen.split(separator: "\n").first {
      $0.hasPrefix("▌") || $0.hasPrefix("|")
    }
    #expect(selected?.contains("input_layer") == true, "\(screen)")
    if type == "linux" { #expect(!screen.contains { !$0.isASCII }) }
    // Direct colours are sent as red, green and blue.
    let isDirect = type == "xterm-direct" || color == "truecolor"
    if type == "xterm-direct" || type == "xterm-16color" {
      #expect(try session.coloredScreen().contains("[38;2;") == isDirect)
    }
    try session.press("C-z")
    try session.wait("the shell after Ctrl-Z") { TerminalSession.isShell($0) }
    try session.enter("clear; fg")
    let again = try session.wait("the explorer to come back") {
      $0.contains("559,416 params") && $0.contains("? help")
    }
    // The bottom line is drawn anew, whatever the shell left there.
    #expect(again.split(separator: "\n").last == screen.split(separator: "\n").last)
    try session.quitExplorer()
    #expect(try session.mode() == mode)
  }

  @Test func quit_asksWhenSomethingIsNotSaved_andInterruptTwiceKeepsTheJournal() throws {
    let session = try TerminalSession(columns: 120)
    try session.openExplorer()
    try session.press("j", "+", "Enter")
    try session.wait(for: "1x1 64 → 65")
    // The key that repeats answers nothing.
    try session.press("q", "q", "q", "Enter")
    try session.wait(for: "leave without saving")
    try session.press("Escape")
    try session.wait("the tree") { !$0.contains("leave without saving") }
    try session.press("C-c")
    try session.wait(for: "leave without saving")
    try session.press("C-c")
    try session.wait("the shell") { TerminalSession.isShell($0) }
    try session.enter("clear; $EXPLORER")
    try session.wait(for: "with 1 edit")
    try session.press("d")
    try session.quitExplorer()
  }
}
