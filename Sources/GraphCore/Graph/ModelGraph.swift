/// A model: layers, the calls that connect them, and which calls are the outputs.
///
/// A value: copying it is cheap, and keeping the old copy is how an edit is undone. Nodes and layers
/// keep their identifiers for as long as they exist; a removed identifier is not given out again.
///
/// The mutating functions keep the names unique and the consumer lists true. They check no shapes;
/// `ModelAnalysis` does.
public struct ModelGraph: Sendable {
  /// The name of the model, as Keras stores it.
  public var name: String
  /// The nodes whose results the model returns, in order.
  public private(set) var outputs: [NodeID] = []

  /// The calls of input layers, in the order of creation.
  public private(set) var inputs: [NodeID] = []

  private var nodeSlots: [Node?] = []
  /// The readers of each call, each once, in ascending order.
  private var consumerSlots: [[NodeID]] = []
  private var layerSlots: [LayerSlot?] = []
  private var layersByName: [String: LayerID] = [:]
  private var names = AutomaticNames()
  private var origins: [LayerID: LayerID] = [:]

  private struct LayerSlot: Hashable {
    var layer: Layer
    var calls: [NodeID]
  }

  /// An empty model.
  public init(name: String) {
    self.name = name
  }
}

// MARK: - Reading

extension ModelGraph {
  /// Every call and further output in the order of creation.
  public var nodeIDs: [NodeID] {
    nodeSlots.indices.lazy.filter { nodeSlots[$0] != nil }.map { NodeID($0) }
  }

  /// Every layer in the order of creation.
  public var layerIDs: [LayerID] {
    layerSlots.indices.lazy.filter { layerSlots[$0] != nil }.map { LayerID($0) }
  }

  /// One more than the largest identifier of a call so far; tables by node have this many rows.
  public var nodeCapacity: Int { nodeSlots.count }

  /// One more than the largest identifier of a layer so far.
  public var layerCapacity: Int { layerSlots.count }

  /// Whether the call is (still) in the graph.
  public func contains(_ id: NodeID) -> Bool {
    nodeSlots.indices.contains(id.rawValue) && nodeSlots[id.rawValue] != nil
  }

  /// The call of that identifier, which must be in the graph.
  public subscript(_ id: NodeID) -> Node {
    guard let node = nodeSlots[id.rawValue] else {
      preconditionFailure("node \(id.rawValue) was removed")
    }
    return node
  }

  /// The layer of that identifier, which must be in the graph.
  public subscript(_ id: LayerID) -> Layer {
    slot(id).layer
  }

  /// The layer that a call calls.
  public func layer(of id: NodeID) -> Layer {
    self[self[id].layer]
  }

  /// The name of the layer that a call calls.
  public func name(of id: NodeID) -> String {
    layer(of: id).name
  }

  /// The layer's name, and for a further output its number: `encoder[1]`.
  public func label(of id: NodeID) -> String {
    let output = self[id].output
    return output > 0 ? "\(name(of: id))[\(output)]" : name(of: id)
  }

  /// What a call computes.
  public func operation(of id: NodeID) -> Operation {
    layer(of: id).operation
  }

  /// The calls of a layer in the order of creation.
  public func calls(of id: LayerID) -> [NodeID] {
    slot(id).calls
  }

  /// Whether a layer is called more than once.
  public func isShared(_ id: LayerID) -> Bool {
    (layerSlots[id.rawValue]?.calls.count ?? 0) > 1
  }

  /// Whether there is such a layer.
  public func contains(_ id: LayerID) -> Bool {
    layerSlots.indices.contains(id.rawValue) && layerSlots[id.rawValue] != nil
  }

  /// The layer of that name.
  public func layer(named name: String) -> LayerID? {
    layersByName[name]
  }

  /// The layer that a layer was copied from, which need not be there any more; nil for no copy.
  ///
  /// What a file says about the first one holds for its copies, too.
  public func origin(of id: LayerID) -> LayerID? {
    origins[id]
  }

  /// The first call of the layer of that name.
  public func node(named name: String) -> NodeID? {
    layersByName[name].flatMap { calls(of: $0).first }
  }

  /// The calls that take this node as an argument, and a call's further outputs, each once, in the order
  /// of creation.
  public func consumers(of id: NodeID) -> [NodeID] {
    consumerSlots[id.rawValue]
  }

  /// The call that a node is an output of: the node itself but for further outputs.
  public func call(of id: NodeID) -> NodeID {
    let node = self[id]
    return node.isFurtherOutput ? node.inputs[0] : id
  }

