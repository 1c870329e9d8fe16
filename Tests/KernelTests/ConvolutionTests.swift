import Compute
import KernelABI
import Testing

/// Convolutions of every instruction set against the definition, at sizes around the tiles' edges.
struct ConvolutionTests {
  static let sizes = [1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 17, 23, 24, 25, 37]
  static let filterCounts = [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 48, 65]

  @Test(arguments: InstructionSet.available)
  func widthsAroundTheTiles(_ set: InstructionSet) {
    for width in Self.sizes {
      for window in [(1, 1), (3, 3), (1, 7), (7, 1), (5, 5), (2, 4)] {
        check(set, ConvolutionCase(height: 3, width: width, filters: 33, window: window))
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func filterCountsAroundThePanels(_ set: InstructionSet) {
    for filters in Self.filterCounts {
      for channels in [1, 3, 4, 17] {
        check(set, ConvolutionCase(channels: channels, filters: filters))
        check(
          set, ConvolutionCase(channels: channels, filters: filters, outputGap: 3, addsMap: true))
        check(
          set, ConvolutionCase(channels: channels, filters: filters, window: (1, 1), inputGap: 2))
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func heightsDownToOne(_ set: InstructionSet) {
    for height in [1, 2, 3, 4, 9] {
      for width in [1, 2, 3, 6, 14] {
        for window in [(3, 3), (1, 1), (5, 5), (7, 1)] {
          check(set, ConvolutionCase(height: height, width: width, filters: 9, window: window))
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func stridesDilationsAndPaddings(_ set: InstructionSet) {
    for stride in 1...3 {
      for isSame in [true, false] {
        for window in [(1, 1), (3, 3), (2, 3), (5, 1)] {
          check(
            set,
            ConvolutionCase(
              height: 11, width: 29, window: window, stride: stride, isSame: isSame, inputGap: 1))
        }
      }
    }
    for dilation in 2...4 {
      for isSame in [true, false] {
        check(
          set,
          ConvolutionCase(height: 12, width: 31, filters: 17, dilation: dilation, isSame: isSame))
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func blocksOfTheDepth(_ set: InstructionSet) {
    for block in [1, 7, 16, 40] {
      check(
        set, ConvolutionCase(width: 26, channels: 9, filters: 32, addsMap: true),
        depthBlock: block)
      check(
        set, ConvolutionCase(width: 26, channels: 9, filters: 37, inputGap: 4),
        depthBlock: block)
    }
  }

  // MARK: - The comparison

  private func check(_ set: InstructionSet, _ geometry: ConvolutionCase, depthBlock: Int? = nil) {
    for isFlat in [false, true] { check(set, geometry, depthBlock, isFlat: isFlat) }
  }

  private func check(
    _ set: InstructionSet, _ geometry: ConvolutionCase, _ depthBlock: Int?, isFlat: Bool
  ) {
    let table = set.kernels
    guard let convolution = GuardedConvolution(geometry) else { return }
    let packed = table.packedColumns(geometry.filters)
    let filters = GuardedFloats([Float](repeating: .nan, count: packed * geometry.depth))
    let packedBias = GuardedFloats([Float](repeating: .nan, count: packed))
    convolution.kernel.withUnsafeBufferPointer { kernel in
      convolution.bias.withUnsafeBufferPointer { bias in
        guard let kernel = kernel.baseAddress, let bias = bias.baseAddress else { return }
        var packing = FilterPacking(
          source: kernel, depth: geometry.depth, outputChannels: geometry.filters,
          filters: filters.base, bias: packedBias.base)
        packing.sourceBias = bias
        table.packFilters(&packing)
      }
    }
    var arguments = convolution.arguments(filters: filters.base, bias: packedBias.base)
    arguments.unitRows = 2
    arguments.unitColumns = isFlat ? 20 : max(8, geometry.outputSize.width / 2)
    arguments.unitPanels = 1
    arguments.packsEveryTile = isFlat
    if let depthBlock { arguments.depthBlock = depthBlock }
    let scratch = GuardedFloats(
      [Float](repeating: 0, count: table.convolutionScratch(&arguments) / 4))
    for unit in 0..<table.convolutionUnits(&arguments) {
      table.convolve(&arguments, unit, scratch.base)
    }
    // Operands are below 1: each of the products and sums is off by 2^-24 of its size at most.
    let allowed = Double(geometry.depth + 2) * 3e-7
    let error = convolution.greatestError
    let block = depthBlock.map(String.init) ?? "default"
    #expect(
      error <= allowed,
      "\(set.rawValue) \(geometry) flat \(isFlat) block \(block): off by \(error)")
    #expect(
      convolution.isIntact && filters.isIntact && packedBias.isIntact && scratch.isIntact)
  }
}
