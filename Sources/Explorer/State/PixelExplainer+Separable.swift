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
    let (kernelSize, multiplier) = (part.kernelSize, max(1, part.depthMultiplier))
    let count = input.channels * multiplier
    guard depthwise.count == kernelSize.height * kernelSize.width * count,
      pointwise.count == count * conv.filters
    else { return unexplained(node, &result) }
    let channel = result.channel
    func factor(_ index: Int) -> Double { Double(pointwise[index * conv.filters + channel]) }
    var sums = Array(repeating: 0.0, count: count)
    result.window = window(
      of: result, over: size, kernelSize, part.strides, part.dilationRate, part.padding
    ) { tap, y, x in
      var add = 0.0
      for index in 0..<count {
        let value = input.elements[(y * size.width + x) * input.channels + index / multiplier]
        let product = Double(value) * Double(depthwise[tap * count + index])
        sums[index] += product
        add += product * factor(index)
      }
      return add
    }
    result.sentence =
      "the dot product of \(count) depthwise sums, each over \(kernelSize.height)×\(kernelSize.width) "
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
