import GraphCore

extension Format {
  /// A shape as `224×224×96`; `?` when nothing is known of it.
  static func shape(_ shape: Shape) -> String {
    guard shape.hasKnownRank else { return "?" }
    return shape.dimensions.map(\.description).joined(separator: "×")
  }

  /// The columns that a shape takes.
  static func width(of shape: Shape) -> Int {
    guard shape.hasKnownRank else { return 1 }
    return shape.dimensions.reduce(-1) { sum, dimension in
      guard let value = dimension.value, value >= 0 else {
        return sum + 1 + DisplayWidth.of(dimension.description)
      }
      var digits = 1
      var rest = value / 10
      while rest > 0 {
        digits += 1
        rest /= 10
      }
      return sum + 1 + digits
    }
  }

  /// A size as `3×3`.
  static func size(_ size: Size2D) -> String { "\(size.height)×\(size.width)" }

  /// What a layer does, in few words: its class and what sets it apart.
  static func summary(of operation: GraphCore.Operation) -> String {
    let name = operation.className
    switch operation {
    case .conv2D(let conv):
      var words = [name, size(conv.kernelSize)]
      if conv.strides != 1 { words.append("/\(conv.strides.height)") }
      if conv.activation != .linear { words.append(conv.activation.rawValue) }
      return words.joined(separator: " ")
    case .dense(let dense):
      return dense.activation == .linear ? name : "\(name) \(dense.activation.rawValue)"
    case .maxPooling2D(let pool): return "\(name) \(size(pool.window.poolSize))"
    case .averagePooling2D(let pool): return "\(name) \(size(pool.window.poolSize))"
    default: return name
    }
  }
}
