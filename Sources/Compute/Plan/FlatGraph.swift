import GraphCore

/// What is planned: the model, with the layers of nested models in the place of their calls.
struct FlatGraph {
  /// The calls that are planned.
  let analysis: ModelAnalysis
  private let whole: ModelAnalysis
  /// Where the calls come from; nil when no model is nested.
  private let flat: FlatModel?

  init(_ analysis: ModelAnalysis) throws(PlanError) {
    whole = analysis
    guard analysis.hasNestedModels else {
      flat = nil
      self.analysis = analysis
      return
    }
    do throws(GraphError) {
      let flat = try analysis.flattened()
      self.flat = flat
      self.analysis = flat.analysis
    } catch {
      throw PlanError(error, in: analysis)
    }
  }

  /// Whether calls of nested models are planned layer by layer.
  var hasNestedModels: Bool { flat != nil }

  /// The model's name.
  var name: String { whole.graph.name }

  /// The options in terms of the planned calls.
  func options(_ options: PlanOptions) -> PlanOptions {
    guard let flat else { return options }
    var options = options
    options.keep = Set(options.keep.compactMap { flat.result(of: $0) })
    return options
  }

  /// The planned calls of some of the model's own calls.
  func calls(of nodes: Set<NodeID>) -> Set<NodeID> {
    guard let flat else { return nodes }
    return Set(analysis.order.filter { nodes.contains(flat.origin(of: $0)) })
  }

  /// The model's own calls of planned calls that give their outputs.
  func given(
    _ given: [(node: NodeID, placement: Placement)]
  ) -> [(node: NodeID, placement: Placement)] {
    guard let flat else { return given }
    let nodes = Dictionary(
      whole.order.compactMap { node in flat.result(of: node).map { ($0, node) } },
      uniquingKeysWith: { first, _ in first })
    return given.compactMap { given in nodes[given.node].map { ($0, given.placement) } }
  }

  /// The steps in terms of the model's own calls: one for each, as the calls of a nested model follow
  /// each other.
  func steps(_ steps: [PlanStep]) -> [PlanStep] {
    guard let flat else { return steps }
    var result: [PlanStep] = []
    var hosts: Set<NodeID> = []
    for (index, step) in steps.enumerated() {
      let node = flat.origin(of: step.node)
      let host = step.fusedInto.map { flat.origin(of: $0) }
      if let last = result.last, last.node == node {
        result[result.count - 1] = PlanStep(
          node: node, kernels: last.kernels + step.kernels, fusedInto: nil,
          bytes: last.bytes + step.bytes)
      } else {
        hosts = []
        result.append(
          PlanStep(node: node, kernels: step.kernels, fusedInto: nil, bytes: step.bytes))
      }
      // A nested model is done with another layer when all its layers are done with that one.
      if let host, host != node { hosts.insert(host) } else { hosts.insert(node) }
      let isLast = index + 1 == steps.count || flat.origin(of: steps[index + 1].node) != node
      if isLast, hosts.count == 1, let only = hosts.first, only != node {
        let all = result[result.count - 1]
        result[result.count - 1] = PlanStep(
          node: node, kernels: all.kernels, fusedInto: only, bytes: all.bytes)
      }
    }
    return result
  }

  /// The model's inputs in its own order.
  func inputs(
    _ inputs: [(node: NodeID, placement: Placement)]
  ) -> [(node: NodeID, placement: Placement)] {
    let placements = Dictionary(uniqueKeysWithValues: inputs.map { ($0.node, $0.placement) })
    return whole.graph.inputs.compactMap { node in
      let planned = flat.map { $0.result(of: node) } ?? node
      return planned.flatMap { placements[$0] }.map { (node, $0) }
    }
  }

  /// The outputs that are kept, by the model's own calls.
  func kept(_ kept: [NodeID: Placement]) -> [NodeID: Placement] {
    guard let flat else { return kept }
    var result: [NodeID: Placement] = [:]
    for node in whole.order {
      if let planned = flat.result(of: node), let placement = kept[planned] {
        result[node] = placement
      }
    }
    return result
  }
}

extension PlanError {
  /// Why the nested models of a model cannot be taken apart layer by layer.
  init(_ error: GraphError, in model: ModelAnalysis) {
    switch error {
    case .overflow(let layer, _): self = .tooLarge(layer: layer)
    default:
      self = .unsupported(
        layer: model.graph.name, className: NestedModel.className, reason: error.description)
    }
  }
}
