import GraphCore

extension KerasWiring {
  /// The graph of the inputs and the calls that the outputs depend on, with the entry of every layer.
  ///
  /// Inputs come first, in the order of the model's arguments, then the calls in the order of the
  /// document; where no layer is shared, each after those it reads.
  ///
  /// Complexity: linear in layers and connections.
  func graph(
    name: String, inputs: [Reference], outputs: [Reference], at path: JSONPath
  ) throws(ModelFileError) -> (ModelGraph, [KerasDocument.Entry]) {
    var table = CallTable(sources)
    for index in sources.indices {
      for (position, call) in sources[index].calls.enumerated() {
        let own = table.first[index] + position
        for input in call.inputs {
          table.inputs[own].append(
            try number(of: input, in: table, at: path["layers"][index]["inbound_nodes"][position]))
          table.outputs[own].append(input.output)
        }
      }
    }
    var ends: [Int] = []
    for output in outputs {
      ends.append(try number(of: output, in: table, at: path["output_layers"]))
    }
    var isNeeded = table.ancestors(of: ends)
    var starts: [Int] = []
    for input in inputs {
      let start = try number(of: input, in: table, at: path["input_layers"])
      starts.append(start)
      // Keras keeps an input that nothing reads.
      isNeeded[start] = true
    }
    for (index, source) in sources.enumerated()
    where source.isInput && isNeeded[table.first[index]] && !starts.contains(table.first[index]) {
      throw .invalid(
        path: path["input_layers"],
        reason: "the input layer \(JSONPath.quoted(source.name)) is missing")
    }

    var builder = Builder(
      graph: ModelGraph(name: name), isTrainable: isTrainable,
      entries: sources.map {
        KerasDocument.Entry(
          json: $0.entry, nodes: [NodeID?](repeating: nil, count: $0.calls.count),
          nested: $0.nested)
      },
      nodes: [NodeID?](repeating: nil, count: table.inputs.count))
    var order = try order(starts: starts, isNeeded: isNeeded, table, at: path)
    // The calls of a shared layer are numbered as in the document, which need not be in order of
    // execution; then the calls are there before they are connected.
    let hasSharedLayers = sources.contains { $0.calls.count > 1 }
    if hasSharedLayers { order = table.documentOrder(starts: starts).filter { isNeeded[$0] } }
    for call in order {
      let layer = table.layer[call]
      do throws(GraphError) {
        try builder.add(
          call, at: call - table.first[layer], of: layer, sources[layer],
          reading: hasSharedLayers ? [] : table.arguments(of: call))
      } catch {
        throw .invalid(path: path["layers"][layer], reason: error.description)
      }
    }
    if hasSharedLayers {
      for call in order { builder.connect(call, to: table.arguments(of: call)) }
    }
    builder.graph.setOutputs(
      zip(ends, outputs).compactMap { builder.node(of: $0, output: $1.output) })
    return (builder.graph, builder.entries)
  }

  private func number(
    of reference: Reference, in table: CallTable, at path: JSONPath
  ) throws(ModelFileError) -> Int {
    let count = sources[reference.layer].calls.count
    guard (0..<count).contains(reference.call) else {
      throw .invalid(
        path: path,
        reason: "layer \(JSONPath.quoted(sources[reference.layer].name)) has "
          + "\(count == 1 ? "one call" : "\(count) calls"), so there is no call \(reference.call)")
    }
    if let outputs = sources[reference.layer].outputCount, reference.output >= outputs {
      throw .invalid(
        path: path,
        reason: "layer \(JSONPath.quoted(sources[reference.layer].name)) has "
          + "\(outputs == 1 ? "one output" : "\(outputs) outputs"), so there is no output "
          + "\(reference.output)")
    }
    return table.first[reference.layer] + reference.call
  }

