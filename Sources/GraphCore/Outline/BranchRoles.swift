/// The parts that convolutions play in the branches of a block.
///
/// The names are those of the reference document's arguments (`filters_1x1`, `filters_3x3_reduce`,
/// `filters_3x3`, `filters_5x5_reduce`, `filters_5x5`, `pool_proj`), carried on to the other blocks of
/// the family: a branch is named after its largest window, a first 1x1 convolution reduces, a last
/// one expands, and further convolutions are numbered. A transposed convolution has a part of its own,
/// such as `up 2x2`.
package struct BranchRoles {
  /// A convolution and its part.
  package struct Role {
    package var node: NodeID
    package var parameter: String
    package var label: String
  }

  private struct Window {
    var node: NodeID
    var size: Size2D
    /// Whether it has a number of filters, which a depthwise convolution has not.
    var hasFilters: Bool
  }

  /// The branch's name, such as `5x5`, `double 3x3`, `pool` or `up 2x2`; nil when it holds no
  /// convolution or pooling.
  package let title: String?
  /// The convolutions in order of execution.
  package let roles: [Role]

  package init(_ nodes: [NodeID], in graph: ModelGraph) {
    var windows: [Window] = []
    var ups: [Role] = []
    var hasPooling = false
    for node in nodes {
      let operation = graph.operation(of: node)
      if case .conv2DTranspose(let conv) = operation {
        // Its window spreads a position out, where the others gather several.
        let size = "\(conv.kernelSize.height)x\(conv.kernelSize.width)"
        ups.append(Role(node: node, parameter: "filters_up_\(size)", label: "up \(size)"))
      } else if let size = operation.filterWindow {
        windows.append(Window(node: node, size: size, hasFilters: operation.dial != nil))
      }
      if operation.isWindowPooling { hasPooling = true }
    }
    let height = windows.map(\.size.height).max() ?? 0
    let width = windows.map(\.size.width).max() ?? 0
    let isPool = hasPooling && max(height, width) <= 1
    let window = Self.isDouble(windows) ? "double \(height)x\(width)" : "\(height)x\(width)"
    title = isPool ? "pool" : windows.isEmpty ? ups.first?.label : window

    let convolutions = windows.filter(\.hasFilters)
    let wide = windows.filter { $0.size != 1 }.count
    let last = convolutions.lastIndex { $0.size != 1 } ?? convolutions.count - 1
    let named = convolutions.enumerated().map { index, convolution in
      let base = isPool ? "pool" : window
      let prefix =
        isPool ? "pool" : "filters_" + String(window.map { $0 == " " ? "_" : $0 })
      func role(_ suffix: String) -> Role {
        Role(
          node: convolution.node, parameter: suffix.isEmpty ? prefix : "\(prefix)_\(suffix)",
          label: suffix.isEmpty ? base : "\(base) \(suffix)")
      }
      if isPool, convolutions.count == 1 { return role("proj") }
      if index == 0, convolutions.count > 1, convolution.size == 1 { return role("reduce") }
      if index > last, wide > 0 {
        return role(index == convolutions.count - 1 ? "expand" : "expand \(index - last)")
      }
      if index == last { return role("") }
      return role(String(wide > 1 && convolutions[0].size == 1 ? index : index + 1))
    }
    guard !ups.isEmpty else {
      roles = named
      return
    }
    let ofNode = Dictionary(uniqueKeysWithValues: (named + ups).map { ($0.node, $0) })
    roles = nodes.compactMap { ofNode[$0] }
  }

  /// Whether a branch covers its window twice, as two 3x3 do, or 7x1, 1x7, 7x1, 1x7.
  private static func isDouble(_ windows: [Window]) -> Bool {
    var reach = Size2D(0, 0)
    var largest = Size2D(1, 1)
    for window in windows {
      // A window of nonsense size is refused elsewhere; here it must only not overflow.
      guard (1...1_000_000).contains(window.size.height),
        (1...1_000_000).contains(window.size.width)
      else { return false }
      reach.height += window.size.height - 1
      reach.width += window.size.width - 1
      largest.height = max(largest.height, window.size.height)
      largest.width = max(largest.width, window.size.width)
    }
    return largest.height > 1 && largest.height == largest.width
      && reach.height == 2 * (largest.height - 1) && reach.width == 2 * (largest.width - 1)
  }
}
