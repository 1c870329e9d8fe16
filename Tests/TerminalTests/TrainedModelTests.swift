import Foundation
import TestSupport
import Testing

/// A trained model in the terminal: what an edit makes of its weights, by which rule, and what a run says.
struct TrainedModelTests {
  @Test(arguments: [(80, 24), (200, 60)])
  func theRuleIsSeen_chosen_andUsed(columns: Int, rows: Int) throws {
    let examples = BuiltProgram.package.appending(path: "Examples")
    let model = examples.appending(path: "digits.keras").path
    let digit = examples.appending(path: "digits/3.png").path
    let saved = TemporaryFile(extension: "keras")
    let before = try Data(contentsOf: URL(filePath: model))
    let session = try TerminalSession(columns: columns, rows: rows)
    try session.enter("$EXPLORER \(model) --input \(digit) --read-only")
    try session.wait(for: "keep first")

    try session.press("r")
    try session.wait("the classes", patience: .seconds(60)) {
      $0.contains("result") && $0.contains("92.29%") && $0.contains("· 3 92.29%")
    }
    try session.press(":")
    try session.wait(for: "one row up")
    try session.enter("conv2d_3.filters=10")
    try session.wait("the layers that the edit changed") { $0.contains("layers changed") }
    try session.press("/")
    try session.enter("conv2d_3")
    try session.press("n")
    try session.wait("the layer's weights") {
      $0.contains("the first 10 filters kept")
    }
    try session.press(":")
    try session.wait(for: "one row up")
    try session.enter("keep largest")
    try session.wait("the other rule") {
      $0.contains("the largest 10 filters kept") && $0.contains("keep largest")
    }
    // The example stays as it is: a name is asked for.
    try session.press("C-s")
    try session.wait(for: ":save digits-edited.keras")
    try session.press("C-u")
    try session.enter("save \(saved.path)")
    try session.wait(for: "saved \(saved.path)")
    try session.quitExplorer()
    #expect(try Data(contentsOf: URL(filePath: model)) == before)

    // What was saved is what the command line makes by the same rule, and not by the other.
    func output(_ arguments: String...) throws -> Data {
      let file = TemporaryFile(extension: "npy")
      let result = try BuiltProgram.run(
        ["outputs"] + arguments + ["--input", digit, "--layer", "dense", "--save", file.path])
      #expect(result.code == 0, "\(result.errors)")
      return try Data(contentsOf: URL(filePath: file.path))
    }
    let own = try output(saved.path)
    #expect(try own == output(model, "--set", "conv2d_3.filters=10", "--keep", "largest"))
    #expect(try own != output(model, "--set", "conv2d_3.filters=10", "--keep", "first"))
  }
}
