/// The parts that convolutions play in the branches of an inception block.
///
/// The names are those of the reference document's arguments (`filters_1x1`, `filters_3x3_reduce`,
/// `filters_3x3`, `filters_5x5_reduce`, `filters_5x5`, `pool_proj`), carried on to the other blocks of
/// the family: a branch is named after its largest window, a first 1x1 convolution reduces, and
/// further convolutions are numbered.
struct BranchRoles {
  /// A convolution and its part.
  struct Role {
    var node: NodeID
    var parameter: String
    var label: String
  }

  /// The branch's name, such as `5x5` or `pool`; nil when it holds no convolution or pooling.
  let title: String?
  /// The convolutions in order of execution.
  let roles: [Role]

  init(_ nodes: [NodeID], in graph: ModelGraph) {
    var convolutions: [(node: NodeID, kernel: Size2D)] = []
    var hasPooling = false
    for node in nodes {
      switch graph.operation(of: node) {
      case .conv2D(let conv): convolutions.append((node, conv.kernelSize))
      case .maxPooling2D, .averagePooling2D: hasPooling = true
      default: break
      }
    }
    let height = convolutions.map(\.kernel.height).max() ?? 0
    let width = convolutions.map(\.kernel.width).max() ?? 0
    let isPool = hasPooling && max(height, width) <= 1
    let window = "\(height)x\(width)"
    let wide = convolutions.filter { $0.kernel != 1 }.count
    title =
      isPool
      ? "pool"
      : convolutions.isEmpty ? nil : Self.isDouble(convolutions) ? "double \(window)" : window
    roles = convolutions.enumerated().map { index, convolution in
      let base = isPool ? "pool" : Self.isDouble(convolutions) ? "double \(window)" : window
      let stem = base.replacing(" ", with: "_")
      let prefix = isPool ? "pool" : "filters_\(stem)"
      if isPool, convolutions.count == 1 {
        return Role(node: convolution.node, parameter: "pool_proj", label: "pool proj")
      }
      if index == 0, convolutions.count > 1, convolution.kernel == 1 {
        return Role(
          node: convolution.node, parameter: "\(prefix)_reduce", label: "\(base) reduce")
      }
      if index == convolutions.count - 1 {
        return Role(node: convolution.node, parameter: prefix, label: base)
      }
      let number = wide > 1 ? index : index + 1
      return Role(
        node: convolution.node, parameter: "\(prefix)_\(number)", label: "\(base) \(number)")
    }
  }

  /// Whether a branch holds the same square window twice, as InceptionV3's `branch3x3dbl`.
  private static func isDouble(_ convolutions: [(node: NodeID, kernel: Size2D)]) -> Bool {
    let windows = convolutions.map(\.kernel).filter { $0 != 1 }
    guard windows.count > 1, let first = windows.first else { return false }
    return first.height == first.width && windows.allSatisfy { $0 == first }
  }
}

extension String {
  fileprivate func replacing(_ character: Character, with other: Character) -> String {
    String(map { $0 == character ? other : $0 })
  }
}
