import Compute
import KernelABI
import Testing

/// Depthwise convolutions of every instruction set against the definition, between guarded pages.
struct DepthwiseTests {
  struct Geometry {
    var height = 5
    var width = 11
    var channels = 3
    var window = (height: 3, width: 3)
    var stride = (y: 1, x: 1)
    var dilation = (y: 1, x: 1)
    var padding = (top: 1, left: 1, bottom: 1, right: 1)
    var inputGap = 0
    var outputGap = 0
    var reluBefore = false
    var reluAfter = false
  }

  static let channelCounts = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 23, 31, 32, 33, 47, 65]

  @Test(arguments: InstructionSet.available)
  func channelsAroundTheVectors(_ set: InstructionSet) {
    for channels in Self.channelCounts {
      check(set, Geometry(channels: channels))
      check(set, Geometry(channels: channels, inputGap: 3, outputGap: 2, reluAfter: true))
      check(
        set,
        Geometry(
          channels: channels, window: (2, 5), padding: (0, 2, 1, 2), outputGap: 1,
          reluBefore: true))
    }
  }

  @Test(arguments: InstructionSet.available)
  func widthsAroundTheTiles(_ set: InstructionSet) {
    for width in 1...27 {
      for channels in [3, 8, 17] {
        check(set, Geometry(height: 3, width: width, channels: channels))
        check(
          set,
          Geometry(
            height: 4, width: width, channels: channels, stride: (2, 2),
            padding: (0, 0, 1, 1), reluAfter: true))
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func windowsStridesAndDilations(_ set: InstructionSet) {
    for (height, width) in [(1, 1), (1, 13), (7, 1), (9, 14)] {
      for window in [(1, 1), (3, 3), (5, 5), (1, 7), (7, 1), (2, 3)] {
        for step in 1...3 {
          check(
            set,
            Geometry(
              height: height, width: width, channels: 19, window: window, stride: (step, step),
              padding: (3, 3, 3, 3)))
          check(
            set,
            Geometry(
              height: height, width: width, channels: 6, window: window,
              dilation: (step, step + 1), padding: (4, 7, 4, 7), inputGap: 1))
        }
      }
    }
  }

  private func check(_ set: InstructionSet, _ shape: Geometry) {
    let extent = (
      y: (shape.window.height - 1) * shape.dilation.y + 1,
      x: (shape.window.width - 1) * shape.dilation.x + 1
    )
    let padded = (
      y: shape.height + shape.padding.top + shape.padding.bottom,
      x: shape.width + shape.padding.left + shape.padding.right
    )
    guard padded.y >= extent.y, padded.x >= extent.x else { return }
    let height = (padded.y - extent.y) / shape.stride.y + 1
    let width = (padded.x - extent.x) / shape.stride.x + 1
    let stream = RandomStream(seed: 5, name: "depthwise")
    let channels = shape.channels
    let taps = shape.window.height * shape.window.width
    let elements = (0..<shape.height * shape.width * channels).map { Float(stream.uniform($0)) }
    let kernel = (0..<taps * channels).map { Float(stream.uniform(10_000 + $0)) }
    let bias = (0..<channels).map { Float(stream.uniform(20_000 + $0)) }

    let inputStride = channels + shape.inputGap
    let outputStride = channels + shape.outputGap
    let input = GuardedFloats(spread(elements, channels, inputStride))
    let output = GuardedFloats(
      [Float](repeating: .nan, count: (height * width - 1) * outputStride + channels))
    // NaN behind the weights: only lanes that aren't written may see it.
    let behind = [Float](repeating: .nan, count: set.kernels.vectorWidth)
    let filters = GuardedFloats(kernel + behind)
    let biases = GuardedFloats(bias + behind)
    var window = Window(height: shape.window.height, width: shape.window.width)
    (window.strideY, window.strideX) = shape.stride
    (window.dilationY, window.dilationX) = shape.dilation
    (window.padTop, window.padLeft) = (shape.padding.top, shape.padding.left)
    var arguments = DepthwiseArguments(
      input: FeatureMap(
        base: input.base, height: shape.height, width: shape.width, channels: channels,
        pixelStride: inputStride),
      output: FeatureMap(
        base: output.base, height: height, width: width, channels: channels,
        pixelStride: outputStride),
      window: window, filters: filters.base, bias: biases.base)
    arguments.reluBefore = shape.reluBefore
    arguments.reluAfter = shape.reluAfter
    // In two parts, as threads do it.
    set.kernels.layers.depthwise(&arguments, height / 2, height)
    set.kernels.layers.depthwise(&arguments, 0, height / 2)

    var worst = 0.0
    for pixel in 0..<height * width {
      for channel in 0..<channels {
        var sum = Double(bias[channel])
        for tap in 0..<taps {
          let y =
            pixel / width * shape.stride.y - shape.padding.top
            + tap / shape.window.width * shape.dilation.y
          let x =
            pixel % width * shape.stride.x - shape.padding.left
            + tap % shape.window.width * shape.dilation.x
          guard (0..<shape.height).contains(y), (0..<shape.width).contains(x) else { continue }
          var element = Double(elements[(y * shape.width + x) * channels + channel])
          if shape.reluBefore { element = max(element, 0) }
          sum += element * Double(kernel[tap * channels + channel])
        }
        let expected = shape.reluAfter ? max(sum, 0) : sum
        let difference = abs(Double(output[pixel * outputStride + channel]) - expected)
        worst = max(worst, difference.isNaN ? .infinity : difference)
      }
      for gap in channels..<outputStride where pixel + 1 < height * width {
        #expect(output[pixel * outputStride + gap].isNaN, "\(set) writes between \(shape)")
      }
    }
    #expect(worst <= Double(taps + 2) * 2e-7, "\(set) \(shape): off by \(worst)")
    #expect(input.isIntact && output.isIntact && filters.isIntact && biases.isIntact)
  }
}

/// Pixels of `channels` floats `stride` apart, with NaN between them and none behind the last one.
func spread(_ elements: [Float], _ channels: Int, _ stride: Int) -> [Float] {
  let pixels = elements.count / channels
  var floats = [Float](repeating: .nan, count: max(0, (pixels - 1) * stride + channels))
  for index in elements.indices {
    floats[index / channels * stride + index % channels] = elements[index]
  }
  return floats
}
