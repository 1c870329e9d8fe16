/// A layer of a class that we do not know.
///
/// It is kept and shown as it is. What its output has for a shape is what the file recorded.
public struct OpaqueLayer: Hashable, Sendable {
  /// The class name in the file.
  public var kerasClass: String
  /// The shape of one sample of the output as the file recorded it, or `Shape.unknown`.
  public var recordedOutputShape: Shape

  /// A layer of that class.
  public init(kerasClass: String, recordedOutputShape: Shape = .unknown) {
    self.kerasClass = kerasClass
    self.recordedOutputShape = recordedOutputShape
  }
}

extension OpaqueLayer: LayerRules {
  public static var className: String { "Opaque" }
  public func outputShape(_ inputs: [Shape]) throws(RuleViolation) -> Shape { recordedOutputShape }
}
