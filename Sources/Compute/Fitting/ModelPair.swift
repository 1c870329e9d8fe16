import GraphCore

/// A model before and after edits, layer by layer: layers of nested models in the place of their calls.
struct ModelPair {
  /// The model before the edits.
  let old: ModelAnalysis
  /// The model after them.
  let new: ModelAnalysis
  /// For a call of `new` the same call of `old`, for those that were there.
  private(set) var callsBefore: [NodeID: NodeID] = [:]
  /// For a layer of `new` the same layer of `old`, for those that were there.
  private(set) var layersBefore: [LayerID: LayerID] = [:]
  /// The first call of each layer of `old`.
  private(set) var firstCall: [LayerID: NodeID] = [:]
  private let flatNew: FlatModel?

  /// Pairs the calls of two models.
  ///
  /// They are recognized by their identifiers; those inside nested models by the identifiers of all
  /// calls that lead to them.
  init(_ old: ModelAnalysis, _ new: ModelAnalysis) throws(PlanError) {
    let hasNested = old.hasNestedModels || new.hasNestedModels
    let flatOld = hasNested ? try Self.flattened(old) : nil
    let flatNew = hasNested ? try Self.flattened(new) : nil
    self.old = flatOld?.analysis ?? old
    self.new = flatNew?.analysis ?? new
    self.flatNew = flatNew
    var calls: [[NodeID]: NodeID] = [:]
    var layers: [[LayerID]: LayerID] = [:]
    for call in self.old.order {
      let layer = self.old.graph[call].layer
      calls[flatOld?.path(of: call) ?? [call]] = call
      layers[flatOld?.layerPath(of: call) ?? [layer]] = layer
      if firstCall[layer] == nil { firstCall[layer] = call }
    }
    for call in self.new.order {
      let layer = self.new.graph[call].layer
      callsBefore[call] = calls[flatNew?.path(of: call) ?? [call]]
      layersBefore[layer] = layers[flatNew?.layerPath(of: call) ?? [layer]]
    }
  }

  private static func flattened(_ model: ModelAnalysis) throws(PlanError) -> FlatModel {
    do throws(GraphError) {
      return try model.flattened()
    } catch {
      throw PlanError(error, in: model)
    }
  }

  /// The layer of the whole model after the edits that a call of `new` belongs to.
  func outerLayer(of call: NodeID) -> LayerID {
    flatNew?.layerPath(of: call).first ?? new.graph[call].layer
  }
}
