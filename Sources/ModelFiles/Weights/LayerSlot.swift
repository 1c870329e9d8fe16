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
    for layer in order(of: analysis.graph) {
      let operation = analysis.graph[layer].operation
      let slot = LayerSlot(
        layer: layer, name: analysis.graph[layer].name, ownName: analysis.graph[layer].name,
        prefix: "", operation: operation,
        group: ["layers", groups.next(for: operation.className)], weights: weights[layer] ?? [])
      slots.append(contentsOf: slot.unfolded())
    }
    return slots
  }

  /// The layer itself, or a nested model without variables of its own and then what is inside.
  private func unfolded() -> [LayerSlot] {
    guard case .model(let model) = operation else { return [self] }
    var outer = self
    outer.weights = []
    var slots = [outer]
    var groups = GroupNames()
    let graph = model.analysis.graph
    for layer in Self.order(of: graph) {
      let (name, operation) = (graph[layer].name, graph[layer].operation)
      var inner = LayerSlot(
        layer: self.layer, name: "\(self.name)/\(name)", ownName: name,
        prefix: "\(prefix)\(name)/", operation: operation,
        group: group + ["layers", groups.next(for: operation.className)],
        weights: [])
      let own = "\(name)/"
      for var weight in weights where weight.name.hasPrefix(own) {
        weight.name.removeFirst(own.count)
        inner.weights.append(weight)
      }
      slots.append(contentsOf: inner.unfolded())
    }
    return slots
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
