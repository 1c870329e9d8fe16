/// Which layers of two models are the same ones, though no edit tells.
///
/// A name that somebody gave says which layer it is. Automatic names change from session to session, and
/// from a layer that is put in on, so layers with such names are matched by their order: by the same
/// numbers, by numbers that all differ by the same, or by the longest sequence of equal layers. What is
/// left is matched by what it reads.
public struct LayerMatching: Sendable {
  /// By layer of the new model, the layer that it was.
  private var olds: [LayerID: LayerID] = [:]
  private let old: ModelGraph
  private let new: ModelGraph

  /// Sequences of more layers of a class are matched by name alone, as comparing them takes too long.
  private static let longestSequence = 1000

  /// Matches the layers of two models.
  public init(_ old: ModelAnalysis, _ new: ModelAnalysis) {
    self.old = old.graph
    self.new = new.graph
    let (before, after) = (Layers(old), Layers(new))
    for (name, layer) in after.named {
      if let partner = before.named[name] { olds[layer] = partner }
    }
    for (base, layers) in after.automatic {
      guard let partners = before.automatic[base] else { continue }
      match(partners, layers, Self.gap(layers.count, partners.count))
    }
    matchByInputs(before, after)
  }

  /// The layer that a layer of the new model was; nil for a new one.
  public func layer(_ layer: LayerID) -> LayerID? { olds[layer] }

  /// The call that a call of the new model was; nil for a new one.
  public func call(_ call: NodeID) -> NodeID? {
    let layer = new[call].layer
    guard let partner = olds[layer] else { return nil }
    // The calls of a layer that is called several times are matched in order.
    let calls = old.calls(of: partner)
    guard new.isShared(layer) || calls.count > 1 else { return calls.first }
    guard let place = new.calls(of: layer).firstIndex(of: call), calls.indices.contains(place)
    else { return nil }
    return calls[place]
  }

  /// Whether two names are of the same layer: the same, or both automatic.
  static func isSame(_ name: String, _ other: String, className: String) -> Bool {
    name == other
      || [name, other].allSatisfy {
        AutomaticNames.split($0)?.base == AutomaticNames.snakeCase(className)
      }
  }

  // MARK: - Automatic names

  /// The layers of a model by the kind of their names, in order of execution.
  private struct Layers {
    struct Entry {
      var layer: LayerID
      var number: Int
      var key: Key
    }

    /// What makes two layers equal.
    struct Key: Hashable {
      var operation: Operation
      var shape: Shape
    }

    var named: [String: LayerID] = [:]
    var automatic: [String: [Entry]] = [:]
    var all: [LayerID] = []

    init(_ analysis: ModelAnalysis) {
      let graph = analysis.graph
      var seen = [Bool](repeating: false, count: graph.layerCapacity)
      var bases: [String: String] = [:]
      for node in analysis.order {
        let id = graph[node].layer
        if seen[id.rawValue] { continue }
        seen[id.rawValue] = true
        all.append(id)
        let layer = graph[id]
        let className = layer.operation.className
        let base = bases[className] ?? AutomaticNames.snakeCase(className)
        bases[className] = base
        if let (stem, number) = AutomaticNames.split(layer.name), stem == base {
          let key = Key(operation: layer.operation, shape: analysis.shape(of: node))
          automatic[base, default: []].append(Entry(layer: id, number: number, key: key))
        } else {
          named[layer.name] = id
        }
      }
    }
  }

  /// How many more equal layers another order must bring for the names not to count.
  private static func gap(_ new: Int, _ old: Int) -> Int { max(1, min(new, old) / 8) }

