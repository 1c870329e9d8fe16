/// A layer has a unique name, and weights that belong to it however often it is called.
public struct Layer: Hashable, Sendable {
  /// The name, unique in its graph.
  public var name: String
  /// The layer class with its configuration.
  public var operation: Operation

  /// A layer of the given name and operation.
  public init(name: String, operation: Operation) {
    self.name = name
    self.operation = operation
  }
}

/// One call of a layer on the outputs of other calls.
///
/// Keras keeps the same split: a layer that is called twice has two nodes and one set of weights.
public struct Node: Hashable, Sendable {
  /// The layer that is called.
  public let layer: LayerID
  /// The calls whose outputs are the arguments, in order.
  public var inputs: [NodeID]
}