  /// The outputs of a call beyond the first one that something reads or read, by number.
  public func furtherOutputs(of call: NodeID) -> [NodeID] {
    let outputs = consumers(of: call).filter { self[$0].isFurtherOutput }
    return outputs.count < 2 ? outputs : outputs.sorted { self[$0].output < self[$1].output }
  }

  /// The calls that read any output of a call, each once, in the order of creation.
  public func readers(of call: NodeID) -> [NodeID] {
    let consumers = consumers(of: call)
    guard consumers.contains(where: { self[$0].isFurtherOutput }) else { return consumers }
    var readers: Set<NodeID> = []
    for consumer in consumers {
      if self[consumer].isFurtherOutput {
        readers.formUnion(self.consumers(of: consumer))
      } else {
        readers.insert(consumer)
      }
    }
    return readers.sorted()
  }

  /// The calls whose outputs a call reads, in the order of its arguments.
  public func sources(of id: NodeID) -> [NodeID] {
    self[id].inputs.map { call(of: $0) }
  }

  /// By the number of a call, whether it is one of some calls.
  public func marks(of calls: [NodeID]) -> [Bool] {
    var marks = [Bool](repeating: false, count: nodeCapacity)
    for call in calls { marks[call.rawValue] = true }
    return marks
  }

  /// What some calls read that is none of them, each once, in the order in which they read it.
  ///
  /// Complexity: linear in the calls.
  public func inputs(of calls: [NodeID]) -> [NodeID] {
    let isInside = marks(of: calls)
    var isKnown = isInside
    var result: [NodeID] = []
    for call in calls {
      for input in nodeSlots[call.rawValue]?.inputs ?? [] where !isKnown[input.rawValue] {
        isKnown[input.rawValue] = true
        if !isInside[self.call(of: input).rawValue] { result.append(input) }
      }
    }
    return result
  }

  private func slot(_ id: LayerID) -> LayerSlot {
    guard let slot = layerSlots[id.rawValue] else {
      preconditionFailure("layer \(id.rawValue) was removed")
    }
    return slot
  }
}

// MARK: - Changing

extension ModelGraph {
  /// Adds a layer and calls it once.
  ///
  /// - Parameters:
  ///   - name: the layer's name; nil gives the next automatic name of its class.
  ///   - origin: the layer that this one is a copy of.
  /// - Throws: `GraphError.duplicateName`.
  @discardableResult
  public mutating func add(
    _ operation: Operation, name: String? = nil, inputs: [NodeID], copyOf origin: LayerID? = nil
  ) throws(GraphError) -> NodeID {
    let isTrainable = origin.flatMap { layerSlots[$0.rawValue]?.layer.isTrainable } ?? true
    let layer = try addLayer(operation, name: name, isTrainable: isTrainable)
    if let origin { origins[layer] = origins[origin] ?? origin }
    return call(layer, inputs: inputs)
  }

  /// Adds a layer that is not called yet.
  ///
  /// - Parameter isTrainable: whether training changes its weights.
  /// - Throws: `GraphError.duplicateName`.
  public mutating func addLayer(
    _ operation: Operation, name: String? = nil, isTrainable: Bool = true
  ) throws(GraphError) -> LayerID {
    let name = name ?? names.next(for: operation.className)
    guard layersByName[name] == nil else { throw .duplicateName(name) }
    names.insert(name)
    let id = LayerID(layerSlots.count)
    layerSlots.append(
      LayerSlot(
        layer: Layer(name: name, operation: operation, isTrainable: isTrainable), calls: []))
    layersByName[name] = id
    return id
  }

  /// Calls a layer once more, with the same weights.
  public mutating func call(_ layer: LayerID, inputs: [NodeID]) -> NodeID {
    let id = append(Node(layer: layer, inputs: inputs))
    if self[layer].operation.isInput { self.inputs.append(id) }
    layerSlots[layer.rawValue]?.calls.append(id)
    return id
  }

  /// The node of one of a call's outputs: for the first one the call, else one that is made when it is
  /// asked for, and goes when its last reader goes.
  public mutating func output(_ index: Int, of call: NodeID) -> NodeID {
    guard index > 0 else { return call }
    if let known = consumers(of: call).first(where: { self[$0].output == index }) { return known }
    return append(Node(layer: self[call].layer, inputs: [call], output: index))
  }

  private mutating func append(_ node: Node) -> NodeID {
    let id = NodeID(nodeSlots.count)
    nodeSlots.append(node)
    consumerSlots.append([])
    for input in node.inputs { consumerSlots[input.rawValue].insertSorted(id) }
    return id
  }

  /// Gives a layer another configuration; an input stays one, and nothing else becomes one.
  public mutating func setOperation(_ operation: Operation, of layer: LayerID) {
    precondition(operation.isInput == self[layer].operation.isInput, "an input stays an input")
    layerSlots[layer.rawValue]?.layer.operation = operation
  }

