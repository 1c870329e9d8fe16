import GraphCore

/// A layer whose kernel can do other layers' work on the way out.
struct FusionHost {
  /// Its own activation: none or relu.
  var activation: Activation
  /// Whether the kernel can add a map.
  var addsMaps: Bool

  /// The host that a layer is; nil when it is none.
  init?(_ operation: Operation) {
    switch operation {
    case .conv2D(let layer): (activation, addsMaps) = (layer.activation, true)
    case .separableConv2D(let layer): (activation, addsMaps) = (layer.activation, true)
    case .dense(let layer): (activation, addsMaps) = (layer.activation, true)
    case .depthwiseConv2D(let layer): (activation, addsMaps) = (layer.activation, false)
    default: return nil
    }
    guard activation == .linear || activation == .relu else { return nil }
  }
}

/// The layers behind a convolution whose work its kernel does on the way out.
///
///     convolution -> BatchNormalization -> Activation(relu)
///     convolution -> CustomScaleLayer or Add with another operand -> Activation(relu)
struct Fusion: Sendable {
  /// The normalization that is folded into the weights.
  var normalization: NodeID?
  /// A factor that is folded into the weights.
  var factor = 1.0
  /// Whether relu comes before the addend.
  var reluBefore = false
  /// The call whose output is added.
  var addend: NodeID?
  /// The first channel of the addend that is added.
  var addendOffset = 0
  /// Whether relu comes last.
  var reluAfter = false
  /// The call whose output is written.
  var output: NodeID
  /// All calls whose work is done.
  var absorbed: [NodeID] = []

  /// The fusions of a model, by their convolutions.
  ///
  /// - Parameter isKept: whether a call's output is to be read after the run, so that it must exist.
  static func fusions(
    of analysis: ModelAnalysis, slices: [NodeID: ConcatenationSlice],
    isKept: (NodeID) -> Bool
  ) -> [NodeID: Fusion] {
    let positions = completion(of: analysis, slices)
    var fusions: [NodeID: Fusion] = [:]
    var taken: Set<NodeID> = []
    for node in analysis.order {
      guard let host = FusionHost(analysis.graph.operation(of: node)) else { continue }
      var fusion = Fusion(output: node)
      fusion.reluAfter = host.activation == .relu
      while !isKept(fusion.output), let next = onlyConsumer(of: fusion.output, analysis),
        !taken.contains(next),
        fusion.absorb(next, host, analysis, before: positions[node] ?? 0, positions)
      {
        taken.insert(next)
        fusion.absorbed.append(next)
        fusion.output = next
      }
      if !fusion.absorbed.isEmpty { fusions[node] = fusion }
    }
    return fusions
  }

  /// The position in the order after which an output is complete.
  ///
  /// A concatenation into which all inputs are written directly is complete with the last of them.
  private static func completion(
    of analysis: ModelAnalysis, _ slices: [NodeID: ConcatenationSlice]
  ) -> [NodeID: Int] {
    var positions: [NodeID: Int] = [:]
    for (position, node) in analysis.order.enumerated() {
      positions[node] = position
      let inputs = analysis.graph[node].inputs
      if ConcatenationSlice.isWritten(by: inputs, node, slices) {
        positions[node] = inputs.compactMap { positions[$0] }.max() ?? position
      }
    }
    return positions
  }

  static func onlyConsumer(of node: NodeID, _ analysis: ModelAnalysis) -> NodeID? {
    let consumers = analysis.graph.consumers(of: node)
    guard consumers.count == 1, let consumer = consumers.first,
      analysis.graph[consumer].inputs.filter({ $0 == node }).count == 1
    else { return nil }
    return consumer
  }

  /// Takes over the work of the next call; false when it is of a kind that the kernel can't do there.
  private mutating func absorb(
    _ next: NodeID, _ host: FusionHost, _ analysis: ModelAnalysis, before position: Int,
    _ positions: [NodeID: Int]
  ) -> Bool {
    switch analysis.graph.operation(of: next) {
    case .batchNormalization(let layer):
      let rank = analysis.shape(of: next).rank
      guard normalization == nil, addend == nil, !reluBefore, !reluAfter, factor == 1,
        layer.axis == -1 || layer.axis == rank
      else { return false }
      normalization = next
      return true
    case .activation(let layer):
      guard layer.activation == .relu, !reluAfter else { return false }
      reluAfter = true
      return true
    case .relu(let layer):
      guard layer == ReLU(), !reluAfter else { return false }
      reluAfter = true
      return true
    case .merge(let layer):
      let operands = analysis.graph[next].inputs
      guard host.addsMaps, layer.function == .add, addend == nil, operands.count == 2,
        let other = operands.first(where: { $0 != output }),
        canAdd(other, to: next, analysis, position, positions)
      else { return false }
      addend = other
      reluBefore = reluAfter
      reluAfter = false
      return true
    case .customScale(let layer):
      let operands = analysis.graph[next].inputs
      guard host.addsMaps, addend == nil, !reluAfter, operands.count == 2, operands[1] == output,
        canAdd(operands[0], to: next, analysis, position, positions)
      else { return false }
      factor *= layer.scale
      addend = operands[0]
      return true
    default:
      return false
    }
  }

  /// Whether an operand is there before the convolution runs and has the sum's shape.
  private func canAdd(
    _ operand: NodeID, to sum: NodeID, _ analysis: ModelAnalysis, _ position: Int,
    _ positions: [NodeID: Int]
  ) -> Bool {
    guard let other = positions[operand], other < position else { return false }
    let shape = analysis.shape(of: sum)
    return analysis.shape(of: operand) == shape && analysis.shape(of: output) == shape
  }
}
