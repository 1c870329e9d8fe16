import Compute
import GraphCore

extension PixelExplainer {
  /// A sum over the window in each channel, then the dot product of those sums with a filter.
  func convolveSeparable(
    _ conv: SeparableConv2D, _ node: NodeID, _ result: inout PixelExplanation
  ) {
    guard let (source, input) = input(of: node), let size = input.mapSize,
      let depthwise = weight(named: "depthwise_kernel", of: node),
      let pointwise = weight(named: "pointwise_kernel", of: node)
    else { return unexplained(node, &result) }
    let part = conv.depthwise
    let (window, multiplier) = (part.kernelSize, max(1, part.depthMultiplier))
    let count = input.channels * multiplier
    guard depthwise.count == window.height * window.width * count,
      pointwise.count == count * conv.filters
    else { return unexplained(node, &result) }
    let (top, left) = origin(
      size, window, part.strides, part.dilationRate, part.padding, result)
    let channel = result.channel
    func factor(_ index: Int) -> Double { Double(pointwise[index * conv.filters + channel]) }
    var sums = Array(repeating: 0.0, count: count)
    for row in 0..<window.height {
      var adds: [Double?] = []
      for column in 0..<window.width {
        let (y, x) = (top + row * part.dilationRate.height, left + column * part.dilationRate.width)
        guard y >= 0, y < size.height, x >= 0, x < size.width else {
          adds.append(nil)
          continue
        }
        var add = 0.0
        for index in 0..<count {
          let value = input.elements[(y * size.width + x) * input.channels + index / multiplier]
          let product =
            Double(value) * Double(depthwise[(row * window.width + column) * count + index])
          sums[index] += product
          add += product * factor(index)
        }
        adds.append(add)
      }
      result.window.append(adds)
    }
    result.sentence =
      "the dot product of \(count) depthwise sums, each over \(window.height)×\(window.width) "
      + "numbers of one channel of \(source), with pointwise filter \(result.channel)"
    var best = TopTerms()
    for index in 0..<count {
      best.add(sums[index], factor(index)) {
        multiplier == 1
          ? "depthwise sum of ch\(index)"
          : "depthwise sum \(index % multiplier) of ch\(index / multiplier)"
      }
    }
    finish(best, conv.activation, node, &result)
  }
}
