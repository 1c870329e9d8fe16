import Foundation
import Testing

/// The whole path a user goes, in one sitting with the example network.
struct WalkthroughTests {
  /// A pass of the whole network may take a while on a small or a busy machine.
  private let aPass = Duration.seconds(180)

  @Test func openMoveFoldEditUndoRunLookResizeQuit() throws {
    let session = try TerminalSession()
    let mode = try session.mode()
    let first = try session.openSlowExplorer()
    #expect(first.contains("residual-inception") && first.contains("15.12 G"))
    #expect(first.contains("residual_inception_1") && first.contains("110,720"))
    #expect(try session.property("#{alternate_on}") == "1")

    try moveAndFold(session)
    try editAndUndo(session)
    try turnADial(session)
    try run(session)
    try stepThroughOutputs(session)
    try resize(session)

    try session.press("q")
    try session.wait("the shell") { TerminalSession.isShell($0) }
    #expect(try session.exitCode() == 0)
    #expect(try session.mode() == mode)
  }

  private func moveAndFold(_ session: TerminalSession) throws {
    try session.press("C")
    let closed = try session.wait("closed rows") { !$0.contains("conv2d_2 ") }
    #expect(closed.contains("▸ residual_inception_1") && closed.contains("▸ residual_inception_2"))
    #expect(closed.contains("global_average_pooling2d"))
    try session.press("g")
    try session.press("j")
    try session.wait("the first block under the cursor") {
      TerminalSession.selectedRow($0)?.contains("residual_inception_1") == true
    }
    try session.press("Space")
    try session.wait(for: "▾ residual_inception_1")
    try session.press("Space")
    try session.wait(for: "▸ residual_inception_1")
    try session.press("E")
    try session.wait(for: "└─ conv2d_2")
  }

  private func editAndUndo(_ session: TerminalSession) throws {
    try session.select("conv2d_2 ")
    try session.press("e")
    try session.wait(for: "128 → ")
    try session.press("9", "6")
    // What would follow is told before Enter.
    try session.wait(for: "582,552")
    try session.press("Enter")
    // The totals that Keras gives for the network with 96 filters here: edit S1.
    // A frame may be caught half painted, the header first.
    try session.wait("the edited network, and what was done beside the edit") {
      $0.contains("582,552 params") && $0.contains("edited") && $0.contains("16.28 G")
        && $0.contains("conv2d_13") && !$0.contains("Esc leave it")
    }
    try session.press("u")
    let undone = try session.wait(for: "559,416 params")
    #expect(!undone.contains("edited"))
    try session.press("U")
    try session.wait(for: "582,552 params")
    try session.press("u")
    try session.wait(for: "559,416 params")
    // A number that no convolution takes is refused in words, and nothing changes.
    try session.press("e")
    try session.wait(for: "128 → ")
    try session.press("0", "Enter")
    try session.wait("the refusal") { $0.contains("1 or more") }
    try session.press("Escape")
    try session.wait("the field to close") { !$0.contains("Esc leave it") }
  }

  private func turnADial(_ session: TerminalSession) throws {
    try session.press("g")
    try session.select("residual_inception_2")
    try session.press(".", ".", ".", ".", ".")
    try session.wait("the dial of the pool projection") { $0.contains("pool proj 32") }
    // Thirty-two more filters, eight at a time: edit S5.
    // The first step would add a projection, so that a box asks, in which the others turn on.
    try session.press("}", "}", "}", "}")
    try session.wait(for: "673,656")
    try session.press("Enter")
    try session.wait(for: "673,656 params")
    try session.press("u")
    try session.wait(for: "559,416 params")
  }

  private func run(_ session: TerminalSession) throws {
    try session.press("r")
    try session.wait("the bar") { $0.contains("Esc stops") }
    try session.press("Escape")
    try session.wait(for: "run cancelled", patience: aPass)
    try session.press("r")
    let timed = try session.wait(for: "GFLOP/s", patience: aPass)
    #expect(timed.contains("Time") && timed.contains(" ms"))
    #expect(!timed.contains("not timed yet"))
  }

  private func stepThroughOutputs(_ session: TerminalSession) throws {
    try session.press("g")
    try session.select("conv2d_1 ")
    try session.press("Enter")
    let output = try session.wait(for: "zeros", patience: aPass)
    #expect(output.contains("conv2d_1") && output.contains("224×224×96"))
    #expect(output.contains("photograph") && output.contains("▀"))
    for name in ["min", "max", "mean", "std"] { #expect(output.contains(name)) }
    try session.press("n")
    let next = try session.wait("the next layer") { !$0.contains("conv2d_1 ") }
    try session.press("p")
    try session.wait("the layer before") { $0.contains("conv2d_1 ") && $0 != next }
    try session.press("Tab")
    try session.wait("one channel") { $0 != output && $0.contains("conv2d_1 ") }
    try session.press("i")
    try session.wait("random numbers", patience: aPass) {
      $0.contains("random, seed 1") && $0.contains("zeros")
    }
    try session.press("q")
    try session.wait(for: "Layer")
  }

  private func resize(_ session: TerminalSession) throws {
    try session.resize(columns: 20, rows: 5)
    let small = try session.wait("a small screen") { screen in
      screen.split(separator: "\n").allSatisfy { $0.count <= 20 } && screen.contains("conv2d_1")
    }
    #expect(small.split(separator: "\n").count <= 5)
    try session.resize(columns: 12, rows: 2)
    try session.wait(for: "20x5")
    try session.resize(columns: 200, rows: 60)
    let large = try session.wait("a large screen") { $0.contains("dense") && $0.contains("path") }
    #expect(large.contains("global_average_pooling2d"))
    try session.resize(columns: 80, rows: 24)
    try session.wait("the first size") { screen in
      screen.split(separator: "\n").allSatisfy { $0.count <= 80 }
        && screen.contains("── conv2d_1 ·")
        && screen.contains("559,416 params")
    }
  }
}
