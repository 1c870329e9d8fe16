import GraphCore

/// Which axis of a layer's weights are its input channels, its output channels, or taps of a window.
struct LayerAxes {
  /// What the layer does.
  var operation: Operation
  /// What became of its input channels and of its output channels; nil when that is not known.
  var input: ChannelMap?
  var output: ChannelMap?

  /// The map of each axis of a weight.
  func maps(of weight: WeightSpecification, old: [Int]) -> [ChannelMap] {
    let new = weight.shape
    guard old.count == new.count else { return [] }
    var maps = zip(old, new).map { ChannelMap(position: $0, $1) }
    for (axis, role) in roles(of: weight).enumerated() where axis < maps.count {
      let wanted: ChannelMap? =
        switch role {
        case .tap: ChannelMap(centre: old[axis], new[axis])
        case .input(let each): input?.repeated(each: each)
        case .output: output
        case .other: nil
        }
      if let wanted, wanted.oldCount == old[axis], wanted.count == new[axis] { maps[axis] = wanted }
    }
    return maps
  }

  /// What each axis of a weight counts, with its map.
  func changed(
    of weight: WeightSpecification, _ maps: [ChannelMap]
  ) -> [(WeightChange.Axis, ChannelMap)] {
    let roles = roles(of: weight)
    return maps.enumerated().map { axis, map in
      switch roles.indices.contains(axis) ? roles[axis] : .other {
      case .tap: (.window, map)
      case .input: (.input, map)
      case .output: (.output, map)
      case .other: (.other, map)
      }
    }
  }

  private enum Role: Equatable {
    case tap
    /// Input channels, several neighbouring places for each.
    case input(each: Int)
    case output
    case other
  }

  private func roles(of weight: WeightSpecification) -> [Role] {
    switch operation {
    case .conv2D(let layer):
      if weight.name == "bias" { return [.output] }
      // With groups, `GroupedKernelMap` says what stays.
      return [.tap, .tap, layer.groups == 1 ? .input(each: 1) : .other, .output]
    case .conv2DTranspose:
      return weight.name == "bias" ? [.output] : [.tap, .tap, .output, .input(each: 1)]
    case .dense: return weight.name == "bias" ? [.output] : [.input(each: 1), .output]
    case .depthwiseConv2D(let layer):
      if weight.name == "bias" { return [.input(each: layer.depthMultiplier)] }
      return [.tap, .tap, .input(each: 1), .other]
    case .separableConv2D(let layer):
      switch weight.name {
      case "bias": return [.output]
      case "depthwise_kernel": return [.tap, .tap, .input(each: 1), .other]
      default: return [.other, .other, .input(each: layer.depthwise.depthMultiplier), .output]
      }
    case .layerNormalization(let layer) where layer.axes.count > 1: return []
    case .batchNormalization, .layerNormalization, .groupNormalization, .layerScale, .normalization,
      .prelu:
      // One number for each channel, on the last axis.
      return [Role](repeating: .other, count: max(weight.shape.count - 1, 0)) + [.input(each: 1)]
    default: return []
    }
  }

  /// The sum of absolute values of each filter, from the kernel of a layer; nil for others.
  static func norms(
    of operation: Operation, _ weights: [WeightSpecification],
    elements: (WeightSpecification) -> [Float]?
  ) -> [Double]? {
    let axes = LayerAxes(operation: operation)
    for weight in weights where weight.name != "bias" {
      guard
        let axis = axes.roles(of: weight).firstIndex(of: .output),
        let elements = elements(weight)
      else { continue }
      let inner = weight.shape[(axis + 1)...].reduce(1, *)
      let count = weight.shape[axis]
      guard inner > 0, count > 0 else { return nil }
      var sums = [Double](repeating: 0, count: count)
      for (index, element) in elements.enumerated() {
        sums[index / inner % count] += Double(abs(element))
      }
      return sums
    }
    return nil
  }
}
