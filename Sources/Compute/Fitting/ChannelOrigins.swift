import GraphCore

/// Where the channels of an edited model come from: which channels of the model before the edit.
///
/// Layers that a sum ties together keep the same channels. A concatenation keeps what its inputs
/// keep, each at its place; what a sum ties to a concatenation follows it.
struct ChannelOrigins {
  /// The channels of a call.
  struct Origin {
    /// The call of the model before the edit whose channels these were: one that makes channels, not
    /// one that hands them on.
    var root: NodeID
    /// Which they were.
    var map: ChannelMap
  }

  private let old: ModelAnalysis
  private let new: ModelAnalysis
  /// For a call after the edit the same call before it, and the other way round.
  private let before: [NodeID: NodeID]
  private let after: [NodeID: NodeID]
  /// The call that made the channels which a call hands on, in either model.
  private let oldHeads: [NodeID: NodeID]
  private let newHeads: [NodeID: NodeID]
  /// For the call that made channels, in how many groups convolutions read or make them.
  private var blocks: [NodeID: Int] = [:]
  private var origins: [NodeID: Origin] = [:]

  /// Follows the channels from one model to another.
  ///
  /// - Parameters:
  ///   - before: for a call of `new` the same call of `old`, for those that were there.
  ///   - norms: the sum of absolute values of each filter of a layer of `old`; nil for a layer without
  ///     filters.
  init(
    from old: ModelAnalysis, to new: ModelAnalysis, before: [NodeID: NodeID],
    keep: FilterSelection, norms: (LayerID) -> [Double]?
  ) {
    self.old = old
    self.new = new
    self.before = before
    after = Dictionary(before.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    oldHeads = Self.heads(of: old)
    newHeads = Self.heads(of: new)
    blocks = groupCounts()
    // What is joined has fewer channels than the whole, so parts are settled before wholes.
    let groups = Self.tiedGroups(of: new, newHeads).map { (channels(of: $0[0], in: new), $0) }
      .enumerated()
      .sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }
      .map(\.element.1)
    for group in groups { settle(group, keep, norms) }
  }

  /// The channels of a call's output; nil when they cannot be followed.
  func origin(of node: NodeID) -> Origin? { newHeads[node].flatMap { origins[$0] } }

  /// What became of the channels that a call reads first.
  ///
  /// - Parameter before: the same layer's call in the model before the edit.
  func inputMap(of node: NodeID, before: NodeID) -> ChannelMap? {
    guard let input = new.graph[node].inputs.first,
      let oldInput = old.graph[before].inputs.first
    else { return nil }
    if let origin = origin(of: input), origin.root == oldHeads[oldInput] { return origin.map }
    return ChannelMap(position: channels(of: oldInput, in: old), channels(of: input, in: new))
  }

  /// What became of the channels that a call makes.
  func outputMap(of node: NodeID) -> ChannelMap? { origins[node]?.map }

  // MARK: - Groups

  private func channels(of node: NodeID, in analysis: ModelAnalysis) -> Int {
    analysis.shape(of: node).channels.value ?? 0
  }

  /// Whether a call hands on the channels of its only input.
  private static func handsOn(_ node: NodeID, _ analysis: ModelAnalysis) -> Bool {
    let operation = analysis.graph.operation(of: node)
    guard analysis.graph[node].inputs.count == 1 else { return false }
    if case .concatenate = operation { return true }
    return operation.keepsChannels
  }

  private static func heads(of analysis: ModelAnalysis) -> [NodeID: NodeID] {
    var heads: [NodeID: NodeID] = [:]
    for node in analysis.order {
      let input = handsOn(node, analysis) ? analysis.graph[node].inputs.first : nil
      heads[node] = input.flatMap { heads[$0] } ?? node
    }
    return heads
  }

  /// The calls that make channels, in groups that sums tie together, in order of execution.
  private static func tiedGroups(
    of analysis: ModelAnalysis, _ heads: [NodeID: NodeID]
  ) -> [[NodeID]] {
    var sets = DisjointSets(count: analysis.graph.nodeCapacity)
    for node in analysis.order
    where heads[node] == node && analysis.graph.operation(of: node).keepsChannels {
      let channels = analysis.shape(of: node).channels
      for input in analysis.graph[node].inputs where analysis.shape(of: input).channels == channels
      {
        sets.join((heads[input] ?? input).rawValue, node.rawValue)
      }
    }
    // All calls of a layer that has filters make the same channels.
    var first: [LayerID: NodeID] = [:]
    for node in analysis.order where heads[node] == node {
      let layer = analysis.graph[node].layer
      guard analysis.graph.isShared(layer), !analysis.weights(of: node).isEmpty else { continue }
      if let call = first[layer] {
        sets.join(call.rawValue, node.rawValue)
      } else {
        first[layer] = node
      }
    }
    var groups: [[NodeID]] = []
    var positions: [Int: Int] = [:]
    for node in analysis.order where heads[node] == node {
      let group = sets.representative(of: node.rawValue)
      if let position = positions[group] {
        groups[position].append(node)
      } else {
        positions[group] = groups.count
        groups.append([node])
      }
    }
    return groups
  }

  /// The groups of convolutions, for the calls whose channels are read or made in them.
  private func groupCounts() -> [NodeID: Int] {
    var blocks: [NodeID: Int] = [:]
    for node in new.order {
      guard case .conv2D(let layer) = new.graph.operation(of: node), layer.groups > 1 else {
        continue
      }
      for call in [node] + new.graph[node].inputs {
        guard let head = newHeads[call] else { continue }
        blocks[head] = Self.commonMultiple(blocks[head] ?? 1, layer.groups)
      }
    }
    return blocks
  }

