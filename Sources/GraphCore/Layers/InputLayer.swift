/// The entry of a model: a tensor that the caller gives.
public struct InputLayer: Hashable, Sendable {
  /// The shape of one sample.
  public var shape: Shape

  /// An input of one sample's shape.
  public init(shape: Shape) {
    self.shape = shape
  }
}

extension InputLayer: LayerRules {
  public static var className: String { "InputLayer" }

  public static var fields: [Field<InputLayer>] {
    [
      Field(
        name: "shape", get: { .integers($0.shape.dimensions.map(\.value)) },
        set: { (layer, value) throws(RuleViolation) in
          guard case .integers(let sizes) = value else {
            throw .invalid("shape takes sizes such as 224x224x3, got \(value.inWords)")
          }
          layer.shape = Shape(sizes.map { $0.map(Dimension.fixed) ?? .unknown })
        }),
      Field(
        name: "size",
        get: { .integers($0.shape.dimensions.dropLast().map(\.value)) },
        set: { (layer, value) throws(RuleViolation) in
          guard layer.shape.rank == 3 else {
            throw .invalid("size is for an input of height x width x channels")
          }
          switch value {
          case .integer(let side):
            layer.shape = Shape(.fixed(side), .fixed(side), layer.shape.channels)
          case .integers(let sides) where sides.count == 2:
            let sizes = sides.map { $0.map(Dimension.fixed) ?? .unknown }
            layer.shape = Shape(sizes + [layer.shape.channels])
          case .none:
            layer.shape = Shape(.unknown, .unknown, layer.shape.channels)
          default:
            throw .invalid(
              "size takes a height and width such as 299 or 64x96, got \(value.inWords)")
          }
        }),
    ]
  }

  public func validate() throws(RuleViolation) {
    for dimension in shape.dimensions {
      if let size = dimension.value, size < 1 {
        throw .invalid("its shape needs sizes of 1 or more, got \(shape)")
      }
    }
  }

  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape { shape }
}
