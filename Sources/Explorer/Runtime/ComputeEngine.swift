import Compute
import GraphCore
import Synchronization

/// Runs models on our own kernels.
final class ComputeEngine: ForwardPassEngine {
  /// How often a model is timed; one pass before that is not counted.
  static let passes = 5
  /// How often a model and an earlier version of it are run in turns, the first pair not counted.
  static let pairs = 10
  /// After four seconds the least number of pairs is enough, so that large models are waited for no
  /// longer than needed.
  static let limit = PairLimit(turn: 10, enough: 4000, most: 30_000)

  let name: String
  let inputNames: [InputChoice: String]
  private let options: PlanOptions
  private let threads: Int
  private let weights: @Sendable (ModelAnalysis, FilterSelection) throws -> Weights
  private let input: @Sendable (InputChoice, ModelAnalysis) throws -> [Tensor]
  private let executor = Mutex<Executor?>(nil)
  /// The plan that was timed last.
  private let lastPlan = Mutex<Plan?>(nil)
  /// The outputs that were looked at last; the next inspection takes over what an edit left the same.
  private let inspection = Mutex<Inspection?>(nil)

  /// An engine; its threads start with the first pass.
  ///
  /// - Parameters:
  ///   - options: how a timed pass is planned.
  ///   - weights: gives a model its weights, cut by a rule where edits ask for it.
  ///   - input: gives a model its inputs; throws an error of one line when it cannot.
  init(
    options: PlanOptions, threads: Int, inputNames: [InputChoice: String],
    weights: @escaping @Sendable (ModelAnalysis, FilterSelection) throws -> Weights,
    input: @escaping @Sendable (InputChoice, ModelAnalysis) throws -> [Tensor]
  ) {
    self.options = options
    self.threads = threads
    self.inputNames = inputNames
    self.weights = weights
    self.input = input
    name =
      "\(options.description), \(options.instructionSet.rawValue), "
      + "\(threads) thread\(threads == 1 ? "" : "s")"
  }

  func check(_ choice: InputChoice, for model: ModelAnalysis) throws {
    _ = try input(choice, model)
  }

  func measure(
    _ model: ModelAnalysis, against earlier: EarlierModel?, keep: FilterSelection,
    input choice: InputChoice, cancellation: Cancellation,
    progress: @escaping (PassProgress) -> Void
  ) throws -> (timing: PassTiming, earlier: PassTiming?) {
    try passing(cancellation) {
      // Before the input is made: it may be what doesn't fit into memory.
      let draft = try PlanDraft(model, options: options)
      let watch = Self.watch(cancellation, progress)
      // The earlier version was mostly timed last, so that its weights are packed.
      let executor = try startedExecutor()
      let old = try earlier.flatMap { earlier in
        earlier.version == nil
          ? foreigner(earlier.model, executor, choice, watch)
          : try contestant(earlier.model, executor, keep, choice, watch)
      }
      let tensors = try input(choice, model)
      let plan = try plan(draft, keep, watch)
      let new = Contestant(executor: executor, plan: plan, inputs: tensors)
      guard let earlier, let old, Contestant.fit(new, old) else {
        let (timing, result) = try executor.measure(
          plan, inputs: tensors, repeat: Self.passes, warmup: 1, cancellation: cancellation,
          progress: { progress(PassProgress($0, model)) })
        return (
          PassTiming(
            timing, plan, peak: executor.peakGigaflops(options.instructionSet),
            scores(of: result, model, choice, keep)), nil
        )
      }
      let pairs = try Contestant.measure(
        new, old, repeat: Self.pairs, warmup: 1, limit: Self.limit, cancellation: cancellation,
        progress: { progress(PassProgress($0, $1 ? model : earlier.model)) })
      let peak = executor.peakGigaflops(options.instructionSet)
      var timing = PassTiming(
        pairs.first, plan, peak: peak, scores(of: pairs.result, model, choice, keep))
      timing.turns = PassTurns(
        version: earlier.version, old: PassTurns.Passes(pairs.second),
        new: PassTurns.Passes(pairs.first), differences: pairs.comparison, other: earlier.other)
      return (timing, PassTiming(pairs.second, old.plan, peak: peak, nil))
    }
  }

  /// A model with memory of its own on the same threads; nil when there is no memory for it.
  private func contestant(
    _ model: ModelAnalysis, _ executor: Executor, _ keep: FilterSelection, _ choice: InputChoice,
    _ step: Plan.StepObserver
  ) throws -> Contestant? {
    do {
      return Contestant(
        executor: Executor(onThreadsOf: executor),
        plan: try plan(PlanDraft(model, options: options), keep, step),
        inputs: try input(choice, model))
    } catch PlanError.memory {
      return nil
    }
  }

  /// Another model, with made-up weights as its own take as long; nil when it cannot be run on the input.
  private func foreigner(
    _ model: ModelAnalysis, _ executor: Executor, _ choice: InputChoice,
    _ step: Plan.StepObserver
  ) -> Contestant? {
    do {
      let plan = try Plan(PlanDraft(model, options: options), weights: Weights(), step: step)
      return Contestant(
        executor: Executor(onThreadsOf: executor), plan: plan, inputs: try input(choice, model))
    } catch {
      // The current model is timed alone then, and the comparison says that the other one was not.
      return nil
    }
  }