  private static func commonMultiple(_ a: Int, _ b: Int) -> Int {
    var (divisor, rest) = (a, b)
    while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
    return a / divisor * b
  }

  // MARK: - Settling

  /// The call before the edit, where that made channels, too.
  private func madeBefore(_ node: NodeID) -> NodeID? {
    guard let call = before[node], oldHeads[call] == call else { return nil }
    return call
  }

  /// Finds out which channels the calls of a group keep.
  private mutating func settle(
    _ group: [NodeID], _ keep: FilterSelection, _ norms: (LayerID) -> [Double]?
  ) {
    var shared: ChannelMap?
    for node in group where new.graph.operation(of: node).isConcatenation {
      guard let call = madeBefore(node) else { continue }
      let map = joined(node, before: call)
      origins[node] = Origin(root: call, map: map)
      if shared == nil, !map.isIdentity { shared = map }
    }
    for node in group where origins[node] == nil {
      guard let call = madeBefore(node) else { continue }
      let (before, after) = (channels(of: call, in: old), channels(of: node, in: new))
      if let passed = passedOn(node, before: call) {
        origins[node] = Origin(root: call, map: passed)
        continue
      }
      if shared == nil || shared?.oldCount != before {
        shared = selection(of: group, from: before, to: after, keep, norms)
      }
      let fits = shared?.oldCount == before && shared?.count == after
      let map = fits ? shared : nil
      origins[node] = Origin(root: call, map: map ?? ChannelMap(position: before, after))
    }
  }

  /// The channels that stay in all layers of a group.
  private func selection(
    of group: [NodeID], from before: Int, to after: Int, _ keep: FilterSelection,
    _ norms: (LayerID) -> [Double]?
  ) -> ChannelMap {
    // A channel that changed its group would meet filters that never saw it.
    let common = group.reduce(1) { Self.commonMultiple($0, blocks[$1] ?? 1) }
    let count = before % common == 0 && after % common == 0 ? common : 1
    guard after < before, keep == .largest else {
      return ChannelMap(position: before, after, blocks: count)
    }
    var sums = [Double](repeating: 0, count: before)
    var layers: Set<LayerID> = []
    for node in group {
      guard let call = madeBefore(node), layers.insert(old.graph[call].layer).inserted,
        let own = norms(old.graph[call].layer), own.count == before
      else { continue }
      for (index, norm) in own.enumerated() { sums[index] += norm }
    }
    let size = before / count
    var kept: [Int] = []
    for block in 0..<count {
      let largest = (block * size..<(block + 1) * size).sorted {
        sums[$0] == sums[$1] ? $0 < $1 : sums[$0] > sums[$1]
      }
      kept += largest.prefix(after / count).sorted()
    }
    return ChannelMap(oldCount: before, kept)
  }

  /// The channels of a concatenation: those of its inputs, each at the place where it was.
  private func joined(_ node: NodeID, before call: NodeID) -> ChannelMap {
    var places: [(root: NodeID?, offset: Int, count: Int)] = []
    var offset = 0
    for input in old.graph[call].inputs {
      let count = channels(of: input, in: old)
      places.append((oldHeads[input], offset, count))
      offset += count
    }
    let inputs = new.graph[node].inputs
    var parts = [[Int?]?](repeating: nil, count: inputs.count)
    for (index, input) in inputs.enumerated() {
      guard let origin = origin(of: input), origin.map.count == channels(of: input, in: new),
        let place = places.firstIndex(where: {
          $0.root == origin.root && $0.count == origin.map.oldCount
        })
      else { continue }
      let offset = places.remove(at: place).offset
      parts[index] = (0..<origin.map.count).map { origin.map[$0].map { offset + $0 } }
    }
    // A new layer at the end of a branch takes the place of the old end, which is before it now.
    places.removeAll { place in place.root.flatMap { after[$0] }.flatMap { newHeads[$0] } == nil }
    if places.count != parts.count(where: { $0 == nil }) { places = [] }
    for (index, input) in inputs.enumerated() where parts[index] == nil {
      let place = places.isEmpty ? nil : places.removeFirst()
      parts[index] = (0..<channels(of: input, in: new)).map { channel in
        place.flatMap { channel < $0.count ? $0.offset + channel : nil }
      }
    }
    return ChannelMap(oldCount: offset, parts.flatMap { $0 ?? [] })
  }

  /// The channels of a layer that makes several of each channel, or one vector of all.
  private func passedOn(_ node: NodeID, before call: NodeID) -> ChannelMap? {
    let (before, after) = (old.graph.operation(of: call), new.graph.operation(of: node))
    switch (before, after) {
    case (.depthwiseConv2D(let before), .depthwiseConv2D(let after))
    where before.depthMultiplier == after.depthMultiplier:
      return inputMap(of: node, before: call)?.repeated(each: after.depthMultiplier)
    case (.flatten, .flatten):
      guard let map = inputMap(of: node, before: call), map.oldCount > 0, map.count > 0 else {
        return nil
      }
      guard let before = positions(of: call, in: old), let after = positions(of: node, in: new),
        before.count == after.count
      else { return nil }
      return before == after
        ? map.tiled(after.reduce(1, *))
        : map.tiled(zip(before, after).map { ChannelMap(centre: $0, $1) })
    default: return nil
    }
  }

  /// The sizes of all axes but the channels of what a call reads; nil when one is unknown.
  private func positions(of node: NodeID, in analysis: ModelAnalysis) -> [Int]? {
    guard let input = analysis.graph[node].inputs.first else { return nil }
    let axes = analysis.shape(of: input).dimensions.dropLast()
    let sizes = axes.compactMap(\.value)
    return sizes.count == axes.count ? sizes : nil
  }
}
