import Compute
import GraphCore

extension PixelExplainer {
  /// The inputs that a transposed convolution spreads onto this pixel, times their taps.
  func convolveTransposed(
    _ conv: Conv2DTranspose, _ node: NodeID, _ result: inout PixelExplanation
  ) {
    guard let (source, input) = input(of: node), let size = input.mapSize,
      let output = values(node)?.mapSize, let kernel = weight(named: "kernel", of: node)
    else { return unexplained(node, &result) }
    let channels = input.channels
    let window = conv.kernelSize
    guard kernel.count == window.height * window.width * conv.filters * channels else {
      return unexplained(node, &result)
    }
    let rows = Axis(
      conv.padding, input: size.height, output: output.height, window: window.height,
      stride: conv.strides.height, dilation: conv.dilationRate.height)
    let columns = Axis(
      conv.padding, input: size.width, output: output.width, window: window.width,
      stride: conv.strides.width, dilation: conv.dilationRate.width)
    var best = TopTerms()
    var reached = 0
    result.window = PixelExplanation.window(window)
    for row in 0..<window.height {
      for column in 0..<window.width {
        guard let y = rows.input(at: result.y, tap: row),
          let x = columns.input(at: result.x, tap: column)
        else { continue }
        reached += 1
        var sum = 0.0
        for channel in 0..<channels {
          let value = Double(input.elements[(y * size.width + x) * channels + channel])
          let tap = (row * window.width + column) * conv.filters + result.channel
          let weight = Double(kernel[tap * channels + channel])
          sum += value * weight
          best.add(value, weight) { "y\(y) x\(x) ch\(channel)" }
        }
        if !result.window.isEmpty { result.window[row][column] = sum }
      }
    }
    result.sentence =
      "the dot product of the \(reached) positions × \(channels) channels of \(source) that are "
      + "spread onto this pixel, with their taps of filter \(result.channel)"
    finish(best, conv.activation, node, &result)
  }

  /// One axis of a transposed convolution.
  private struct Axis {
    let size: Int
    let stride: Int
    let dilation: Int
    /// The outputs that are cut off in front.
    let border: Int

    init(
      _ padding: Padding, input: Int, output: Int, window: Int, stride: Int, dilation: Int
    ) {
      size = input
      self.stride = stride
      self.dilation = dilation
      let extent = dilation * (window - 1) + 1
      border = padding == .same ? max((input - 1) * stride - output + extent, 0) / 2 : 0
    }

    /// The input position that a tap spreads onto an output; nil when there is none.
    func input(at output: Int, tap: Int) -> Int? {
      let distance = output + border - tap * dilation
      guard distance >= 0, distance % stride == 0, distance / stride < size else { return nil }
      return distance / stride
    }
  }
}
