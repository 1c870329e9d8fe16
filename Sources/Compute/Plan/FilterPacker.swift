import GraphCore
import KernelABI

/// What tells packed weights apart: the same key means the same bytes.
struct FilterKey: Hashable, Sendable {
  /// Which weights, and which version of them.
  var weights: [String]
  /// The kernel's shape in Keras' layout.
  var shape: [Int]
  /// Which part of the kernel, and in which order.
  var part: String
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
  /// The transforms of those convolutions that are computed by Winograd's algorithm.
  let tiles: [LayerID: WinogradTile]
  /// The packed weights of an earlier plan.
  let previous: [FilterKey: PackedFilters]
  /// All that was packed for this plan.
  private(set) var filters: [FilterKey: PackedFilters] = [:]

  init(
    analysis: ModelAnalysis, weights: Weights, kernels: KernelTable,
    instructionSet: InstructionSet, tiles: [LayerID: WinogradTile],
    previous: [FilterKey: PackedFilters]
  ) {
    self.analysis = analysis
    self.weights = weights
    self.kernels = kernels
    self.instructionSet = instructionSet
    self.tiles = tiles
    self.previous = previous
  }

  /// The packed kernel and bias of a call's layer, for a range of output channels.
  ///
  /// - Parameter name: the weight that holds the kernel, output channels last.
  mutating func filters(
    for node: NodeID, kernel name: String = "kernel", columns: Range<Int>,
    _ fusion: Fusion? = nil, tile: WinogradTile? = nil
  ) throws(PlanError) -> PackedFilters {
    let kernel = try specification(name, of: node)
    let shape = kernel.shape
    return try packed(node, kernel, part: "\(columns) \(tile?.description ?? "")", fusion) {
      packer throws(PlanError) in
      let affine = try packer.affine(of: fusion, columns: shape.last ?? 0)
      return PackedFilters(
        kernels: packer.kernels, kernel: try packer.elements(of: kernel, node),
        bias: try packer.values("bias", of: node), depth: shape.dropLast().reduce(1, *),
        stride: shape.last ?? 1, columns: columns, scale: affine?.scale, shift: affine?.shift,
        tile: tile)
    }
  }

  /// The packed kernel and bias of a convolution of each channel by itself.
  ///
  /// - Parameter hasBias: whether the layer's bias belongs to this kernel.
  mutating func depthwiseFilters(
    for node: NodeID, kernel name: String = "kernel", hasBias: Bool = true,
    _ fusion: Fusion? = nil
  ) throws(PlanError) -> PackedFilters {
    let kernel = try specification(name, of: node)
    // Height, width, input channels and outputs of each; of groups that are channels: 1 and outputs.
    let channels = kernel.shape.dropFirst(2).reduce(1, *)
    return try packed(node, kernel, part: "depthwise", fusion) { packer throws(PlanError) in
      let affine = try packer.affine(of: fusion, columns: channels)
      return PackedFilters(
        depthwise: try packer.elements(of: kernel, node),
        bias: hasBias ? try packer.values("bias", of: node) : nil, channels: channels,
        scale: affine?.scale, shift: affine?.shift, padding: packer.kernels.vectorWidth)
    }
  }

  /// The packed kernel of a phase of a transposed convolution.
  mutating func transposedFilters(
    for node: NodeID, _ rows: TransposedAxis.Phase, _ columns: TransposedAxis.Phase
  ) throws(PlanError) -> PackedFilters {
    let kernel = try specification("kernel", of: node)
    return try packed(node, kernel, part: "phase \(rows.phase) \(columns.phase)", nil) {
      packer throws(PlanError) in
      let (filters, channels) = (kernel.shape[2], kernel.shape[3])
      let elements = try packer.elements(of: kernel, node)
      var taps: [Float] = []
      taps.reserveCapacity(rows.taps.count * columns.taps.count * filters * channels)
      for ky in rows.taps {
        for kx in columns.taps {
          let tap = (ky * kernel.shape[1] + kx) * filters * channels
          for channel in 0..<channels {
            for filter in 0..<filters { taps.append(elements[tap + filter * channels + channel]) }
          }
        }
      }
      return PackedFilters(
        kernels: packer.kernels, kernel: taps, bias: try packer.values("bias", of: node),
        depth: rows.taps.count * columns.taps.count * channels, stride: filters,
        columns: 0..<filters)
    }
  }

  /// What was packed before, or what `pack` makes.
  private mutating func packed(
    _ node: NodeID, _ kernel: WeightSpecification, part: String, _ fusion: Fusion?,
    _ pack: (FilterPacker) throws(PlanError) -> PackedFilters
  ) throws(PlanError) -> PackedFilters {
    let layer = analysis.graph.name(of: node)
    var identities = [weights.identity(layer: layer, weight: kernel.name)]
    if analysis.weights(of: node).contains(where: { $0.name == "bias" }) {
      identities.append(weights.identity(layer: layer, weight: "bias"))
    }
    if let fusion { identities += foldedWeights(of: fusion) }
    let key = FilterKey(
      weights: identities, shape: kernel.shape, part: part, instructionSet: instructionSet)
    if let packed = filters[key] ?? previous[key] {
      filters[key] = packed
      return packed
    }
    let packed = try pack(self)
    filters[key] = packed
    return packed
  }

  private func specification(
    _ name: String, of node: NodeID
  ) throws(PlanError) -> WeightSpecification {
    if let weight = analysis.weights(of: node).first(where: { $0.name == name }) { return weight }
    throw .unsupported(
      layer: analysis.graph.name(of: node), className: analysis.graph.operation(of: node).className,
      reason: "it has no weight '\(name)'")
  }

  private func elements(
    of weight: WeightSpecification, _ node: NodeID
  ) throws(PlanError) -> [Float] {
    try weights.elements(of: weight, layer: analysis.graph.name(of: node))
  }

  /// The elements of a weight; nil when the layer has none of that name.
  func values(_ name: String, of node: NodeID) throws(PlanError) -> [Float]? {
    guard let weight = analysis.weights(of: node).first(where: { $0.name == name }) else {
      return nil
    }
    return try elements(of: weight, node)
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
  private func affine(of fusion: Fusion?, columns: Int) throws(PlanError) -> ChannelAffine? {
    guard let fusion else { return nil }
    if let node = fusion.normalization { return try affine(of: node, factor: fusion.factor) }
    if fusion.factor == 1 { return nil }
    return ChannelAffine(
      scale: Array(repeating: Float(fusion.factor), count: columns),
      shift: Array(repeating: 0, count: columns))
  }
}
