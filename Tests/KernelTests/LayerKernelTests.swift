import Compute
import Foundation
import KernelABI
import Testing

/// Merges, softmax, normalization and resampling of every instruction set, between guarded pages.
struct LayerKernelTests {
  private let stream = RandomStream(seed: 8, name: "layers")

  private func random(_ count: Int, from start: Int = 0) -> [Float] {
    (0..<count).map { Float(stream.uniform(start + $0)) }
  }

  private func map(
    _ floats: GuardedFloats, _ height: Int, _ width: Int, _ channels: Int, stride: Int? = nil
  ) -> FeatureMap {
    FeatureMap(
      base: floats.base, height: height, width: width, channels: channels,
      pixelStride: stride ?? channels)
  }

  private static func merged(_ function: MergeFunction, _ x: Float, _ y: Float) -> Float {
    switch function {
    case .add: x + 0.5 * y
    case .scaledSum: (x + y) * 0.5
    case .subtract: x - y
    case .multiply: x * y
    case .maximum: max(x, y)
    case .minimum: min(x, y)
    case .slope: x < 0 ? x * y : x
    }
  }

  @Test(arguments: InstructionSet.available)
  func mergesWithStretchedOperands(_ set: InstructionSet) {
    for function in MergeFunction.allCases {
      for channels in DepthwiseTests.channelCounts {
        let left = random(6 * channels)
        // All of the map; a pixel for all; a channel for all.
        for (height, width, depth) in [(2, 3, channels), (1, 1, channels), (2, 3, 1), (1, 1, 1)] {
          let right = random(height * width * depth, from: 5000)
          let (a, b) = (GuardedFloats(left), GuardedFloats(right))
          let output = GuardedFloats([Float](repeating: .nan, count: 6 * channels))
          var first = map(a, 2, 3, channels)
          var second = map(b, height, width, depth)
          if width == 1 { second.pixelStride = 0 }
          if height == 1 { second.rowStride = 0 }
          var target = map(output, 2, 3, channels)
          set.kernels.layers.merge(function, 0.5, &first, &second, &target, 0, 2)
          for index in left.indices {
            let pixel = height == 1 ? 0 : index / channels
            let other = right[pixel * depth + (depth == 1 ? 0 : index % channels)]
            #expect(
              abs(output[index] - Self.merged(function, left[index], other)) < 1e-6,
              "\(set) \(function) \(channels) with \(height)x\(width)x\(depth)")
          }
          #expect(a.isIntact && b.isIntact && output.isIntact)
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func notANumberSpreads(_ set: InstructionSet) {
    for function in MergeFunction.allCases {
      for isLeft in [true, false] {
        let a = GuardedFloats([Float](repeating: isLeft ? .nan : -1, count: 19))
        let b = GuardedFloats([Float](repeating: isLeft ? -1 : .nan, count: 19))
        var (first, second) = (map(a, 1, 1, 19), map(b, 1, 1, 19))
        set.kernels.layers.merge(function, 1, &first, &second, &first, 0, 1)
        for index in 0..<19 { #expect(a[index].isNaN, "\(set) \(function) \(isLeft)") }
      }
    }
    // A window's maximum, wherever the NaN is in it.
    for place in 0..<9 {
      var elements = [Float](repeating: 1, count: 9 * 17)
      for channel in 0..<17 { elements[place * 17 + channel] = .nan }
      let (input, output) = (GuardedFloats(elements), GuardedFloats(random(17)))
      var (source, target) = (map(input, 3, 3, 17), map(output, 1, 1, 17))
      var window = Window(height: 3, width: 3)
      set.kernels.maxPool(&source, &target, &window, 0, 1)
      for channel in 0..<17 { #expect(output[channel].isNaN, "\(set) place \(place)") }
    }
  }

  @Test(arguments: InstructionSet.available, [false, true])
  func softmaxOfChannelsAndRows(_ set: InstructionSet, isLogarithm: Bool) {
    for channels in DepthwiseTests.channelCounts + [1000] {
      let elements = random(6 * channels).map { $0 * 30 }
      for rows in [nil, 2, 1] as [Int?] {
        let (input, output) = (GuardedFloats(elements), GuardedFloats(elements.map { _ in .nan }))
        var (source, target) = (map(input, 2, 3, channels), map(output, 2, 3, channels))
        if let rows {
          set.kernels.layers.softmaxAcross(isLogarithm, &source, &target, rows, 0, 2 / rows)
        } else {
          set.kernels.layers.softmax(isLogarithm, &source, &target, 0, 2)
        }
        for index in elements.indices {
          let group: [Float] =
            switch rows {
            case nil:
              Array(elements[index / channels * channels..<(index / channels + 1) * channels])
            case 2:
              [elements[index % (3 * channels)], elements[index % (3 * channels) + 3 * channels]]
            default: [elements[index]]
            }
          let greatest = Double(group.max() ?? 0)
          let sum = group.reduce(0) { $0 + exp(Double($1) - greatest) }
          let logarithm = Double(elements[index]) - greatest - log(sum)
          let expected = isLogarithm ? logarithm : exp(logarithm)
          #expect(
            abs(Double(output[index]) - expected) <= 1e-6 * max(1, abs(expected)),
            "\(set) \(channels) channels, rows \(rows ?? 0)")
        }
        #expect(input.isIntact && output.isIntact)
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func normalizationOfPixels(_ set: InstructionSet) {
    for channels in DepthwiseTests.channelCounts {
      let elements = random(6 * channels).map { $0 + 3 }
      let (scale, shift) = (random(channels, from: 900), random(channels, from: 1900))
      let (input, output) = (GuardedFloats(elements), GuardedFloats(elements.map { _ in .nan }))
      let (gamma, beta) = (GuardedFloats(scale), GuardedFloats(shift))
      var (source, target) = (map(input, 2, 3, channels), map(output, 2, 3, channels))
      set.kernels.layers.normalize(&source, gamma.base, beta.base, 0.001, &target, 0, 2)
      for index in elements.indices {
        let pixel = elements[index / channels * channels..<(index / channels + 1) * channels]
        let mean = pixel.reduce(0) { $0 + Double($1) } / Double(channels)
        let variance = pixel.reduce(0) { $0 + pow(Double($1) - mean, 2) } / Double(channels)
        let normal = (Double(elements[index]) - mean) / (variance + 0.001).squareRoot()
        let channel = index % channels
        let expected = normal * Double(scale[channel]) + Double(shift[channel])
        #expect(abs(Double(output[index]) - expected) < 2e-5, "\(set) \(channels) channels")
      }
      #expect(output.isIntact && gamma.isIntact && beta.isIntact)
    }
  }

  @Test(arguments: InstructionSet.available)
  func resamplingClearingAndGathering(_ set: InstructionSet) {
    for channels in DepthwiseTests.channelCounts {
      let elements = random(4 * 5 * channels)
      let input = GuardedFloats(elements)
      let output = GuardedFloats([Float](repeating: .nan, count: 3 * 7 * channels))
      let (rowStarts, columnStarts) = ([0, 1, 2], [0, 3, 2, 1, 0, 3, 3])
      let (rowWeights, columnWeights) = (random(6, from: 70), random(14, from: 90))
      rowStarts.withUnsafeBufferPointer { rows in
        columnStarts.withUnsafeBufferPointer { columns in
          rowWeights.withUnsafeBufferPointer { rowWeights in
            columnWeights.withUnsafeBufferPointer { columnWeights in
              guard let rows = rows.baseAddress, let columns = columns.baseAddress,
                let rowWeights = rowWeights.baseAddress,
                let columnWeights = columnWeights.baseAddress
              else { return }
              var arguments = ResamplingArguments(
                input: map(input, 4, 5, channels), output: map(output, 3, 7, channels),
                rowTaps: 2, rowStarts: rows, rowWeights: rowWeights, columnTaps: 2,
                columnStarts: columns, columnWeights: columnWeights)
              set.kernels.layers.resample(&arguments, 0, 3)
            }
          }
        }
      }
      for index in 0..<output.count {
        let (pixel, channel) = (index / channels, index % channels)
        let (y, x) = (pixel / 7, pixel % 7)
        var expected = 0.0
        for ky in 0..<2 {
          for kx in 0..<2 {
            let source = (rowStarts[y] + ky) * 5 + columnStarts[x] + kx
            expected +=
              Double(elements[source * channels + channel]) * Double(rowWeights[y * 2 + ky])
              * Double(columnWeights[x * 2 + kx])
          }
        }
        #expect(abs(Double(output[index]) - expected) < 1e-6, "\(set) \(channels) channels")
      }
      // The first channel of all pixels.
      let gathered = GuardedFloats([Float](repeating: .nan, count: 20))
      set.kernels.layers.gather(input.base, channels, gathered.base, 1, 20)
      for index in 0..<20 { #expect(gathered[index] == elements[index * channels]) }
      var target = map(output, 3, 7, channels)
      set.kernels.layers.clear(&target, 0, 3)
      for index in 0..<output.count { #expect(output[index] == 0) }
      #expect(input.isIntact && output.isIntact && gathered.isIntact)
    }
  }
}
