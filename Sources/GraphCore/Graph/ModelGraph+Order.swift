extension ModelGraph {
  /// The model's inputs and the nodes that the outputs depend on, in an order of execution.
  ///
  /// Where every layer is called once it is the order in which Keras lists the layers: the depth of a
  /// layer is the length of the longest path from it to an output; layers are sorted by decreasing
  /// depth, ties by the order in which a depth-first walk from the outputs, following each layer's
  /// inputs in argument order, first meets them. Inputs that no output depends on come before the others
  /// of depth 0. The further outputs of a call follow it.
  ///
  /// Complexity: linear in nodes and edges, but for the sort.
  ///
  /// - Throws: `GraphError.cycle` or `GraphError.noOutput`.
  public func kerasOrder() throws(GraphError) -> [NodeID] {
    guard !outputs.isEmpty else { throw .noOutput }
    let walk = try walkFromOutputs()
    var depth = [Int](repeating: 0, count: nodeCapacity)
    // Post-order lists producers first, so backwards every consumer is settled before its producers.
    for id in walk.postOrder.reversed() {
      for input in self[id].inputs {
        let source = call(of: input).rawValue
        depth[source] = max(depth[source], depth[id.rawValue] + 1)
      }
    }
    // A stable counting sort by depth, deepest first.
    let deepest = walk.preOrder.map { depth[$0.rawValue] }.max() ?? 0
    var buckets = [[NodeID]](repeating: [], count: deepest + 1)
    buckets[deepest] = unreadInputs(walk)
    for id in walk.preOrder {
      buckets[deepest - depth[id.rawValue]].append(id)
      for reader in consumers(of: id) where self[reader].isFurtherOutput {
        buckets[deepest - depth[id.rawValue]].append(reader)
      }
    }
    return buckets.flatMap(\.self)
  }

  /// The model's inputs and the layers that the outputs depend on, in the order of Keras' `model.layers`.
  ///
  /// As `kerasOrder`, but a layer that is called several times is as deep as its deepest call, and its
  /// place among layers of one depth is where the walk first met any of its calls.
  /// Source: keras/src/ops/function.py, map_graph.
  ///
  /// - Throws: `GraphError.cycle` or `GraphError.noOutput`.
  public func kerasLayerOrder() throws(GraphError) -> [LayerID] {
    guard !outputs.isEmpty else { throw .noOutput }
    let walk = try walkFromOutputs()
    var depth = [Int](repeating: 0, count: nodeCapacity)
    var layerDepth = [Int](repeating: 0, count: layerCapacity)
    for id in walk.postOrder.reversed() {
      let layer = self[id].layer.rawValue
      layerDepth[layer] = max(layerDepth[layer], depth[id.rawValue])
      for input in self[id].inputs {
        let source = call(of: input).rawValue
        depth[source] = max(depth[source], layerDepth[layer] + 1)
      }
    }
    let deepest = layerDepth.max() ?? 0
    var buckets = [[LayerID]](repeating: [], count: deepest + 1)
    buckets[deepest] = unreadInputs(walk).map { self[$0].layer }
    var seen = [Bool](repeating: false, count: layerCapacity)
    for id in walk.preOrder {
      let layer = self[id].layer
      guard !seen[layer.rawValue] else { continue }
      seen[layer.rawValue] = true
      buckets[deepest - layerDepth[layer.rawValue]].append(layer)
    }
    return buckets.flatMap(\.self)
  }

  private struct Walk {
    var preOrder: [NodeID] = []
    var postOrder: [NodeID] = []
  }

  /// The inputs of the model that no output depends on.
  private func unreadInputs(_ walk: Walk) -> [NodeID] {
    var isRead = [Bool](repeating: false, count: nodeCapacity)
    for id in walk.preOrder { isRead[id.rawValue] = true }
    return inputs.filter { !isRead[$0.rawValue] }
  }

  /// An iterative depth-first walk over calls against the arrows, so that a deep graph needs no deep
  /// stack.
  private func walkFromOutputs() throws(GraphError) -> Walk {
    enum Mark {
      case unseen
      case open
      case done
    }
    var marks = [Mark](repeating: .unseen, count: nodeCapacity)
    var walk = Walk()
    var stack: [(id: NodeID, next: Int)] = []
    for output in outputs.map({ call(of: $0) }) where marks[output.rawValue] == .unseen {
      stack.append((output, 0))
      marks[output.rawValue] = .open
      walk.preOrder.append(output)
      while let (id, next) = stack.last {
        let inputs = self[id].inputs
        guard next < inputs.count else {
          stack.removeLast()
          marks[id.rawValue] = .done
          walk.postOrder.append(id)
          continue
        }
        stack[stack.count - 1].next += 1
        let input = call(of: inputs[next])
        switch marks[input.rawValue] {
        case .done: break
        case .open:
          let start = stack.firstIndex { $0.id == input } ?? 0
          throw .cycle(layers: stack[start...].map { name(of: $0.id) })
        case .unseen:
          marks[input.rawValue] = .open
          walk.preOrder.append(input)
          stack.append((input, 0))
        }
      }
    }
    return walk
  }
}
