import GraphCore

/// The weights of an edited model, from those of the model before the edits.
///
/// Weights that still fit stay. Others are sliced or padded: a layer with fewer filters keeps the
/// first or the largest ones, and whatever reads it keeps the input channels that belong to them,
/// through normalizations, sums and concatenations. Channels that a convolution reads or makes in
/// groups stay in their groups, as many in each. Windows keep their middle. What is new comes from the
/// fill.
public struct WeightFit: Sendable {
  /// The weights.
  public private(set) var weights: Weights
  /// The layers whose weights are not what they were, in Keras' order.
  public private(set) var changes: [WeightChange] = []

  /// Fits weights to a model.
  ///
  /// - Parameters:
  ///   - given: weights that fit `old`, all of them given.
  ///   - old: the model that the weights belong to.
  ///   - new: the model after any number of edits; layers are recognized by their identifiers.
  /// - Throws: `PlanError.weightSize` when the given weights do not fit `old`.
  public init(
    _ given: Weights, from old: ModelAnalysis, to new: ModelAnalysis, keep: FilterSelection = .first
  ) throws(PlanError) {
    weights = Weights(fill: given.fill, seed: given.seed)
    let pair = try ModelPair(old, new)
    let origins = ChannelOrigins(
      from: pair.old, to: pair.new, before: pair.callsBefore, keep: keep
    ) { layer in
      guard let call = pair.firstCall[layer] else { return nil }
      let name = pair.old.graph[layer].name
      return LayerAxes.norms(
        of: pair.old.graph[layer].operation, pair.old.weights(of: call)
      ) { weight in
        try? given.elements(of: weight, layer: name)
      }
    }
    var seen: Set<LayerID> = []
    for call in pair.new.order {
      let layer = pair.new.graph[call].layer
      guard seen.insert(layer).inserted, !pair.new.weights(of: call).isEmpty else { continue }
      // What a class that is not known stores goes from file to file as it is.
      if case .opaque = pair.new.graph[layer].operation { continue }
      guard let before = pair.layersBefore[layer].flatMap({ pair.firstCall[$0] }) else {
        changes.append(
          WeightChange(
            layer: pair.outerLayer(of: call), name: pair.new.graph[layer].name, kind: .new))
        continue
      }
      try fit(given, pair, before, call, origins, keep)
    }
  }

  /// Weights of a model that was not edited.
  public init(unchanged weights: Weights) { self.weights = weights }

  /// Fits the weights of one layer.
  private mutating func fit(
    _ given: Weights, _ pair: ModelPair, _ before: NodeID, _ call: NodeID,
    _ origins: ChannelOrigins, _ keep: FilterSelection
  ) throws(PlanError) {
    let (old, new) = (pair.old, pair.new)
    let (layer, oldLayer) = (new.graph[call].layer, old.graph[before].layer)
    let (name, oldName) = (new.graph[layer].name, old.graph[oldLayer].name)
    let input = origins.inputMap(of: call, before: before)
    let output = origins.outputMap(of: call)
    let axes = LayerAxes(
      operation: new.graph[layer].operation, input: input, output: output)
    var oldWeights: [String: WeightSpecification] = [:]
    for weight in old.weights(of: before) { oldWeights[weight.name] = weight }
    var change = WeightChange(layer: pair.outerLayer(of: call), name: name, kind: .fitted)
    for weight in new.weights(of: call) {
      guard let own = oldWeights[weight.name] else {
        change.added.append(weight.name)
        continue
      }
      if let map = axes.groupedMap(of: weight, old: own, before: old.graph[oldLayer].operation) {
        if map.isIdentity, weights.take(weight.name, of: name, from: given, as: oldName) {
          continue
        }
        var elements = try weights.elements(of: weight, layer: name)
        map.copy(try given.elements(of: own, layer: oldName), into: &elements)
        weights.set(elements, layer: name, weight: weight.name)
        change.resized.append(
          .init(weight.name, own.shape, weight.shape, map.axes))
        continue
      }
      let maps = axes.maps(of: weight, old: own.shape)
      guard maps.count == weight.shape.count else {
        change.added.append(weight.name)
        continue
      }
      if maps.allSatisfy(\.isIdentity),
        weights.take(weight.name, of: name, from: given, as: oldName)
      {
        continue
      }
      var elements = try weights.elements(of: weight, layer: name)
      ChannelMap.copy(try given.elements(of: own, layer: oldName), maps, into: &elements)
      weights.set(elements, layer: name, weight: weight.name)
      change.resized.append(
        .init(weight.name, own.shape, weight.shape, axes.changed(of: weight, maps)))
    }
    guard !change.added.isEmpty || !change.resized.isEmpty else { return }
    change.input = input.map { .init($0) }
    change.output = output.map { .init($0) }
    change.selection = keep
    change.isWindow =
      old.graph[oldLayer].operation.value(of: "kernel_size")
      != new.graph[layer].operation.value(of: "kernel_size")
    changes.append(change)
  }
}
