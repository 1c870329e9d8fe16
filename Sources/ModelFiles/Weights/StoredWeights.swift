import GraphCore

/// What a file has of a model's weights.
public struct StoredWeights: Sendable, Equatable {
  /// The weights of all layers whose class is known.
  public var weights: [StoredWeight]
  /// The variables of layers whose class is not known, as they are in the file.
  public var carried: [CarriedVariable] = []
  /// The names of layers of the outermost model with variables that are neither known nor carried.
  public var leftOut: [String] = []
  /// Whether the file has the state of an optimizer, which is not read.
  public var hasOptimizer = false

  /// Weights, and nothing else.
  public init(_ weights: [StoredWeight]) { self.weights = weights }
}

/// A variable of a layer whose class is not known, which goes from file to file unread.
public struct CarriedVariable: Sendable, Hashable {
  /// The layer of the outermost model that has it, or has it inside.
  public var layer: LayerID
  /// The way to the layer inside a nested model, as `inner/`; else empty.
  public var prefix: String
  /// The groups inside the layer's group, and the dataset: `vars`, `0`.
  public var path: [String]
  /// The sizes of all axes.
  public var shape: [Int]
  /// The kind of its numbers.
  public var type: NumberType
  /// The numbers, row-major, the least significant byte first.
  public var bytes: [UInt8]

  /// A variable with its numbers.
  public init(
    layer: LayerID, prefix: String, path: [String], shape: [Int], type: NumberType, bytes: [UInt8]
  ) {
    self.layer = layer
    self.prefix = prefix
    self.path = path
    self.shape = shape
    self.type = type
    self.bytes = bytes
  }
}

/// A kind of number in a file of weights.
public enum NumberType: UInt8, CaseIterable, Sendable {
  case float16, float32, float64
  case int8, int16, int32, int64
  case uint8, uint16, uint32, uint64
}
