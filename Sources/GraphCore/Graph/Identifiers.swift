/// Names one call of a layer in a graph; stays the same through every edit that keeps the call.
public struct NodeID: Hashable, Comparable, Sendable {
  /// The position in the graph's creation order.
  public let rawValue: Int

  /// The call of that number, as a journal names it; whether a graph has it, `contains` says.
  package init(_ rawValue: Int) {
    self.rawValue = rawValue
  }

  /// Orders nodes by creation.
  public static func < (left: NodeID, right: NodeID) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// Names a layer, which owns weights and may be called several times.
public struct LayerID: Hashable, Comparable, Sendable {
  /// The position in the graph's creation order.
  public let rawValue: Int

  init(_ rawValue: Int) {
    self.rawValue = rawValue
  }

  /// Orders layers by creation.
  public static func < (left: LayerID, right: LayerID) -> Bool {
    left.rawValue < right.rawValue
  }
}
