import GraphCore
import KernelABI

/// What tells packed weights apart: the same key means the same bytes.
struct FilterKey: Hashable, Sendable {
  /// Which weights, and which version of them.
  var weights: [String]
  /// The kernel's shape in Keras' layout.
  var shape: [Int]
  /// The output channels.
  var columns: Range<Int>
  /// How the weights are transformed, or nil.
  var transform: String?
  /// The instructions that the order is made for.
  var instructionSet: InstructionSet
}

/// Packs the weights of a plan, or takes them from an earlier plan.
struct FilterPacker {
  /// The model.
  let analysis: ModelAnalysis
  /// The weights.
  let weights: Weights
  /// The kernels that pack.
  let kernels: KernelTable
  /// The instructions that the order is made for.
  let instructionSet: InstructionSet
  /// The packed weights of an earlier plan.
  let previous: [FilterKey: PackedFilters]
  /// All that was packed for this plan.
  private(set) var filters: [FilterKey: PackedFilters] = [:]

  init(
    analysis: ModelAnalysis, weights: Weights, kernels: KernelTable,
    instructionSet: InstructionSet, previous: [FilterKey: PackedFilters]
  ) {
    self.analysis = analysis
    self.weights = weights
    self.kernels = kernels
    self.instructionSet = instructionSet
    self.previous = previous
  }

  /// The packed kernel and bias of a call's layer, for a range of output channels.
  mutating func filters(
    for node: NodeID, columns: Range<Int>, _ fusion: Fusion? = nil, tile: WinogradTile? = nil
  ) throws(PlanError) -> PackedFilters {
    let layer = analysis.graph.name(of: node)
    let specifications = analysis.weights(of: node)
    guard let kernel = specifications.first(where: { $0.name == "kernel" }) else {
      throw .unsupported(
        layer: layer, className: analysis.graph.operation(of: node).className,
        reason: "it has no kernel")
    }
    let bias = specifications.first { $0.name == "bias" }
    var identities = specifications.map { weights.identity(layer: layer, weight: $0.name) }
    if let fusion { identities += foldedWeights(of: fusion) }
    let key = FilterKey(
      weights: identities, shape: kernel.shape, columns: columns,
      transform: tile?.description, instructionSet: instructionSet)
    if let packed = filters[key] ?? previous[key] {
      filters[key] = packed
      return packed
    }
    let elements = try weights.elements(of: kernel, layer: layer)
    var biases: [Float]?
    if let bias { biases = try weights.elements(of: bias, layer: layer) }
    var affine: ChannelAffine?
    if let fusion { affine = try self.affine(of: fusion, columns: kernel.shape.last ?? 0) }
    let packed = PackedFilters(
      kernels: kernels, kernel: elements, bias: biases,
      depth: kernel.shape.dropLast().reduce(1, *), stride: kernel.shape.last ?? 1,
      columns: columns, scale: affine?.scale, shift: affine?.shift, tile: tile)
    filters[key] = packed
    return packed
  }

  /// What tells apart what is folded into the weights.
  private func foldedWeights(of fusion: Fusion) -> [String] {
    var identities = ["times \(fusion.factor)"]
    guard let node = fusion.normalization else { return identities }
    let name = analysis.graph.name(of: node)
    for weight in analysis.weights(of: node) {
      identities.append(weights.identity(layer: name, weight: weight.name))
    }
    identities.append("\(analysis.graph.operation(of: node))")
    return identities
  }

  /// What is folded into the weights: a normalization and a factor.
  private func affine(of fusion: Fusion, columns: Int) throws(PlanError) -> ChannelAffine? {
    if let node = fusion.normalization { return try affine(of: node, factor: fusion.factor) }
    if fusion.factor == 1 { return nil }
    return ChannelAffine(
      scale: Array(repeating: Float(fusion.factor), count: columns),
      shift: Array(repeating: 0, count: columns))
  }
}