  private mutating func match(_ old: [Layers.Entry], _ new: [Layers.Entry], _ gap: Int) {
    func ends(_ entries: [Layers.Entry]) -> (first: Int, last: Int) {
      let numbers = entries.map(\.number)
      return (numbers.min() ?? 0, numbers.max() ?? 0)
    }
    var byNumber: [Int: Layers.Entry] = [:]
    for entry in old { byNumber[entry.number] = entry }
    func equal(shiftedBy shift: Int) -> Int {
      new.count { byNumber[$0.number - shift]?.key == $0.key }
    }
    var shift = 0
    var most = equal(shiftedBy: 0)
    let (before, after) = (ends(old), ends(new))
    for candidate in [after.first - before.first, after.last - before.last] where candidate != shift
    {
      let count = equal(shiftedBy: candidate)
      if count > most { (shift, most) = (candidate, count) }
    }
    if most + gap < min(old.count, new.count), let pairs = Self.aligned(old, new),
      pairs.count > most + gap
    {
      matchAround(pairs, old, new)
      return
    }
    for entry in new {
      if let partner = byNumber[entry.number - shift] { olds[entry.layer] = partner.layer }
    }
  }

  /// The places of the longest sequence of layers that are equal in both; nil where it takes too long.
  private static func aligned(
    _ old: [Layers.Entry], _ new: [Layers.Entry]
  ) -> [(old: Int, new: Int)]? {
    guard max(old.count, new.count) <= longestSequence else { return nil }
    // Numbers are compared faster than what makes layers equal.
    var numbers: [Layers.Key: Int] = [:]
    func number(_ entry: Layers.Entry) -> Int {
      if let number = numbers[entry.key] { return number }
      numbers[entry.key] = numbers.count
      return numbers.count - 1
    }
    let before = old.map(number)
    let difference = new.map(number).difference(from: before)
    var isGone = [Bool](repeating: false, count: old.count)
    var isNew = [Bool](repeating: false, count: new.count)
    for change in difference {
      switch change {
      case .remove(let offset, _, _): isGone[offset] = true
      case .insert(let offset, _, _): isNew[offset] = true
      }
    }
    return Array(zip(old.indices.filter { !isGone[$0] }, new.indices.filter { !isNew[$0] }))
      .map { (old: $0.0, new: $0.1) }
  }

  /// Matches equal layers, and between them those that come in the same place.
  private mutating func matchAround(
    _ pairs: [(old: Int, new: Int)], _ old: [Layers.Entry], _ new: [Layers.Entry]
  ) {
    var last = (old: 0, new: 0)
    for pair in pairs + [(old: old.count, new: new.count)] {
      // As many changed as are gone: they are the same, changed.
      if pair.old - last.old == pair.new - last.new {
        for place in 0..<(pair.old - last.old) {
          olds[new[last.new + place].layer] = old[last.old + place].layer
        }
      }
      if pair.old < old.count, pair.new < new.count {
        olds[new[pair.new].layer] = old[pair.old].layer
      }
      last = (pair.old + 1, pair.new + 1)
    }
  }

  // MARK: - What is left

  /// Matches layers of a class that read what was the same, in their order.
  private mutating func matchByInputs(_ before: Layers, _ after: Layers) {
    var isTaken = Set(olds.values)
    guard isTaken.count < before.all.count, olds.count < after.all.count else { return }
    var inputs = before.all.filter { !isTaken.contains($0) && old[$0].operation.isInput }[...]
    for layer in after.all where olds[layer] == nil {
      guard let node = new.calls(of: layer).first else { continue }
      let partner: LayerID?
      if let first = new[node].inputs.first {
        let sources = new[node].inputs.map { source($0) }
        partner = source(first).flatMap { start in
          old.consumers(of: start).first { candidate in
            !isTaken.contains(old[candidate].layer)
              && old.operation(of: candidate).className == new[layer].operation.className
              && old[candidate].inputs.map(Optional.some) == sources
          }
        }.map { old[$0].layer }
      } else {
        partner = new[layer].operation.isInput ? inputs.popFirst() : nil
      }
      guard let partner else { continue }
      olds[layer] = partner
      isTaken.insert(partner)
    }
  }

  /// What an output that is read was in the old model.
  private func source(_ node: NodeID) -> NodeID? {
    let number = new[node].output
    guard let call = call(new.call(of: node)) else { return nil }
    return number == 0 ? call : old.furtherOutputs(of: call).first { old[$0].output == number }
  }
}
