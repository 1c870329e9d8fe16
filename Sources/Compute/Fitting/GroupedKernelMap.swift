import GraphCore

/// What became of the kernel of a convolution in groups: (height, width, channels of a group, filters).
///
/// A filter sees the input channels of its own group alone, so that a place on the third axis is
/// another channel for each group. What stays is the weight of a filter that stays for a channel that
/// stays, if the filter saw that channel before and sees it now.
struct GroupedKernelMap {
  /// The window before and now.
  var taps: [ChannelMap]
  /// All input channels and all filters.
  var input: ChannelMap
  var output: ChannelMap
  /// The number of groups before and now.
  var oldGroups: Int
  var groups: Int

  /// Whether nothing has changed.
  var isIdentity: Bool {
    oldGroups == groups && input.isIdentity && output.isIdentity && taps.allSatisfy(\.isIdentity)
  }

  /// What each of its axes counts, with what became of that.
  var axes: [(WeightChange.Axis, ChannelMap)] {
    taps.map { (.window, $0) } + [(.input, input), (.output, output)]
  }

  /// Copies what stays of a kernel into a new one, whose other elements are left alone.
  func copy(_ old: [Float], into new: inout [Float]) {
    let (oldInputs, oldFilters) = (input.oldCount / oldGroups, output.oldCount / oldGroups)
    let (inputs, filters) = (input.count / groups, output.count / groups)
    for y in 0..<taps[0].count {
      for x in 0..<taps[1].count {
        guard let oldY = taps[0][y], let oldX = taps[1][x] else { continue }
        let oldTap = (oldY * taps[1].oldCount + oldX) * oldInputs
        let tap = (y * taps[1].count + x) * inputs
        for filter in 0..<output.count {
          guard let oldFilter = output[filter] else { continue }
          for channel in 0..<inputs {
            guard let seen = input[filter / filters * inputs + channel],
              seen / oldInputs == oldFilter / oldFilters
            else { continue }
            new[(tap + channel) * output.count + filter] =
              old[(oldTap + seen % oldInputs) * output.oldCount + oldFilter]
          }
        }
      }
    }
  }
}

extension LayerAxes {
  /// The map of a weight that has channels of groups on an axis; nil for all other weights.
  func groupedMap(
    of weight: WeightSpecification, old: WeightSpecification, before: Operation
  ) -> GroupedKernelMap? {
    guard case .conv2D(let layer) = operation, case .conv2D(let oldLayer) = before,
      layer.groups > 1 || oldLayer.groups > 1, weight.shape.count == 4, old.shape.count == 4
    else { return nil }
    let blocks = layer.groups == oldLayer.groups ? layer.groups : 1
    func map(_ known: ChannelMap?, _ before: Int, _ after: Int) -> ChannelMap {
      if let known, known.oldCount == before, known.count == after { return known }
      return ChannelMap(position: before, after, blocks: blocks)
    }
    return GroupedKernelMap(
      taps: (0..<2).map { ChannelMap(centre: old.shape[$0], weight.shape[$0]) },
      input: map(input, old.shape[2] * oldLayer.groups, weight.shape[2] * layer.groups),
      output: map(output, old.shape[3], weight.shape[3]),
      oldGroups: oldLayer.groups, groups: layer.groups)
  }
}
