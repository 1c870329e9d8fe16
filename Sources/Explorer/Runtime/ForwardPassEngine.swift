import Compute
import GraphCore

/// What runs models for the explorer; tests put another one in its place.
protocol ForwardPassEngine: Sendable {
  /// A line about it for the header: instruction set and threads.
  var name: String { get }
  /// The inputs that there are, with their names.
  var inputNames: [InputChoice: String] { get }

  /// Times a model.
  ///
  /// - Parameter keep: which filters of given weights stay where edits left a layer fewer.
  /// - Throws: `PassCancelled` when it was cancelled, else an error that says why in one line.
  func measure(
    _ model: ModelAnalysis, keep: FilterSelection, input: InputChoice, cancellation: Cancellation,
    progress: @escaping (PassProgress) -> Void
  ) throws -> PassTiming

  /// Runs a model once and keeps every output.
  ///
  /// - Throws: as `measure`.
  func inspect(
    _ model: ModelAnalysis, keep: FilterSelection, input: InputChoice, cancellation: Cancellation,
    progress: @escaping (PassProgress) -> Void
  ) throws -> any OutputSource
}

/// A pass was cancelled, as it was asked to be.
struct PassCancelled: Error {}
