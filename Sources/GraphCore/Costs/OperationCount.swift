/// What is counted as a floating-point operation beside the kernels' multiplications and additions.
///
/// Summaries differ by these: without any, the count is 2 x MACs.
public struct CountedOperations: OptionSet, Hashable, Sendable {
  /// The bits of the set.
  public let rawValue: Int

  /// A set of the given bits.
  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// One addition for each output element of a layer with a bias.
  public static let bias = CountedOperations(rawValue: 1)
  /// One multiplication and one addition for each element that is normalized.
  public static let normalization = CountedOperations(rawValue: 2)
  /// One operation for each element of each pooling window, padding included.
  public static let pooling = CountedOperations(rawValue: 4)
  /// One operation for each element of each operand after the first; two for a scaled sum.
  public static let sums = CountedOperations(rawValue: 8)
  /// All of them.
  public static let all: CountedOperations = [.bias, .normalization, .pooling, .sums]
}

extension ModelAnalysis {
  /// Floating-point operations of a call: 2 x MACs and what else is counted; nil when a size is
  /// unknown.
  ///
  /// - Throws: `GraphError.overflow`.
  public func floatingPointOperations(
    of id: NodeID, counting extras: CountedOperations = []
  ) throws(GraphError) -> Int? {
    guard let macs = cost(of: id).multiplyAccumulates,
      let extra = try checked(id, { () throws(RuleViolation) in try self.extras(of: id, extras) })
    else { return nil }
    return try checked(id) { () throws(RuleViolation) in
      try Checked.sum(Checked.product(2, macs), extra)
    }
  }

  /// Floating-point operations of the whole model; nil when a size is unknown.
  ///
  /// - Throws: `GraphError.overflow`, where sizes are unknown for the sum of all others.
  public func floatingPointOperations(
    counting extras: CountedOperations = []
  ) throws(GraphError) -> Int? {
    var total = 0
    var isKnown = true
    for id in order {
      guard let count = try floatingPointOperations(of: id, counting: extras) else {
        isKnown = false
        continue
      }
      let sum = total
      total = try checked(id) { () throws(RuleViolation) in try Checked.sum(sum, count) }
    }
    return isKnown ? total : nil
  }

  private func extras(
    of id: NodeID, _ extras: CountedOperations
  ) throws(RuleViolation) -> Int? {
    let operation = graph.operation(of: id)
    guard let perElement = operation.extraOperations(extras, inputs: graph[id].inputs.count) else {
      return 0
    }
    let shape: Shape
    switch operation {
    case .globalAveragePooling2D, .globalMaxPooling2D: shape = self.shape(of: graph[id].inputs[0])
    default: shape = self.shape(of: id)
    }
    guard shape.hasKnownRank, let elements = try Checked.product(shape.dimensions) else {
      return nil
    }
    return try Checked.product(elements, perElement)
  }

  private func checked<Value>(
    _ id: NodeID, _ body: () throws(RuleViolation) -> Value
  ) throws(GraphError) -> Value {
    do throws(RuleViolation) {
      return try body()
    } catch {
      throw .overflow(layer: graph.name(of: id), quantity: "floating-point operations")
    }
  }
}

extension Operation {
  /// Operations for each output element (each input element, for a global pooling); nil for none.
  fileprivate func extraOperations(_ extras: CountedOperations, inputs: Int) -> Int? {
    switch self {
    case .conv2D(let layer): layer.useBias && extras.contains(.bias) ? 1 : nil
    case .depthwiseConv2D(let layer): layer.useBias && extras.contains(.bias) ? 1 : nil
    case .separableConv2D(let layer): layer.useBias && extras.contains(.bias) ? 1 : nil
    case .conv2DTranspose(let layer): layer.useBias && extras.contains(.bias) ? 1 : nil
    case .dense(let layer): layer.useBias && extras.contains(.bias) ? 1 : nil
    case .batchNormalization, .layerNormalization, .normalization, .rescaling:
      extras.contains(.normalization) ? 2 : nil
    case .maxPooling2D(let layer): extras.contains(.pooling) ? layer.window.area : nil
    case .averagePooling2D(let layer): extras.contains(.pooling) ? layer.window.area : nil
    case .globalAveragePooling2D, .globalMaxPooling2D: extras.contains(.pooling) ? 1 : nil
    case .merge: extras.contains(.sums) ? inputs - 1 : nil
    case .customScale: extras.contains(.sums) ? 2 : nil
    default: nil
    }
  }
}

extension Pooling2D {
  /// Positions in a window; the window was checked to fit when the shape was inferred, and one too
  /// large to count stands for the largest count.
  fileprivate var area: Int {
    let (area, overflow) = poolSize.height.multipliedReportingOverflow(by: poolSize.width)
    return overflow ? .max : area
  }
}
