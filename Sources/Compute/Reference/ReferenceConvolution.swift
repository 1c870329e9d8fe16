/// A convolution written down as its definition, with sums in double: slow, and what the kernels are
/// held against.
package struct ReferenceConvolution {
  /// Input rows, columns and channels.
  package var input: (height: Int, width: Int, channels: Int)
  /// The number of output channels.
  package var filters: Int
  /// The window's rows and columns.
  package var window: (height: Int, width: Int)
  /// The steps.
  package var stride = (y: 1, x: 1)
  /// The distances of taps.
  package var dilation = (y: 1, x: 1)
  /// The padding above and left of the map.
  package var padding = (top: 0, left: 0)
  /// The number of groups of channels.
  package var groups = 1

  /// A convolution that moves by one pixel.
  package init(
    input: (height: Int, width: Int, channels: Int), filters: Int,
    window: (height: Int, width: Int)
  ) {
    self.input = input
    self.filters = filters
    self.window = window
  }

  /// The sum of output element (y, x, channel) and its bias.
  ///
  /// - Parameters:
  ///   - elements: the input, row-major.
  ///   - kernel: `[window row][window column][channel][output channel]`.
  package func sum(
    _ y: Int, _ x: Int, _ output: Int, _ elements: [Float], _ kernel: [Float], _ bias: [Float]
  ) -> Double {
    let depth = input.channels / groups
    let first = output / (filters / groups) * depth
    var sum = Double(bias[output])
    for ky in 0..<window.height {
      let row = y * stride.y - padding.top + ky * dilation.y
      guard row >= 0, row < input.height else { continue }
      for kx in 0..<window.width {
        let column = x * stride.x - padding.left + kx * dilation.x
        guard column >= 0, column < input.width else { continue }
        for channel in 0..<depth {
          let element = elements[(row * input.width + column) * input.channels + first + channel]
          let weight = kernel[((ky * window.width + kx) * depth + channel) * filters + output]
          sum += Double(element) * Double(weight)
        }
      }
    }
    return sum
  }
}
