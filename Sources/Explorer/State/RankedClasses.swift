import Compute
import GraphCore

/// The classes that a model finds most likely, by one of its outputs: the largest elements of a vector.
struct RankedClasses: Hashable, Sendable {
  /// A class with what the model gives it.
  struct Score: Hashable, Sendable {
    /// The number of the class.
    var index: Int
    /// What the model gives it.
    var value: Float
  }

  /// The name of the layer that gives the output, with the number of a further output.
  var output: String
  /// How many classes there are.
  var count: Int
  /// The largest ones, the largest first; of equal ones, and such as have no order, the first one.
  var top: [Score]
  /// Whether they are probabilities.
  var areProbabilities: Bool

  /// Ranks an output; nil for anything but a vector.
  ///
  /// A single element behind a sigmoid is the probability of class 1 of two.
  ///
  /// - Parameter most: how many are kept.
  init?(_ tensor: Tensor, of node: NodeID, in model: ModelAnalysis, most: Int) {
    guard tensor.shape.count == 2, let count = Self.count(of: node, in: model) else { return nil }
    output = model.graph.label(of: node)
    self.count = count
    let operation = model.graph.operation(of: node)
    areProbabilities = operation.endsInSoftmax || operation.endsInSigmoid
    var elements = tensor.elements
    if count == 2, elements.count == 1 { elements = [1 - elements[0], elements[0]] }
    let sorted = elements.enumerated().sorted {
      $0.element > $1.element || (!($0.element < $1.element) && $0.offset < $1.offset)
    }
    top = sorted.prefix(most).map { Score(index: $0.offset, value: $0.element) }
  }

  /// The classes of all outputs of a model that are vectors, in their order.
  static func all(
    of model: ModelAnalysis, most: Int, _ tensor: (NodeID) -> Tensor?
  ) -> [RankedClasses] {
    model.graph.outputs.compactMap { node in
      tensor(node).flatMap { RankedClasses($0, of: node, in: model, most: most) }
    }
  }

  /// How many classes an output tells apart; nil for anything but a vector of a known size.
  static func count(of node: NodeID, in model: ModelAnalysis) -> Int? {
    let shape = model.shape(of: node)
    guard shape.rank == 1, let units = shape.channels.value else { return nil }
    return units == 1 && model.graph.operation(of: node).endsInSigmoid ? 2 : units
  }
}

extension GraphCore.Operation {
  /// Whether its output is a distribution over classes.
  var endsInSoftmax: Bool {
    if case .softmax = self { return true }
    return lastActivation == .softmax
  }

  /// Whether each element of its output is a probability by itself.
  var endsInSigmoid: Bool { lastActivation == .sigmoid }

  /// The activation that its output comes from.
  private var lastActivation: Activation? {
    switch self {
    case .dense(let dense): return dense.activation
    case .activation(let layer): return layer.activation
    case .opaque(let layer):
      guard case .function(let function)? = layer.computation,
        case .activation(let activation) = function.kind
      else { return nil }
      return activation
    default: return nil
    }
  }
}
