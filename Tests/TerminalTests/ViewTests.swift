import Foundation
import TestSupport
import Testing

/// Every view beside the tree, in a real terminal.
struct ViewTests {
  /// A pass of the whole network may take a while on a small or a busy machine.
  private let aPass = Duration.seconds(180)

  @Test func hotListSortsAndKeepsTheLayer() throws {
    let session = try TerminalSession()
    try session.openExplorer()
    try session.press("t")
    let list = try session.wait(for: "Sum %")
    #expect(list.contains("▾MACs"))
    // The hottest layer first, and the sum of the shares to the right.
    #expect(TerminalSession.selectedRow(list)?.contains("conv2d_2") == true)
    #expect(TerminalSession.selectedRow(list)?.contains("36.7%") == true)
    try session.press(">")
    try session.wait(for: "▾")
    try session.press("I")
    try session.wait(for: "▴")
    try session.wait("the layer to stay") {
      TerminalSession.selectedRow($0)?.contains("conv2d_2") == true
    }
    try session.press("/", "c", "o", "n", "v", "2", "d", "_", "9", "Enter")
    try session.wait("the layer that was looked for") {
      TerminalSession.selectedRow($0)?.contains("conv2d_9") == true
    }
    try session.press("t")
    try session.wait("the tree, on the same layer") {
      $0.contains("▾ residual_inception_2")
        && TerminalSession.selectedRow($0)?.contains("conv2d_9") == true
    }
    try session.quitExplorer()
  }

  @Test func editsAreComparedAndListedAsStates() throws {
    let session = try TerminalSession(columns: 120, rows: 40)
    try session.openExplorer()
    try session.select("conv2d_7 ")
    // What the step would do stands there before Enter.
    try session.press("-")
    try session.wait(for: "adds projection conv2d_13")
    try session.press("Enter")
    try session.wait(for: "623,694 params")
    try session.press("c")
    let compared = try session.wait(for: "against the original")
    #expect(compared.contains("+   conv2d_13") && compared.contains("~   conv2d_7"))
    #expect(compared.contains("224×224×64→63"))
    #expect(!compared.contains("conv2d_2 "))
    try session.press("c")
    try session.press("u")
    try session.wait(for: "559,416 params")
    try session.press("+", "Enter")
    try session.wait(for: "●")
    try session.press("H")
    let states = try session.wait(for: "State and edit")
    #expect(states.contains("├─○ 1  conv2d_7.filters"))
    #expect(states.contains("● 2  conv2d_7.filters=65"))
    try session.press("g", "j", "Enter")
    try session.wait(for: "623,694 params")
    try session.press("q", "L")
    let log = try session.wait(for: "Everything that was done")
    #expect(log.contains("conv2d_7.filters=65") && log.contains("undo") && log.contains("state 1"))
    try session.press("q", "q", "d")
    try session.wait("the shell") { TerminalSession.isShell($0) }
  }

  @Test func structureIsChangedFromAList() throws {
    let session = try TerminalSession()
    try session.openExplorer()
    try session.select("conv2d_1 ")
    try session.press("a")
    try session.wait(for: "type to narrow")
    try session.press("b", "a", "t", "c", "h", "n")
    // The consequence stands there before Enter.
    try session.wait(for: "559,800")
    try session.press("Enter")
    try session.wait(for: "559,800 params")
    try session.press("u")
    try session.wait(for: "559,416 params")
    try session.select("5x5 ")
    // It would move a projection, so it is shown first.
    try session.press("x")
    try session.wait(for: "this moves a projection")
    try session.press("Enter")
    try session.wait(for: "597,336 params")
    try session.press("u")
    try session.wait(for: "559,416 params")
    try session.press("o")
    try session.wait(for: "☑ output shape")
    try session.press("Space", "Escape")
    try session.wait("the column to go") { !$0.contains(" Output ") && !$0.contains("☐") }
    try session.quitExplorer()
  }

