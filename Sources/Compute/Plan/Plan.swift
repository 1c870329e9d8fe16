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
  /// - Throws: `PlanError`, before anything is allocated.
  public init(
    _ analysis: ModelAnalysis, weights: Weights, options: PlanOptions = PlanOptions(),
    reusing previous: Plan? = nil, step: StepObserver = { _, _, _ in }
  ) throws(PlanError) {
    try self.init(
      analysis, weights: weights, options: options, reusing: previous, done: [], step: step)
  }

  /// Looks on while steps are planned: the layer, how many are done, and how many there are.
  public typealias StepObserver = (_ layer: String, _ done: Int, _ count: Int) throws(PlanError) ->
    Void

  /// Plans those calls of a model that an earlier pass has not done.
  init(
    _ analysis: ModelAnalysis, weights: Weights, options: PlanOptions,
    reusing previous: Plan? = nil, done: Set<NodeID>, step: StepObserver = { _, _, _ in }
  ) throws(PlanError) {
    let (flat, builder, layout, tiles) = try Self.draft(analysis, options, done: done)

    var packer = FilterPacker(
      analysis: flat.analysis, weights: weights, kernels: options.instructionSet.kernels,
      instructionSet: options.instructionSet, tiles: tiles, previous: previous?.filters ?? [:])
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
    self.analysis = analysis
    self.options = options
    self.steps = steps
    self.stages = stages ?? steps.indices.map { [$0] }
    self.layout = layout
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

  /// Chooses places, stages and transforms, and refuses what doesn't fit into memory.
  private static func draft(
    _ analysis: ModelAnalysis, _ options: PlanOptions, done: Set<NodeID> = []
  ) throws(PlanError) -> (FlatGraph, PlanBuilder, ArenaLayout, [LayerID: WinogradTile]) {
    let flat = try FlatGraph(analysis)
    var (builder, layout) = try place(flat, options, isConcurrent: false, done: done)
    let (least, overflow) = analysis.totals.weightBytes.addingReportingOverflow(layout.count * 4)
    let bound = options.memory.map { overflow ? 0 : $0.bytes(least: least) } ?? .max
    if let memory = options.memory, overflow || least > bound {
      throw .bound(memory, least: overflow ? .max : least)
    }
    // The steps of a nested model are one step, so they can't be mixed with others.
    if options.mode == .fast, !flat.hasNestedModels {
      let concurrent = try place(flat, options, isConcurrent: true, done: done)
      // Branches side by side keep more outputs alive.
      let all = layout.count + analysis.totals.weightBytes / 4
      let growth = min(all / mostGrowth, (bound - least) / 4)
      if concurrent.layout.count <= layout.count + growth { (builder, layout) = concurrent }
    }
    // Where the bytes can't be counted, the check below refuses the model.
    let spare = overflow ? 0 : bound - analysis.totals.weightBytes - layout.count * 4
    let transforms =
      options.candidate.map { TransformChoice.numbered(builder.transformChoices, $0) }
      ?? TransformChoice.fastest(builder.transformChoices, within: spare)
    let (weightBytes, isTooMuch) = analysis.totals.weightBytes.addingReportingOverflow(
      transforms.bytes)
    if let available = SystemMemory.availableBytes,
      isTooMuch || weightBytes > available || layout.count > (available - weightBytes) / 4
    {
      throw .memory(
        weights: isTooMuch ? .max : weightBytes, activations: layout.count * 4,
        available: available)
    }
    return (flat, builder, layout, transforms.tiles)
  }

  /// Steps share stages if all memory grows by no more than this part of it.
  private static let mostGrowth = 20

  /// Places everything.
  private static func place(
    _ flat: FlatGraph, _ options: PlanOptions, isConcurrent: Bool, done: Set<NodeID>
  ) throws(PlanError) -> (builder: PlanBuilder, layout: ArenaLayout) {
    var builder = PlanBuilder(
      flat.analysis, flat.options(options), isConcurrent: isConcurrent, done: flat.calls(of: done))
    try builder.addLayers()
    // Each may be as large as an address space; all of them must be counted in 64 bits, too.
    var floats = 0
    for buffer in builder.buffers {
      let (sum, overflow) = floats.addingReportingOverflow(buffer.count + 16)
      if overflow || sum > Int.max / 8 { throw .tooLarge(layer: flat.name) }
      floats = sum
    }
    return (builder, ArenaLayout(builder.buffers))
  }

  /// Refuses a model that can't be run, or for which there isn't enough memory, before anything is
  /// allocated; quick, as nothing is packed.
  ///
  /// - Throws: `PlanError`, as the plan itself would.
  public static func checkMemory(
    of analysis: ModelAnalysis, options: PlanOptions
  ) throws(PlanError) {
    _ = try draft(analysis, options)
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
  /// The bytes that the step has to read and to write at least: inputs, weights and outputs, each once.
  public let bytes: Int

  /// The transform of a convolution by Winograd's algorithm, such as `F(6x6, 3x3)` for 6x6 outputs at
  /// a time; nil where products are those of the definition.
  public var transform: String? {
    kernels.lazy.compactMap { ($0 as? WinogradKernel)?.tile.description }.first
  }
}
