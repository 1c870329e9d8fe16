import GraphCore

/// A plan before its weights are there: the places of all outputs, the stages of all steps, and how
/// convolutions are computed.
///
/// It takes memory for the number of layers, not for their sizes: whether a model can be run is known
/// before its input is made.
public struct PlanDraft {
  /// The model.
  public let analysis: ModelAnalysis
  /// How it is run.
  public let options: PlanOptions

  let flat: FlatGraph
  let builder: PlanBuilder
  let layout: ArenaLayout
  let tiles: [LayerID: WinogradTile]

  /// Steps share stages if all memory grows by no more than this part of it.
  private static let mostGrowth = 20

  /// Drafts a plan of a model.
  ///
  /// - Throws: `PlanError` for a model that can't be run, or for which there isn't enough memory.
  public init(_ analysis: ModelAnalysis, options: PlanOptions = PlanOptions()) throws(PlanError) {
    try self.init(analysis, options: options, done: [])
  }

  /// Drafts a plan of those calls of a model that an earlier pass has not done.
  init(
    _ analysis: ModelAnalysis, options: PlanOptions, done: Set<NodeID>
  ) throws(PlanError) {
    self.analysis = analysis
    self.options = options
    flat = try FlatGraph(analysis)
    var (builder, layout) = try Self.place(flat, options, isConcurrent: false, done: done)
    let (least, overflow) = analysis.totals.weightBytes.addingReportingOverflow(layout.count * 4)
    let bound = options.memory.map { overflow ? 0 : $0.bytes(least: least) } ?? .max
    if let memory = options.memory, overflow || least > bound {
      throw .bound(memory, least: overflow ? .max : least)
    }
    // The steps of a nested model are one step, so they can't be mixed with others.
    if options.mode == .fast, !flat.hasNestedModels {
      let concurrent = try Self.place(flat, options, isConcurrent: true, done: done)
      // Branches side by side keep more outputs alive.
      let all = layout.count + analysis.totals.weightBytes / 4
      let growth = min(all / Self.mostGrowth, (bound - least) / 4)
      if concurrent.layout.count <= layout.count + growth { (builder, layout) = concurrent }
    }
    // Where the bytes can't be counted, the check below refuses the model.
    let spare = overflow ? 0 : bound - analysis.totals.weightBytes - layout.count * 4
    let transforms =
      options.candidate.map { TransformChoice.numbered(builder.transformChoices, $0) }
      ?? TransformChoice.fastest(builder.transformChoices, within: spare)
    (self.builder, self.layout, tiles) = (builder, layout, transforms.tiles)
    try checkMemory(transformed: transforms.bytes)
  }

  /// Refuses what doesn't fit into memory.
  ///
  /// - Parameter transformed: the bytes of transformed weights beyond the layers' own.
  private func checkMemory(transformed: Int) throws(PlanError) {
    guard let available = SystemMemory.availableBytes else { return }
    let (weights, isTooMuch) = analysis.totals.weightBytes.addingReportingOverflow(transformed)
    // At most a half and a quarter of what 64 bits count.
    let activations = layout.count * 4 + builder.tableBytes
    if isTooMuch || weights > available || activations > available - weights {
      throw .memory(
        weights: isTooMuch ? .max : weights, activations: activations, available: available)
    }
  }

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
    if builder.tableBytes > Int.max / 4 { throw .tooLarge(layer: flat.name) }
    return (builder, ArenaLayout(builder.buffers))
  }
}
