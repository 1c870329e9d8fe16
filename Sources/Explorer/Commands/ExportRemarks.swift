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
        "is without the weights of \(missing.joined(separator: ", ")), as the class or the input is "
          + "unknown here; Keras refuses the file if there are any")
    }
    let carried = model.carriedElsewhere
    for (names, what) in [
      (carried.edited, "has changed"), (carried.moved, "gets an input of another shape"),
    ] where !names.isEmpty {
      remarks.append(
        "has the weights of \(names.joined(separator: ", ")) as they were, though the layer "
          + "\(what); Keras refuses them if they have another shape now")
    }
    if model.given?.rest.hasOptimizer == true {
      remarks.append("is without the optimizer's state, so that training starts with a new one")
    }
    return remarks
  }
}

extension LoadedModel {
  /// The layers that may have weights of which nothing is known.
  fileprivate var unknownWeights: [String] {
    layers.compactMap { call, layer in
      let name = analysis.graph[layer].name
      guard let given, given.origin.graph.contains(layer) else {
        return analysis.cost(of: call).uncountedLayers > 0 ? name : nil
      }
      return given.rest.leftOut.contains(given.origin.graph[layer].name) ? name : nil
    }
  }

  /// The layers whose weights are carried along unread, while they or their inputs have changed.
  fileprivate var carriedElsewhere: (edited: [String], moved: [String]) {
    var (edited, moved): ([String], [String]) = ([], [])
    guard let given else { return (edited, moved) }
    let origin = given.origin.graph
    let carried = Set(given.rest.carried.map(\.layer))
    for (call, layer) in layers where carried.contains(layer) {
      let new = analysis.graph[call].inputs.map { analysis.shape(of: $0) }
      let old = origin.calls(of: layer).first.map { before in
        origin[before].inputs.map { given.origin.shape(of: $0) }
      }
      if origin[layer].operation != analysis.graph[layer].operation {
        edited.append(analysis.graph[layer].name)
      } else if new != old {
        moved.append(analysis.graph[layer].name)
      }
    }
    return (edited, moved)
  }

  /// All layers in order, each with its first call.
  private var layers: [(call: NodeID, layer: LayerID)] {
    var seen: Set<LayerID> = []
    return analysis.order.compactMap { call in
      let layer = analysis.graph[call].layer
      return seen.insert(layer).inserted ? (call, layer) : nil
    }
  }
}
