import Compute
import GraphCore

/// A line on standard error that says how far a run is, for a person who waits.
struct ProgressLine {
  private let graph: ModelGraph
  private let isShown = StandardStream.error.isTerminal

  /// The line for a model's run; nothing is shown unless standard error is a terminal.
  init(_ graph: ModelGraph) {
    self.graph = graph
  }

  /// Writes the line over the last one.
  func show(_ progress: RunProgress) {
    guard isShown else { return }
    let percent = Int(progress.fraction * 100)
    StandardStream.error.write("\r\u{1B}[K\(percent) %  \(graph.name(of: progress.node))")
  }

  /// Writes a share of the whole over the last line.
  func show(share: Double) {
    if isShown { StandardStream.error.write("\r\u{1B}[K\(Int(share * 100)) %") }
  }

  /// Removes the line.
  func clear() {
    if isShown { StandardStream.error.write("\r\u{1B}[K") }
  }
}
