/// The most memory that the outputs of layers need at one time, one sample in 32-bit floats.
public struct PeakActivation: Hashable, Sendable {
  /// Bytes of all outputs that are live at the peak.
  public var bytes: Int
  /// The call that runs at the peak.
  public var node: NodeID
  /// The calls whose outputs are live then, in order of execution, the running one included.
  public var live: [NodeID]
  /// Bytes of all outputs that are live while each call runs, in order of execution.
  public var timeline: [Int]
}

extension ModelAnalysis {
  /// The peak of live outputs over the order of execution; nil when a size is unknown.
  ///
  /// An output is live from the call that makes it to the last call that reads it; outputs of the
  /// model stay. Nothing is made in place, so a call's inputs and its output are live together.
  ///
  /// - Throws: `GraphError.overflow` when the bytes exceed 64 bits.
  public func peakActivation() throws(GraphError) -> PeakActivation? {
    var position = [Int](repeating: 0, count: graph.nodeCapacity)
    for (index, id) in order.enumerated() { position[id.rawValue] = index }
    let kept = Set(graph.outputs)
    func lastUse(of id: NodeID) -> Int {
      if kept.contains(id) { return order.count }
      return graph.consumers(of: id).map { position[$0.rawValue] }.max() ?? position[id.rawValue]
    }
    var endingAt = [[NodeID]](repeating: [], count: order.count)
    var live = 0
    var peak: (bytes: Int, index: Int) = (0, 0)
    var timeline: [Int] = []
    timeline.reserveCapacity(order.count)
    for (index, id) in order.enumerated() {
      guard let bytes = cost(of: id).outputBytes else { return nil }
      let (sum, overflow) = live.addingReportingOverflow(bytes)
      if overflow { throw .overflow(layer: graph.name(of: id), quantity: "live activations") }
      live = sum
      timeline.append(live)
      if live > peak.bytes { peak = (live, index) }
      let last = lastUse(of: id)
      if last < order.count { endingAt[last].append(id) }
      for ended in endingAt[index] { live -= cost(of: ended).outputBytes ?? 0 }
    }
    guard !order.isEmpty else { return nil }
    let liveAtPeak = order[...peak.index].filter { lastUse(of: $0) >= peak.index }
    return PeakActivation(
      bytes: peak.bytes, node: order[peak.index], live: Array(liveAtPeak), timeline: timeline)
  }
}
