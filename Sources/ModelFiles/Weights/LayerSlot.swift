import GraphCore

/// A layer that may have weights, with its place in a file of weights.
///
/// Keras does not file weights under the layer's name: the group is the class in snake case, numbered
/// by position among the layers of that class in `model.layers`, and the numbers start again inside
/// each nested model:
///
///     layers/conv2d/vars/0                        the kernel of the first Conv2D
///     layers/functional/layers/conv2d_1/vars/1    the bias of the second one in a nested model
///
/// Source: keras/src/saving/saving_lib.py, _save_container_state.
struct LayerSlot {
  /// The layer of the outermost model that this is, or is inside of.
  var layer: LayerID
  /// The name of that layer and of the layers on the way, joined by slashes, for messages.
  var name: String
  /// The layer's own name.
  var ownName: String
  /// What precedes a weight's own name among the weights of the outermost layer: `inner/` or nothing.
  var prefix: String
  /// What it does.
  var operation: Operation
  /// The groups on the way from the root of the file.
  var group: [String]
  /// Its own variables, in Keras' order, under their own names.
  var weights: [WeightSpecification]
  /// Whether these are all; not so for a class that is not known, or behind one, where no shape is.
  var isKnown: Bool

  /// The name of the layer of the outermost model: the one that `name` begins with.
  var outerName: String {
    let inner = prefix.isEmpty ? 0 : prefix.utf8.count
    return inner == 0 ? name : String(decoding: name.utf8.dropLast(inner), as: UTF8.self)
  }

  /// Whether the layer's class is not known; its variables may be all the same.
  var isOpaque: Bool {
    if case .opaque = operation { return true }
    return false
  }
}

extension LayerSlot {
  /// The layers of a model in Keras' order, nested models followed by the layers inside them.
  static func slots(of analysis: ModelAnalysis) -> [LayerSlot] {
    var slots: [LayerSlot] = []
    var groups = GroupNames()
    var weights: [LayerID: [WeightSpecification]] = [:]
    for call in analysis.order {
      weights[analysis.graph[call].layer] = analysis.weights(of: call)
    }
    let unknown = unknownLayers(of: analysis)
    for layer in order(of: analysis.graph) {
      let operation = analysis.graph[layer].operation
      let slot = LayerSlot(
        layer: layer, name: analysis.graph[layer].name, ownName: analysis.graph[layer].name,
        prefix: "", operation: operation,
        group: ["layers", groups.next(for: operation.className)], weights: weights[layer] ?? [],
        isKnown: !unknown.contains(layer))
      slots.append(contentsOf: slot.unfolded())
    }
    return slots
  }

  /// The layer itself, or a nested model without variables of its own and then what is inside.
  private func unfolded() -> [LayerSlot] {
    guard case .model(let model) = operation else { return [self] }
    var outer = self
    outer.weights = []
    outer.isKnown = true
    var slots = [outer]
    var groups = GroupNames()
    let graph = model.analysis.graph
    let unknown = Self.unknownLayers(of: model.analysis)
    for layer in Self.order(of: graph) {
      let (name, operation) = (graph[layer].name, graph[layer].operation)
      var inner = LayerSlot(
        layer: self.layer, name: "\(self.name)/\(name)", ownName: name,
        prefix: "\(prefix)\(name)/", operation: operation,
        group: group + ["layers", groups.next(for: operation.className)],
        weights: [], isKnown: !unknown.contains(layer))
      let own = "\(name)/"
      for var weight in weights where weight.name.hasPrefix(own) {
        weight.name.removeFirst(own.count)
        inner.weights.append(weight)
      }
      slots.append(contentsOf: inner.unfolded())
    }
    return slots
  }

  /// The layers whose variables are not known, as their class or their input is not.
  private static func unknownLayers(of analysis: ModelAnalysis) -> Set<LayerID> {
    let unknown = analysis.order.filter { analysis.cost(of: $0).uncountedLayers > 0 }
    return Set(unknown.map { analysis.graph[$0].layer })
  }

  /// Keras' order of the layers; an analysis exists, so the graph has neither a cycle nor no output.
  private static func order(of graph: ModelGraph) -> [LayerID] {
    (try? graph.kerasLayerOrder()) ?? []
  }
}

/// The names of groups in one model.
private struct GroupNames {
  private var used: [String: Int] = [:]

  mutating func next(for className: String) -> String {
    let base = AutomaticNames.snakeCase(className)
    let number = used[base, default: 0]
    used[base] = number + 1
    return number == 0 ? base : "\(base)_\(number)"
  }
}
