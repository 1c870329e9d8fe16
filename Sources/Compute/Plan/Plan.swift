import GraphCore

/// A model made ready to run: kernels in order, packed weights, and a place for every output.
///
/// A plan doesn't change, and any number of executors may run it.
public struct Plan: Sendable {
  /// The model.
  public let analysis: ModelAnalysis
  /// How it is run.
  public let options: PlanOptions
  /// What is done, in order: a step for each layer that isn't an input.
  public let steps: [PlanStep]
  /// The bytes of the packed weights.
  public let weightBytes: Int
  /// The bytes of the memory for all outputs that are alive at the same time.
  public let activationBytes: Int

  let inputs: [(node: NodeID, placement: Placement)]
  /// Outputs of an earlier pass that this one needs, and where they go.
  let given: [(node: NodeID, placement: Placement)]
  let kept: [NodeID: Placement]
  let layout: ArenaLayout
  /// The steps that all threads work on together, by their indices, in order.
  let stages: [[Int]]
  let filters: [FilterKey: PackedFilters]
  /// Tells this plan from all others.
  let identity = PlanIdentity()

  /// Plans a model.
  ///
  /// - Parameters:
  ///   - weights: the weights, which are packed into the plan.
  ///   - previous: a plan for a variant of the model; what its packed weights and this plan's have in
  ///     common is not packed again.
  ///   - step: called before each step's weights are packed, with its layer and how many of all
  ///     steps are done; it may stop the planning by an error.
  /// - Throws: `PlanError`; sizes that are too much before any memory is taken for them.
  public init(
    _ analysis: ModelAnalysis, weights: Weights, options: PlanOptions = PlanOptions(),
    reusing previous: Plan? = nil, step: StepObserver = { _, _, _ in }
  ) throws(PlanError) {
    try self.init(
      PlanDraft(analysis, options: options), weights: weights, reusing: previous, step: step)
  }

  /// Looks on while steps are planned: the layer, how many are done, and how many there are.
  public typealias StepObserver = (_ layer: String, _ done: Int, _ count: Int) throws(PlanError) ->
    Void

  /// Plans what was drafted.
  ///
  /// - Parameters: those of the other initializer.
  /// - Throws: `PlanError`, for a given weight of a wrong size as well.
  public init(
    _ draft: PlanDraft, weights: Weights, reusing previous: Plan? = nil,
    step: StepObserver = { _, _, _ in }
  ) throws(PlanError) {
    let (flat, builder, options) = (draft.flat, draft.builder, draft.options)
    var packer = FilterPacker(
      analysis: flat.analysis, weights: weights, kernels: options.instructionSet.kernels,
      instructionSet: options.instructionSet, tiles: draft.tiles,
      previous: previous?.filters ?? [:])
    var steps: [PlanStep] = []
    for (index, draft) in builder.drafts.enumerated() {
      try step(flat.analysis.graph.name(of: draft.node), index, builder.drafts.count)
      let kernels = try draft.make(&packer)
      steps.append(
        PlanStep(
          node: draft.node, kernels: kernels, fusedInto: draft.fusedInto, bytes: draft.bytes))
    }
    let stages = flat.hasNestedModels ? nil : builder.stages
    steps = flat.steps(steps)
    analysis = draft.analysis
    self.options = options
    self.steps = steps
    self.stages = stages ?? steps.indices.map { [$0] }
    layout = draft.layout
    self.weightBytes = packer.filters.values.reduce(0) { $0 + $1.byteCount }
    activationBytes = layout.count * 4
    inputs = flat.inputs(builder.inputs)
    given = flat.given(builder.given)
    kept = flat.kept(builder.kept)
    filters = packer.filters
  }

  /// The scratch memory that each of a number of threads needs, in bytes.
  func scratchBytes(threads: Int) -> Int {
    steps.reduce(0) { most, step in
      step.kernels.reduce(most) { max($0, $1.scratchBytes(threads: threads)) }
    }
  }
}

/// An object of which each plan has one of its own.
final class PlanIdentity: Sendable {}

/// What is done for one layer.
public struct PlanStep: Sendable {
  /// The layer's call.
  public let node: NodeID
  let kernels: [any StepKernel]
  /// The call whose step does this layer's work too; nil when this step does its own work.
  public let fusedInto: NodeID?
  /// The bytes that the step has to read and to write at least: inputs, weights and outputs, each once.
  public let bytes: Int

  /// The transform of a convolution by Winograd's algorithm, such as `F(6x6, 3x3)` for 6x6 outputs at
  /// a time; nil where products are those of the definition.
  public var transform: String? {
    kernels.lazy.compactMap { ($0 as? WinogradKernel)?.tile.description }.first
  }
}
