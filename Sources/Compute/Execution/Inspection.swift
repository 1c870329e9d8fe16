import GraphCore

/// The outputs of all layers of a model, of which an edit computes anew only what it changes.
///
/// An output is taken over when its layer, the layer's weights and all that it depends on are the same
/// as before. It stays in the memory of the pass that computed it.
public struct Inspection: Sendable {
  /// The model.
  public let analysis: ModelAnalysis
  /// The calls that were computed for this inspection; the others were taken over.
  public let computed: Set<NodeID>

  private let inputs: [Tensor]
  private let options: PlanOptions
  private let weights: [NodeID: [String]]
  /// The pass that has the output of each call.
  fileprivate let results: [NodeID: PassResult]

  /// The output of a call, with batch 1.
  public func tensor(of node: NodeID) -> Tensor? { results[node]?.tensor(of: node) }

  fileprivate init(
    _ request: InspectionRequest, unchanged: Set<NodeID>, previous: Inspection?,
    result: PassResult
  ) {
    analysis = request.analysis
    inputs = request.inputs
    options = request.options
    weights = request.identities
    computed = Set(request.analysis.order).subtracting(unchanged)
    var results: [NodeID: PassResult] = [:]
    for node in request.analysis.order {
      results[node] = unchanged.contains(node) ? previous?.results[node] : result
    }
    self.results = results
  }

  /// The calls of a model whose outputs are here already.
  fileprivate func unchanged(for request: InspectionRequest) -> Set<NodeID> {
    guard options == request.options else { return [] }
    let (old, new) = (analysis.graph, request.analysis.graph)
    let oldInputs = Dictionary(uniqueKeysWithValues: zip(old.inputs, inputs))
    let newInputs = Dictionary(uniqueKeysWithValues: zip(new.inputs, request.inputs))
    var unchanged: Set<NodeID> = []
    for node in request.analysis.order {
      guard results[node] != nil, old.contains(node),
        old.operation(of: node) == new.operation(of: node),
        old[node].inputs == new[node].inputs, new[node].inputs.allSatisfy(unchanged.contains),
        weights[node] == request.identities[node], oldInputs[node] == newInputs[node]
      else { continue }
      unchanged.insert(node)
    }
    return unchanged
  }
}

/// What is to be inspected.
private struct InspectionRequest {
  var analysis: ModelAnalysis
  var inputs: [Tensor]
  var options: PlanOptions
  /// What tells the weights of each call apart.
  var identities: [NodeID: [String]]

  init(_ analysis: ModelAnalysis, _ weights: Weights, _ inputs: [Tensor], _ options: PlanOptions) {
    self.analysis = analysis
    self.inputs = inputs
    self.options = options
    identities = [:]
    for node in analysis.order {
      let layer = analysis.graph.name(of: node)
      identities[node] = analysis.weights(of: node).map {
        weights.identity(layer: layer, weight: $0.name)
      }
    }
  }
}

extension Executor {
  /// Computes the outputs of all layers, and takes over from an earlier inspection what is the same.
  ///
  /// - Parameters:
  ///   - draft: the model, drafted in the mode `.inspect`.
  ///   - inputs: a tensor for each of the model's inputs, in their order.
  ///   - planning: looks on while weights are packed.
  ///   - first: a call whose output is wanted before all others.
  ///   - reached: takes that output once it is there, while the pass goes on.
  /// - Throws: `PlanError` or `ExecutorError`.
  public func inspect(
    _ draft: PlanDraft, weights: Weights, inputs: [Tensor], reusing previous: Inspection? = nil,
    cancellation: Cancellation = Cancellation(), planning: Plan.StepObserver = { _, _, _ in },
    first: NodeID? = nil, reached: @escaping (Tensor) -> Void = { _ in },
    progress: ((RunProgress) -> Void)? = nil
  ) throws -> Inspection {
    let (analysis, options) = (draft.analysis, draft.options)
    precondition(options.mode == .inspect, "an inspection keeps the outputs of all layers")
    guard inputs.count == analysis.graph.inputs.count else {
      throw ExecutorError.inputCount(expected: analysis.graph.inputs.count, received: inputs.count)
    }
    let request = InspectionRequest(analysis, weights, inputs, options)
    let unchanged = previous?.unchanged(for: request) ?? []
    let rest =
      unchanged.isEmpty ? draft : try PlanDraft(analysis, options: options, done: unchanged)
    let plan = try Plan(rest, weights: weights, step: planning)
    let early = first.map { node in
      FirstOutput(node: node) { pass in
        if let tensor = pass.tensor(of: node) { reached(tensor) }
      }
    }
    let given = Dictionary(uniqueKeysWithValues: zip(analysis.graph.inputs, inputs))
    if let first {
      let taken = unchanged.contains(first) ? previous?.tensor(of: first) : nil
      if let tensor = given[first] ?? taken { reached(tensor) }
    }
    let result = try run(
      plan, inputs: plan.inputs.compactMap { given[$0.node] }, earlier: previous?.results ?? [:],
      first: early, cancellation: cancellation, progress: progress)
    return Inspection(request, unchanged: unchanged, previous: previous, result: result)
  }
}
