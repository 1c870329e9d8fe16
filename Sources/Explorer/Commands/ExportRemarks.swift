import GraphCore
import ModelFiles

extension ExportFormat {
  /// What a file in this format lacks of the model, or has in another way than the user may think: a
  /// line each, to follow the file's name.
  func remarks(on model: LoadedModel) -> [String] {
    guard self == .keras || self == .weights else { return [] }
    var remarks: [String] = []
    let missing = model.unknownWeights
    if !missing.isEmpty {
      remarks.append(
        "is without the weights of \(missing.joined(separator: ", ")), of a class unknown here; "
          + "Keras refuses the file if there are any")
    }
    let moved = model.carriedElsewhere
    if !moved.isEmpty {
      remarks.append(
        "has the weights of \(moved.joined(separator: ", ")), of a class unknown here, as they "
          + "were, but the input has another shape; Keras may refuse them")
    }
    if model.given?.rest.hasOptimizer == true {
      remarks.append("is without the optimizer's state, so that training starts with a new one")
    }
    return remarks
  }
}

extension LoadedModel {
  /// The layers of unknown classes that may have weights of which nothing is known.
  fileprivate var unknownWeights: [String] {
    opaqueLayers.compactMap { call, layer in
      let name = analysis.graph[layer.id].name
      guard let given, given.origin.graph.calls(of: layer.id).isEmpty == false else {
        // Made up as far as the class is known.
        return layer.operation.weightsPerChannel == nil ? name : nil
      }
      return given.rest.leftOut.contains(given.origin.graph[layer.id].name) ? name : nil
    }
  }

  /// The layers of unknown classes whose weights are carried along, while their input has changed.
  fileprivate var carriedElsewhere: [String] {
    guard let given else { return [] }
    let carried = Set(given.rest.carried.map(\.layer))
    return opaqueLayers.compactMap { call, layer in
      guard carried.contains(layer.id),
        let before = given.origin.graph.calls(of: layer.id).first
      else { return nil }
      let new = analysis.graph[call].inputs.map { analysis.shape(of: $0) }
      let old = given.origin.graph[before].inputs.map { given.origin.shape(of: $0) }
      return new == old ? nil : analysis.graph[layer.id].name
    }
  }

  /// The first call of each layer of an unknown class.
  private var opaqueLayers: [(call: NodeID, layer: (id: LayerID, operation: OpaqueLayer))] {
    var seen: Set<LayerID> = []
    return analysis.order.compactMap { call in
      let layer = analysis.graph[call].layer
      guard case .opaque(let operation) = analysis.graph[layer].operation,
        seen.insert(layer).inserted
      else { return nil }
      return (call, (layer, operation))
    }
  }
}