  @Test func aWayWithoutAProjectionIsTaken() throws {
    let session = try TerminalSession()
    try session.openExplorer()
    try session.select("conv2d_7 ")
    try session.press("e", "6", "3")
    let preview = try session.wait(for: "without a projection")
    #expect(preview.contains("+64,278") && preview.contains("conv2d_9.filters=129"))
    try session.press("Tab", "Tab", "Tab", "Tab", "Enter")
    try session.wait(for: "560,024 params")
    try session.press("q", "d")
    try session.wait("the shell") { TerminalSession.isShell($0) }
  }

  @Test func outputsAreSteppedThroughAndExplained() throws {
    let session = try TerminalSession(columns: 120, rows: 40)
    try session.openExplorer()
    try session.select("residual_inception_1")
    try session.press("Enter")
    try session.wait(for: "zeros", patience: aPass)
    try session.press("n")
    try session.wait(for: "add_1")
    try session.press("s")
    try session.wait("the layer inside that is computed first") {
      TerminalSession.selectedRow($0)?.contains("conv2d_8") == true
    }
    try session.press("Tab")
    let pixel = try session.wait(for: "dot product")
    #expect(pixel.contains("1×1×256"))
    try session.wait(for: "it sees")
    try session.press("o")
    try session.wait("the branch around") {
      TerminalSession.selectedRow($0)?.contains("▾ 3x3") == true
    }
    try session.press("o")
    try session.wait("the block again") {
      // The tree is narrow beside the outputs, so the name is cut in the middle.
      TerminalSession.selectedRow($0)?.contains("ption_2") == true
    }
    try session.press("b")
    try session.wait(for: "all zeros")
    try session.press("Down", "Enter")
    try session.wait(for: "c goes on")
    try session.press("c")
    try session.wait(for: "no further output is all zeros", patience: aPass)
    try session.press("q")
    try session.quitExplorer()
  }

  @Test func aViewDoesNotWaitForARun_whichGoesOnBehindIt() throws {
    let session = try TerminalSession()
    try session.openSlowExplorer()
    try session.press("r")
    try session.wait(for: "Esc stops")
    try session.press("Enter")
    try session.wait(for: "zeros", patience: aPass)
    try session.wait(for: "median of 5", patience: aPass)
    try session.press("q")
    try session.quitExplorer()
  }

  @Test func livePassesFollowEdits_andAKeyStopsThem() throws {
    let session = try TerminalSession(columns: 140)
    try session.openSlowExplorer()
    try session.select("dense")
    try session.press("T")
    try session.wait(for: "live timing")
    try session.wait(for: "GFLOP/s", patience: aPass)
    try session.press("+")
    try session.wait(for: "timing ", patience: aPass)
    try session.press("J")
    try session.wait("the pass to stop") { !$0.contains("timing ") }
    try session.wait("old and new with their spread", patience: aPass) {
      $0.contains(" ±") && ($0.contains("the noise") || $0.contains("too few passes to tell"))
    }
    try session.press("T", "q", "d")
    try session.wait("the shell") { TerminalSession.isShell($0) }
  }

  @Test func aSessionIsSavedAsAScript_andPlayedAgain() throws {
    let session = try TerminalSession()
    let file = TemporaryFile(extension: "edits")
    try session.openExplorer()
    try session.select("conv2d_2 ")
    try session.press("e", "9", "6", "Enter")
    try session.wait(for: "582,552 params")
    try session.press(":")
    try session.enter("export \(file.path)")
    try session.wait(for: "exported")
    #expect(
      try file.text().hasSuffix("conv2d_2.filters=96  # 582552 params, 16275744768 MACs\n"))
    try session.press("q", "d")
    try session.wait("the shell") { TerminalSession.isShell($0) }
    try session.openExplorer("--play \(file.path)", totals: "582,552 params")
    try session.press("u")
    try session.wait(for: "559,416 params")
    try session.quitExplorer()
    let edited = try BuiltProgram.run(["edit", "residual-inception", "--script", file.path])
    #expect(edited.code == 0)
    #expect(edited.output.contains("582,552"))
  }
}