  private func scores(
    of result: PassResult, _ model: ModelAnalysis, _ choice: InputChoice, _ keep: FilterSelection
  ) -> ClassScores? {
    ClassScores(of: model, input: choice, keep: keep) { result.tensor(of: $0) }
  }

  func inspect(
    _ model: ModelAnalysis, keep: FilterSelection, input choice: InputChoice, first: NodeID,
    cancellation: Cancellation, reached: @escaping (LayerValues) -> Void,
    progress: @escaping (PassProgress) -> Void
  ) throws -> any OutputSource {
    try passing(cancellation) {
      let draft = try PlanDraft(
        model, options: PlanOptions(mode: .inspect, instructionSet: options.instructionSet))
      let tensors = try input(choice, model)
      let given = try weights(model, keep)
      let inspection = try startedExecutor().inspect(
        draft, weights: given, inputs: tensors, reusing: inspection.withLock { $0 },
        cancellation: cancellation, planning: Self.watch(cancellation, progress),
        first: first, reached: { reached(LayerValues($0)) },
        progress: { progress(PassProgress($0, model)) })
      self.inspection.withLock { $0 = inspection }
      return KeptOutputs(weights: given, inspection: inspection)
    }
  }

  /// The plan of a timed pass, for which only what changed since the last one is packed.
  private func plan(
    _ draft: PlanDraft, _ keep: FilterSelection, _ step: Plan.StepObserver
  ) throws -> Plan {
    let plan = try Plan(
      draft, weights: try weights(draft.analysis, keep), reusing: lastPlan.withLock { $0 },
      step: step)
    lastPlan.withLock { $0 = plan }
    return plan
  }

  /// Stops the packing of weights when asked to, and says how far it is.
  private static func watch(
    _ cancellation: Cancellation, _ progress: @escaping (PassProgress) -> Void
  ) -> Plan.StepObserver {
    { layer, done, count throws(PlanError) in
      if cancellation.isCancelled { throw .cancelled }
      progress(
        PassProgress(
          fraction: Double(done) / Double(max(1, count)), layersDone: done, layers: count,
          layer: layer, isPlanning: true))
    }
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
    } catch PlanError.cancelled {
      throw PassCancelled()
    } catch ExecutorError.cancelled {
      throw PassCancelled()
    }
  }
}

/// The outputs that a pass left in its memory; each is copied out when it is asked for.
private final class KeptOutputs: OutputSource {
  private let weights: Weights
  private let inspection: Inspection
  /// What was copied last: neighbouring pixels are explained from the same output.
  private let last = Mutex<(node: NodeID, values: LayerValues)?>(nil)
  private let lastWeight = Mutex<(layer: String, name: String, elements: [Float])?>(nil)

  init(weights: Weights, inspection: Inspection) {
    self.weights = weights
    self.inspection = inspection
  }

  func values(of node: NodeID) -> LayerValues? {
    if let last = last.withLock({ $0 }), last.node == node { return last.values }
    guard let tensor = inspection.tensor(of: node) else { return nil }
    let values = LayerValues(tensor)
    last.withLock { $0 = (node, values) }
    return values
  }

  func weight(_ weight: WeightSpecification, layer: String) -> [Float]? {
    if let last = lastWeight.withLock({ $0 }), last.layer == layer, last.name == weight.name {
      return last.elements
    }
    // The pass has packed the same weights, so that none has a wrong size.
    guard let elements = try? weights.elements(of: weight, layer: layer) else { return nil }
    // The bias is small; the kernel is what is worth keeping.
    if weight.name.hasSuffix("kernel") {
      lastWeight.withLock { $0 = (layer, weight.name, elements) }
    }
    return elements
  }
}

extension PassTiming {
  /// The times of passes.
  fileprivate init(_ timing: Timing, _ plan: Plan, peak: Double, _ scores: ClassScores?) {
    var layers: [NodeID: Double] = [:]
    for layer in timing.layers { layers[layer.node, default: 0] += layer.milliseconds }
    var hosts: [NodeID: NodeID] = [:]
    var bytes: [NodeID: Int] = [:]
    for step in plan.steps {
      hosts[step.node] = step.fusedInto
      if step.fusedInto == nil { bytes[step.node] = step.bytes }
    }
    self.init(
      median: timing.median, minimum: timing.min, percentile95: timing.p95, spread: timing.spread,
      passes: timing.passes.count, layers: layers, hosts: hosts, bytes: bytes, peak: peak,
      scores: scores)
  }
}

extension LayerValues {
  /// The output of a layer, without the batch axis.
  fileprivate init(_ tensor: Tensor) {
    self.init(shape: Array(tensor.shape.dropFirst()), elements: tensor.elements)
  }
}

extension PassTurns.Passes {
  fileprivate init(_ timing: Timing) { self.init(median: timing.median, spread: timing.spread) }
}

extension PassProgress {
  /// The progress of a run in the explorer's words.
  fileprivate init(_ progress: RunProgress, _ model: ModelAnalysis) {
    self.init(
      fraction: progress.fraction, layersDone: progress.completedSteps,
      layers: progress.totalSteps, layer: model.graph.name(of: progress.node))
  }
}
