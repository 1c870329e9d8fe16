/// A layer that does something in training only, and passes its input on in inference.
public struct IdentityLayer: Hashable, Sendable {
  /// Keras' classes of this kind; the raw value is the class name.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case dropout = "Dropout"
    case spatialDropout2D = "SpatialDropout2D"
    case alphaDropout = "AlphaDropout"
    case gaussianDropout = "GaussianDropout"
    case gaussianNoise = "GaussianNoise"
    case activityRegularization = "ActivityRegularization"
    case identity = "Identity"

    /// Keras' name of the number that sets the layer's strength.
    var parameter: String? {
      switch self {
      case .dropout, .spatialDropout2D, .alphaDropout, .gaussianDropout: "rate"
      case .gaussianNoise: "stddev"
      case .activityRegularization, .identity: nil
      }
    }
  }

  /// The class.
  public var kind: Kind
  /// The share of elements that are dropped, or the deviation of the noise.
  public var amount: Double

  /// A layer of that class.
  public init(_ kind: Kind, amount: Double = 0) {
    self.kind = kind
    self.amount = amount
  }
}

extension IdentityLayer: LayerRules {
  public static var className: String { "Dropout" }

  public static var fields: [Field<IdentityLayer>] {
    ["rate", "stddev"].map { name in
      Field(
        name: name, get: { $0.kind.parameter == name ? .number($0.amount) : .none },
        set: { (layer, value) throws(RuleViolation) in
          guard layer.kind.parameter == name else {
            throw .invalid("\(layer.kind.rawValue) has no field '\(name)'")
          }
          switch value {
          case .integer(let number): layer.amount = Double(number)
          case .number(let number): layer.amount = number
          default: throw .invalid("\(name) takes a number, got \(value.inWords)")
          }
        })
    }
  }

  public func validate() throws(RuleViolation) {
    guard let name = kind.parameter else { return }
    guard amount >= 0, name == "stddev" || amount <= 1 else {
      throw .invalid("\(name) must be between 0 and 1, got \(amount)")
    }
  }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape { try single(inputs) }
}
