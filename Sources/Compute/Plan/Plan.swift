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
  let kept: [NodeID: Placement]
  let layout: ArenaLayout
  let filters: [FilterKey: PackedFilters]
  /// Tells this plan from all others.
  let identity = PlanIdentity()

  /// Plans a model.
  ///
  /// - Parameters:
  ///   - weights: the weights, which are packed into the plan.
  ///   - previous: a plan for a variant of the model; what its packed weights and this plan's have in
  ///     common is not packed again.
  /// - Throws: `PlanError`, before anything is allocated.
  public init(
    _ analysis: ModelAnalysis, weights: Weights, options: PlanOptions = PlanOptions(),
    reusing previous: Plan? = nil
  ) throws(PlanError) {
    let flat = try FlatGraph(analysis)
    var builder = PlanBuilder(flat.analysis, flat.options(options))
    try builder.addLayers()
    let layout = ArenaLayout(builder.buffers)
    let weightBytes = analysis.totals.weightBytes
    if let available = SystemMemory.availableBytes,
      weightBytes > available || layout.count > (available - weightBytes) / 4
    {
      throw .memory(weights: weightBytes, activations: layout.count * 4, available: available)
    }

    var packer = FilterPacker(
      analysis: flat.analysis, weights: weights, kernels: options.instructionSet.kernels,
      instructionSet: options.instructionSet, previous: previous?.filters ?? [:])
    var steps: [PlanStep] = []
    for draft in builder.drafts {
      let kernels = try draft.make(&packer)
      steps.append(PlanStep(node: draft.node, kernels: kernels, fusedInto: draft.fusedInto))
    }
    steps = flat.steps(steps)
    self.analysis = analysis
    self.options = options
    self.steps = steps
    self.layout = layout
    self.weightBytes = packer.filters.values.reduce(0) { $0 + $1.byteCount }
    activationBytes = layout.count * 4
    inputs = flat.inputs(builder.inputs)
    kept = flat.kept(builder.kept)
    filters = packer.filters
  }

  /// The scratch memory that each of a number of threads needs, in bytes.
  func scratchBytes(threads: Int) -> Int {
    steps.reduce(0) { most, step in
      step.kernels.reduce(most) { max($0, $1.scratchBytes(threads: threads)) }
    }
  }

  /// The calls whose outputs can be read after a run.
  public var keptNodes: [NodeID] { analysis.order.filter { kept[$0] != nil } }
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

  /// The transform of a convolution by Winograd's algorithm, such as `F(6x6, 3x3)` for 6x6 outputs at
  /// a time; nil where products are those of the definition.
  public var transform: String? {
    kernels.lazy.compactMap { ($0 as? WinogradKernel)?.tile.description }.first
  }
}
