import GraphCore
import Synchronization

/// The weights of a model: given ones by layer name, and a rule for all others.
///
/// A value: copies share the given weights. Weights that no file gives are generated when they are
/// asked for, so that these take no memory here.
public struct Weights: Sendable {
  /// How weights are made up that are not given.
  public var fill: WeightFill
  /// The seed of the made-up weights.
  public var seed: UInt64
  private var given: [Name: Given] = [:]

  /// A weight by its layer and its own name.
  ///
  /// `inner/kernel` of the nested model `block` is `kernel` of its layer `block/inner`.
  private struct Name: Hashable {
    let path: String

    init(layer: String, weight: String) {
      path = "\(layer)/\(weight)"
    }
  }

  private struct Given {
    var elements: [Float]
    /// A number that no other elements in this process have.
    var version: Int
  }

  private static let lastVersion = Atomic<Int>(0)

  /// Weights that all are made up.
  public init(fill: WeightFill = .glorot, seed: UInt64 = 1) {
    self.fill = fill
    self.seed = seed
  }

  /// Gives a weight in Keras' layout, such as the `kernel` of `conv2d_1`.
  public mutating func set(_ elements: [Float], layer: String, weight: String) {
    let version = Self.lastVersion.add(1, ordering: .relaxed).newValue
    given[Name(layer: layer, weight: weight)] = Given(elements: elements, version: version)
  }

  /// Takes over a given weight, elements and version, from other weights; false when it isn't given
  /// there.
  mutating func take(
    _ weight: String, of layer: String, from other: Weights, as name: String
  ) -> Bool {
    guard let shared = other.given[Name(layer: name, weight: weight)] else { return false }
    given[Name(layer: layer, weight: weight)] = shared
    return true
  }

  /// The elements of a weight in Keras' layout, row-major.
  ///
  /// - Throws: `PlanError.weightSize` when the given weight has another number of elements.
  public func elements(
    of weight: WeightSpecification, layer: String
  ) throws(PlanError) -> [Float] {
    let count = weight.shape.reduce(1, *)
    if let elements = given[Name(layer: layer, weight: weight.name)]?.elements {
      guard elements.count == count else {
        throw .weightSize(
          layer: layer, weight: weight.name, expected: weight.shape, received: elements.count)
      }
      return elements
    }
    let (scale, offset) = fill.range(of: weight)
    return RandomStream(seed: seed, name: "\(layer)/\(weight.name)").elements(
      count: count, scale: scale, offset: offset)
  }

  /// What tells two versions of a layer's weights apart.
  func identity(layer: String, weight: String) -> String {
    guard let given = given[Name(layer: layer, weight: weight)] else {
      return "\(fill.rawValue) \(seed) \(layer)/\(weight)"
    }
    return "given \(given.version)"
  }
}
