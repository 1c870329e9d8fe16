import GraphCore
import ModelFiles

extension ExportFormat {
  /// What a file in this format lacks of the model, or has in another way than the user may think: a
  /// line each, to follow the file's name.
  func remarks(on model: LoadedModel) -> [String] {
    if self == .py, model.given != nil {
      return [
        "has no weights; 'explorer export' writes them to a .weights.h5 file, which "
          + "build_model().load_weights() takes"
      ]
    }
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
      (model.cutOff, "gets an input whose shape is not known any more"),
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
  /// The variables that go into a file as they were: of layers of unknown classes, and of layers whose
  /// input is not known any more.
  var carried: [CarriedVariable] {
    guard let given else { return [] }
    return given.rest.carried + given.cutOff(in: analysis)
  }

  /// The layers whose weights go into a file as they were, because their input is not known any more.
  fileprivate var cutOff: [String] {
    let layers = Set(given?.cutOff(in: analysis).map(\.layer) ?? [])
    return self.layers.filter { layers.contains($0.layer) }.map { analysis.graph[$0.layer].name }
  }

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