  /// Gives a layer another name.
  ///
  /// - Throws: `GraphError.duplicateName`.
  public mutating func rename(_ layer: LayerID, to name: String) throws(GraphError) {
    let old = self[layer].name
    guard old != name else { return }
    guard layersByName[name] == nil else { throw .duplicateName(name) }
    layersByName[old] = nil
    layersByName[name] = layer
    names.remove(old)
    names.insert(name)
    layerSlots[layer.rawValue]?.layer.name = name
  }

  /// Gives a call other arguments.
  public mutating func setInputs(_ inputs: [NodeID], of id: NodeID) {
    let before = Set(self[id].inputs)
    for old in before { consumerSlots[old.rawValue].removeSorted(id) }
    nodeSlots[id.rawValue]?.inputs = inputs
    for input in inputs { consumerSlots[input.rawValue].insertSorted(id) }
    for old in before { dropUnreadOutput(old) }
  }

  /// Takes out a further output that nothing reads any more.
  private mutating func dropUnreadOutput(_ id: NodeID) {
    guard contains(id), self[id].isFurtherOutput, consumers(of: id).isEmpty, !outputs.contains(id)
    else { return }
    for call in self[id].inputs { consumerSlots[call.rawValue].removeSorted(id) }
    nodeSlots[id.rawValue] = nil
  }

  /// Lets everything that reads one call read another one instead, outputs included.
  ///
  /// - Parameter kept: calls that go on reading the old one.
  /// - Returns: the calls that read the new one now.
  ///
  /// Complexity: linear in the readers of both calls.
  @discardableResult
  public mutating func redirectConsumers(
    of old: NodeID, to new: NodeID, except kept: Set<NodeID> = []
  ) -> [NodeID] {
    outputs = outputs.map { $0 == old ? new : $0 }
    guard old != new else { return [] }
    let readers = consumerSlots[old.rawValue]
    // The further outputs of a call stay with it.
    let moved = readers.filter {
      $0 != new && !kept.contains($0) && !self[$0].isFurtherOutput
    }
    for reader in moved {
      let inputs = self[reader].inputs.map { $0 == old ? new : $0 }
      nodeSlots[reader.rawValue]?.inputs = inputs
    }
    consumerSlots[old.rawValue] = readers.filter {
      $0 == new || kept.contains($0) || self[$0].isFurtherOutput
    }
    consumerSlots[new.rawValue] = consumerSlots[new.rawValue].mergedSorted(with: moved)
    dropUnreadOutput(old)
    return moved
  }

  /// Removes a call that nothing reads, and its layer when that was the layer's last call.
  ///
  /// Further outputs go by themselves, with their last reader.
  public mutating func remove(_ id: NodeID) {
    precondition(consumers(of: id).isEmpty && !outputs.contains(id), "a removed node is still read")
    let layer = self[id].layer
    setInputs([], of: id)
    inputs.removeSorted(id)
    nodeSlots[id.rawValue] = nil
    layerSlots[layer.rawValue]?.calls.removeSorted(id)
    guard calls(of: layer).isEmpty else { return }
    let name = self[layer].name
    layersByName[name] = nil
    names.remove(name)
    layerSlots[layer.rawValue] = nil
  }

  /// Says which calls the model returns.
  public mutating func setOutputs(_ outputs: [NodeID]) {
    let before = self.outputs
    self.outputs = outputs
    for old in before { dropUnreadOutput(old) }
  }
}

extension ModelGraph {
  /// The layers that are configured otherwise than in another graph; nil when the graphs differ in
  /// more than that: in calls, outputs, or names of layers.
  func reconfigured(since other: ModelGraph) -> [LayerID]? {
    guard outputs == other.outputs, layerSlots.count == other.layerSlots.count,
      nodeSlots == other.nodeSlots
    else { return nil }
    var result: [LayerID] = []
    for index in layerSlots.indices {
      if layerSlots[index] == other.layerSlots[index] { continue }
      guard let new = layerSlots[index], let old = other.layerSlots[index],
        new.layer.name == old.layer.name, new.calls == old.calls
      else {
        return nil
      }
      result.append(LayerID(index))
    }
    return result
  }
}

extension ModelGraph: Equatable {
  /// Whether both have the same name, layers, calls and outputs, under the same identifiers.
  public static func == (left: ModelGraph, right: ModelGraph) -> Bool {
    left.name == right.name && left.outputs == right.outputs
      && left.nodeSlots == right.nodeSlots && left.layerSlots == right.layerSlots
  }
}
