import Compute
import GraphCore

/// What runs models for the explorer; tests put another one in its place.
protocol ForwardPassEngine: Sendable {
  /// A line about it for the header: instruction set and threads.
  var name: String { get }
  /// The inputs that there are, with their names.
  var inputNames: [InputChoice: String] { get }

  /// Times a model: alone, or in turns with an earlier version of it.
  ///
  /// - Parameters:
  ///   - earlier: the version to compare with; when there is no memory for both, the model is timed
  ///     alone.
  ///   - keep: which filters of given weights stay where edits left a layer fewer.
  /// - Returns: the times of the model, and those of the earlier version when it ran, too.
  /// - Throws: `PassCancelled` when it was cancelled, else an error that says why in one line.
  func measure(
    _ model: ModelAnalysis, against earlier: EarlierModel?, keep: FilterSelection,
    input: InputChoice, cancellation: Cancellation, progress: @escaping (PassProgress) -> Void
  ) throws -> (timing: PassTiming, earlier: PassTiming?)

  /// Runs a model once and keeps every output.
  ///
  /// - Parameters:
  ///   - first: a call whose output is wanted before all others.
  ///   - reached: takes that output once it is there, while the pass goes on.
  /// - Throws: as `measure`.
  func inspect(
    _ model: ModelAnalysis, keep: FilterSelection, input: InputChoice, first: NodeID,
    cancellation: Cancellation, reached: @escaping (LayerValues) -> Void,
    progress: @escaping (PassProgress) -> Void
  ) throws -> any OutputSource

  /// Throws an error of one line when a model can't be run on an input.
  func check(_ input: InputChoice, for model: ModelAnalysis) throws
}

extension ForwardPassEngine {
  func check(_ input: InputChoice, for model: ModelAnalysis) throws {}
}

/// A pass was cancelled, as it was asked to be.
struct PassCancelled: Error {}
