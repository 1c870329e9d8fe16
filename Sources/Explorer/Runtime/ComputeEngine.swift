import Compute
import GraphCore
import Synchronization

/// Runs models on our own kernels.
final class ComputeEngine: ForwardPassEngine {
  /// How often a model is timed; one pass before that is not counted.
  static let passes = 5

  let name: String
  let inputNames: [InputChoice: String]
  private let instructionSet: InstructionSet
  private let threads: Int
  private let weights: @Sendable (ModelAnalysis) throws -> Weights
  private let input: @Sendable (InputChoice, ModelAnalysis) throws -> Tensor
  private let executor = Mutex<Executor?>(nil)

  /// An engine; its threads start with the first pass.
  ///
  /// - Parameters:
  ///   - weights: gives a model its weights.
  ///   - input: gives a model its input; throws an error of one line when it cannot.
  init(
    instructionSet: InstructionSet, threads: Int, inputNames: [InputChoice: String],
    weights: @escaping @Sendable (ModelAnalysis) throws -> Weights,
    input: @escaping @Sendable (InputChoice, ModelAnalysis) throws -> Tensor
  ) {
    self.instructionSet = instructionSet
    self.threads = threads
    self.inputNames = inputNames
    self.weights = weights
    self.input = input
    name = "\(instructionSet.rawValue), \(threads) thread\(threads == 1 ? "" : "s")"
  }

  func measure(
    _ model: ModelAnalysis, input choice: InputChoice, cancellation: Cancellation,
    progress: @escaping (PassProgress) -> Void
  ) throws -> PassTiming {
    try passing(cancellation) {
      let plan = try plan(model, .fast)
      let tensor = try input(choice, model)
      let timing = try startedExecutor().measure(
        plan, input: tensor, repeat: Self.passes, warmup: 1, cancellation: cancellation,
        progress: { progress(PassProgress($0, model)) }
      ).timing
      var layers: [NodeID: Double] = [:]
      for layer in timing.layers { layers[layer.node, default: 0] += layer.milliseconds }
      return PassTiming(
        median: timing.median, minimum: timing.min, percentile95: timing.p95,
        passes: timing.passes.count, layers: layers)
    }
  }

  func inspect(
    _ model: ModelAnalysis, input choice: InputChoice, cancellation: Cancellation,
    progress: @escaping (PassProgress) -> Void
  ) throws -> any OutputSource {
    try passing(cancellation) {
      let plan = try plan(model, .inspect)
      let tensor = try input(choice, model)
      return KeptOutputs(
        result: try startedExecutor().run(
          plan, input: tensor, cancellation: cancellation,
          progress: { progress(PassProgress($0, model)) }))
    }
  }

  private func plan(_ model: ModelAnalysis, _ mode: PlanMode) throws -> Plan {
    try Plan(
      model, weights: try weights(model),
      options: PlanOptions(mode: mode, instructionSet: instructionSet))
  }

  private func startedExecutor() throws -> Executor {
    try executor.withLock { executor in
      if let executor { return executor }
      let started = try Executor(threads: threads)
      executor = started
      return started
    }
  }

  private func passing<Result>(
    _ cancellation: Cancellation, _ body: () throws -> Result
  ) throws -> Result {
    do {
      let result = try body()
      if cancellation.isCancelled { throw PassCancelled() }
      return result
    } catch ExecutorError.cancelled {
      throw PassCancelled()
    }
  }
}

/// The outputs that a pass left in its memory; each is copied out when it is asked for.
private struct KeptOutputs: OutputSource {
  let result: PassResult

  func values(of node: NodeID) -> LayerValues? {
    result.tensor(of: node).map {
      LayerValues(shape: Array($0.shape.dropFirst()), elements: $0.elements)
    }
  }
}

extension PassProgress {
  /// The progress of a run in the explorer's words.
  fileprivate init(_ progress: RunProgress, _ model: ModelAnalysis) {
    self.init(
      fraction: progress.fraction, layersDone: progress.completedSteps,
      layers: progress.totalSteps, layer: model.graph.name(of: progress.node))
  }
}
