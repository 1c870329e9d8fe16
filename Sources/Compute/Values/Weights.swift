import GraphCore

/// The weights of a model: given ones by layer name, and a rule for all others.
///
/// Weights that no file gives are generated when they are asked for, so a model's weights take no
/// memory here.
public struct Weights: Sendable {
  /// How weights are made up that are not given.
  public var fill: WeightFill
  /// The seed of the made-up weights.
  public var seed: UInt64
  private var given: [String: [Float]] = [:]
  private var versions: [String: Int] = [:]

  /// Weights that all are made up.
  public init(fill: WeightFill = .glorot, seed: UInt64 = 1) {
    self.fill = fill
    self.seed = seed
  }

  /// The made-up weights of a model.
  public static func filled(
    for analysis: ModelAnalysis, fill: WeightFill = .glorot, seed: UInt64 = 1
  ) -> Weights {
    Weights(fill: fill, seed: seed)
  }

  /// Gives a weight in Keras' layout, such as the `kernel` of `conv2d_1`.
  public mutating func set(_ elements: [Float], layer: String, weight: String) {
    let name = "\(layer)/\(weight)"
    given[name] = elements
    versions[name, default: 0] += 1
  }

  /// Whether a weight is given rather than made up.
  public func isGiven(layer: String, weight: String) -> Bool {
    given["\(layer)/\(weight)"] != nil
  }

  /// The elements of a weight in Keras' layout, row-major.
  ///
  /// - Throws: `PlanError.weightSize` when the given weight has another number of elements.
  public func elements(
    of weight: WeightSpecification, layer: String
  ) throws(PlanError) -> [Float] {
    let name = "\(layer)/\(weight.name)"
    let count = weight.shape.reduce(1, *)
    if let elements = given[name] {
      guard elements.count == count else {
        throw .weightSize(
          layer: layer, weight: weight.name, expected: weight.shape, received: elements.count)
      }
      return elements
    }
    let (scale, offset) = fill.range(of: weight)
    return RandomStream(seed: seed, name: name).elements(
      count: count, scale: scale, offset: offset)
  }

  /// What tells two versions of a layer's weights apart.
  func identity(layer: String, weight: String) -> String {
    let name = "\(layer)/\(weight)"
    guard given[name] != nil else { return "\(fill.rawValue) \(seed) \(name)" }
    return "given \(versions[name] ?? 0) \(name)"
  }
}
