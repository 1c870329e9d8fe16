/// A layer has a unique name, and weights that belong to it however often it is called.
public struct Layer: Hashable, Sendable {
  /// The name, unique in its graph.
  public var name: String
  /// The layer class with its configuration.
  public var operation: Operation
  /// Whether training changes its weights; what a user froze is not changed.
  public var isTrainable: Bool

  /// A layer of the given name and operation.
  public init(name: String, operation: Operation, isTrainable: Bool = true) {
    self.name = name
    self.operation = operation
    self.isTrainable = isTrainable
  }
}

/// One call of a layer on the outputs of other calls, or a further output of such a call.
///
/// Keras keeps the same split: a layer that is called twice has two nodes and one set of weights.
/// Nearly all layers have one output, so a call stands for its first output too. What a nested model or
/// a layer of an unknown class gives beyond that are nodes of their own, which read the call.
public struct Node: Hashable, Sendable {
  /// The layer that is called.
  public let layer: LayerID
  /// The nodes that are the arguments, in order; for a further output the call that gives it.
  public var inputs: [NodeID]
  /// Which output of the layer it is; 0 for the call itself.
  public let output: Int

  /// A call, or output number `output` of the call that is the only input.
  init(layer: LayerID, inputs: [NodeID], output: Int = 0) {
    self.layer = layer
    self.inputs = inputs
    self.output = output
  }

  /// Whether it is an output of a call beyond the first one, and no call itself.
  public var isFurtherOutput: Bool { output > 0 }
}
