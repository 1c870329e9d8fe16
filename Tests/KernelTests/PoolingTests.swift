import Compute
import KernelABI
import Testing

/// Pooling and elementwise kernels of every instruction set, between guarded pages.
struct PoolingTests {
  static let channelCounts = [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33]

  @Test(arguments: InstructionSet.available)
  func windowsOfAllSizes(_ set: InstructionSet) {
    for channels in Self.channelCounts {
      for (height, width) in [(1, 1), (4, 5), (7, 3)] {
        for (window, stride, pad) in [(1, 1, 0), (2, 2, 0), (3, 1, 1), (3, 2, 1), (5, 3, 2)] {
          check(set, height, width, channels, window, stride, pad)
        }
      }
    }
  }

  private func check(
    _ set: InstructionSet, _ height: Int, _ width: Int, _ channels: Int, _ size: Int,
    _ stride: Int, _ pad: Int
  ) {
    let outputHeight = (height + 2 * pad - size) / stride + 1
    let outputWidth = (width + 2 * pad - size) / stride + 1
    guard outputHeight > 0, outputWidth > 0, height + 2 * pad >= size, width + 2 * pad >= size
    else { return }
    let table = set.kernels
    let stream = RandomStream(seed: 3, name: "pool")
    let elements = (0..<height * width * channels).map { Float(stream.uniform($0)) }
    let input = GuardedFloats(elements)
    var source = map(input, height, width, channels)
    var window = Window(height: size, width: size)
    (window.strideY, window.strideX) = (stride, stride)
    (window.padTop, window.padLeft) = (pad, pad)

    for isMaximum in [true, false] {
      let output = GuardedFloats(
        [Float](repeating: .nan, count: outputHeight * outputWidth * channels))
      var target = map(output, outputHeight, outputWidth, channels)
      let pool = isMaximum ? table.maxPool : table.averagePool
      pool(&source, &target, &window, 0, outputHeight)
      for index in 0..<output.count {
        let (pixel, channel) = (index / channels, index % channels)
        var values: [Float] = []
        for ky in 0..<size {
          for kx in 0..<size {
            let y = pixel / outputWidth * stride - pad + ky
            let x = pixel % outputWidth * stride - pad + kx
            guard (0..<height).contains(y), (0..<width).contains(x) else { continue }
            values.append(elements[(y * width + x) * channels + channel])
          }
        }
        let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
        let expected = isMaximum ? Double(values.max() ?? 0) : mean
        #expect(
          abs(Double(output[index]) - expected) <= (isMaximum ? 0 : 1e-6),
          "\(set.rawValue) \(height)x\(width)x\(channels) window \(size) stride \(stride)")
      }
      #expect(output.isIntact)
    }
  }

  @Test(arguments: InstructionSet.available)
  func elementwiseKernels(_ set: InstructionSet) {
    let table = set.kernels
    let stream = RandomStream(seed: 4, name: "elements")
    for channels in Self.channelCounts {
      let count = 6 * channels
      let left = (0..<count).map { Float(stream.uniform($0)) }
      let right = (0..<count).map { Float(stream.uniform(count + $0)) }
      let (a, b) = (GuardedFloats(left), GuardedFloats(right))
      let output = GuardedFloats([Float](repeating: .nan, count: count))
      var first = map(a, 2, 3, channels)
      var second = map(b, 2, 3, channels)
      var target = map(output, 2, 3, channels)

      table.layers.merge(.add, 0.5, &first, &second, &target, 0, 2)
      for index in 0..<count {
        #expect(abs(output[index] - left[index] - 0.5 * right[index]) < 1e-6)
      }
      table.copy(&first, &target, 0, 2)
      for index in 0..<count { #expect(output[index] == left[index]) }
      table.relu(&first, &target, 0, 2)
      for index in 0..<count { #expect(output[index] == max(left[index], 0)) }
      table.affine(&first, b.base, b.base, &target, 0, 2)
      for index in 0..<count {
        let factor = right[index % channels]
        #expect(abs(output[index] - (left[index] * factor + factor)) < 1e-6)
      }
      table.sumRow(&first, 1, output.base)
      for channel in 0..<channels {
        let sum = (3..<6).reduce(Float(0)) { $0 + left[$1 * channels + channel] }
        #expect(abs(output[channel] - sum) < 1e-6)
      }
      #expect(a.isIntact && b.isIntact && output.isIntact)
    }
  }

  @Test(arguments: InstructionSet.available)
  func momentsAndFills(_ set: InstructionSet) {
    for count in [1, 7, 8, 9, 1000] {
      let stream = RandomStream(seed: 5, name: "fill")
      let floats = GuardedFloats([Float](repeating: .nan, count: count))
      var fill = RandomFill(state: stream.state, scale: 2, offset: 1)
      set.kernels.fill(&fill, 3, count, floats.base)
      for index in 0..<count {
        #expect(floats[index] == Float(1 + 2 * stream.uniform(3 + index)))
      }
      floats.base[count / 2] = 0
      var moments = TensorMoments()
      set.kernels.moments(floats.base, count, &moments)
      let values = (0..<count).map { Double(floats[$0]) }
      #expect(Double(moments.min) == values.min() && Double(moments.max) == values.max())
      #expect(abs(moments.sum - values.reduce(0, +)) < 1e-9 * Double(count))
      #expect(moments.zeros == values.filter { $0 == 0 }.count)
    }
  }

  private func map(_ floats: GuardedFloats, _ height: Int, _ width: Int, _ channels: Int)
    -> FeatureMap
  {
    FeatureMap(
      base: floats.base, height: height, width: width, channels: channels, pixelStride: channels)
  }
}