  /// The needed calls, each after those it reads.
  private func order(
    starts: [Int], isNeeded: [Bool], _ table: CallTable, at path: JSONPath
  ) throws(ModelFileError) -> [Int] {
    var order: [Int] = []
    var isDone = [Bool](repeating: false, count: isNeeded.count)
    var missing = [Int](repeating: 0, count: isNeeded.count)
    var waiting = [[Int]](repeating: [], count: isNeeded.count)
    for call in isNeeded.indices where isNeeded[call] {
      missing[call] = table.inputs[call].count
      for input in table.inputs[call] { waiting[input].append(call) }
    }
    for start in starts + Array(isNeeded.indices) where isNeeded[start] && missing[start] == 0 {
      // What only waited for a call of the document's future follows it at once.
      var ready = [start]
      while let call = ready.popLast() {
        guard !isDone[call] else { continue }
        isDone[call] = true
        order.append(call)
        for reader in waiting[call] {
          missing[reader] -= 1
          if missing[reader] == 0, reader < start { ready.append(reader) }
        }
      }
    }
    if let stuck = isNeeded.indices.first(where: { isNeeded[$0] && !isDone[$0] }) {
      let names = table.loop(from: stuck) { !isDone[$0] }.map {
        JSONPath.quoted(sources[table.layer[$0]].name)
      }
      let list = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", ..." : "")
      throw .invalid(
        path: path["layers"], reason: "these layers wait for each other: \(list)")
    }
    return order
  }
}

/// All calls of a document in one row.
private struct CallTable {
  /// The number of each layer's first call.
  var first: [Int] = []
  /// The layer of each call.
  var layer: [Int] = []
  /// The calls that each call reads.
  var inputs: [[Int]]
  /// Which outputs of them it reads.
  var outputs: [[Int]]

  init(_ sources: [KerasWiring.Source]) {
    for (index, source) in sources.enumerated() {
      first.append(layer.count)
      layer.append(contentsOf: repeatElement(index, count: source.calls.count))
    }
    inputs = [[Int]](repeating: [], count: layer.count)
    outputs = inputs
  }

  /// The outputs that a call reads.
  func arguments(of call: Int) -> [(call: Int, output: Int)] {
    Array(zip(inputs[call], outputs[call]))
  }

  /// The inputs, then all other calls in the order of the document.
  func documentOrder(starts: [Int]) -> [Int] {
    let isStart = Set(starts)
    var seen: Set<Int> = []
    return starts.filter { seen.insert($0).inserted }
      + layer.indices.filter { !isStart.contains($0) }
  }

  func ancestors(of calls: [Int]) -> [Bool] {
    var isAncestor = [Bool](repeating: false, count: inputs.count)
    var stack = calls
    while let call = stack.popLast() {
      guard !isAncestor[call] else { continue }
      isAncestor[call] = true
      stack.append(contentsOf: inputs[call])
    }
    return isAncestor
  }

  /// A loop that is reached by going upstream through calls that are stuck.
  func loop(from start: Int, where isStuck: (Int) -> Bool) -> [Int] {
    var walk: [Int] = []
    var position: [Int: Int] = [:]
    var call = start
    while position[call] == nil {
      position[call] = walk.count
      walk.append(call)
      guard let next = inputs[call].first(where: isStuck) else { return walk }
      call = next
    }
    return Array(walk[(position[call] ?? 0)...].reversed())
  }
}

/// The graph while it grows.
private struct Builder {
  var graph: ModelGraph
  /// Whether any layer is trainable.
  let isTrainable: Bool
  var entries: [KerasDocument.Entry]
  /// The graph's calls by their number in the document.
  var nodes: [NodeID?]

  /// The node of an output of a call in the document.
  mutating func node(of call: Int, output: Int) -> NodeID? {
    nodes[call].map { graph.output(output, of: $0) }
  }

  /// Adds a call, and its layer when it is the first one.
  ///
  /// - Parameters:
  ///   - position: the call's place among the layer's calls in the document.
  ///   - inputs: the calls that it reads, with the numbers of the outputs.
  mutating func add(
    _ call: Int, at position: Int, of layer: Int, _ source: KerasWiring.Source,
    reading inputs: [(call: Int, output: Int)]
  ) throws(GraphError) {
    let id: LayerID
    if let known = entries[layer].layer {
      id = known
    } else {
      guard let operation = source.operation else { return }
      id = try graph.addLayer(
        operation, name: source.name, isTrainable: isTrainable && source.isTrainable)
      entries[layer].layer = id
    }
    let node = graph.call(
      id, inputs: inputs.compactMap { self.node(of: $0.call, output: $0.output) })
    nodes[call] = node
    entries[layer].nodes[position] = node
  }

  /// Gives a call its arguments, when all calls are there.
  mutating func connect(_ call: Int, to inputs: [(call: Int, output: Int)]) {
    guard let node = nodes[call] else { return }
    graph.setInputs(inputs.compactMap { self.node(of: $0.call, output: $0.output) }, of: node)
  }
}
