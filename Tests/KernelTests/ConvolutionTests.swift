import Compute
import KernelABI
import Testing

/// Convolutions of every instruction set against the definition, at sizes around the tiles' edges.
struct ConvolutionTests {
  struct Geometry: CustomStringConvertible {
    var height = 5
    var width = 13
    var channels = 3
    var filters = 5
    var window = (height: 3, width: 3)
    var stride = 1
    var dilation = 1
    var isSame = true
    var inputGap = 0
    var outputGap = 0
    var addsMap = false
    var depthBlock: Int?

    var description: String {
      "\(window.height)x\(window.width) \(channels)->\(filters) on \(height)x\(width) stride "
        + "\(stride) dilation \(dilation) \(isSame ? "same" : "valid") gaps \(inputGap) "
        + "\(outputGap)\(addsMap ? " + map" : "") block \(depthBlock ?? 0)"
    }
  }

  static let sizes = [1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 17, 23, 24, 25, 37]
  static let filterCounts = [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 48, 65]

  @Test(arguments: InstructionSet.available)
  func widthsAroundTheTiles(_ set: InstructionSet) {
    for width in Self.sizes {
      for window in [(1, 1), (3, 3), (1, 7), (7, 1), (5, 5), (2, 4)] {
        check(set, Geometry(height: 3, width: width, filters: 33, window: window))
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func filterCountsAroundThePanels(_ set: InstructionSet) {
    for filters in Self.filterCounts {
      for channels in [1, 3, 4, 17] {
        check(set, Geometry(channels: channels, filters: filters))
        check(set, Geometry(channels: channels, filters: filters, outputGap: 3, addsMap: true))
        check(set, Geometry(channels: channels, filters: filters, window: (1, 1), inputGap: 2))
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func heightsDownToOne(_ set: InstructionSet) {
    for height in [1, 2, 3, 4, 9] {
      for width in [1, 2, 3, 6, 14] {
        for window in [(3, 3), (1, 1), (5, 5), (7, 1)] {
          check(set, Geometry(height: height, width: width, filters: 9, window: window))
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
            Geometry(
              height: 11, width: 29, window: window, stride: stride, isSame: isSame, inputGap: 1))
        }
      }
    }
    for dilation in 2...4 {
      for isSame in [true, false] {
        check(
          set,
          Geometry(height: 12, width: 31, filters: 17, dilation: dilation, isSame: isSame))
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func blocksOfTheDepth(_ set: InstructionSet) {
    for block in [1, 7, 16, 40] {
      check(set, Geometry(width: 26, channels: 9, filters: 32, addsMap: true, depthBlock: block))
      check(set, Geometry(width: 26, channels: 9, filters: 37, inputGap: 4, depthBlock: block))
    }
  }

  // MARK: - The comparison

  private func check(_ set: InstructionSet, _ geometry: Geometry) {
    for isFlat in [false, true] { check(set, geometry, isFlat: isFlat) }
  }

  private func check(_ set: InstructionSet, _ geometry: Geometry, isFlat: Bool) {
    let table = set.kernels
    guard let reference = reference(geometry) else { return }
    let (height, width) = outputSize(geometry)
    let depth = geometry.window.height * geometry.window.width * geometry.channels
    let elements = random(geometry.height * geometry.width * geometry.channels, "input")
    let kernel = random(depth * geometry.filters, "kernel")
    let bias = random(geometry.filters, "bias")
    let addend = random(height * width * geometry.filters, "addend")

    let pixelStride = geometry.channels + geometry.inputGap
    let input = GuardedFloats(spreading: elements, channels: geometry.channels, stride: pixelStride)
    let outputStride = geometry.filters + geometry.outputGap
    let output = GuardedFloats(
      spreading: addend.map { _ in .nan }, channels: geometry.filters, stride: outputStride)
    let added = GuardedFloats(addend)
    let packed = table.packedColumns(geometry.filters)
    let filters = GuardedFloats([Float](repeating: .nan, count: packed * depth))
    let packedBias = GuardedFloats([Float](repeating: .nan, count: packed))
    kernel.withUnsafeBufferPointer { kernel in
      bias.withUnsafeBufferPointer { bias in
        guard let kernel = kernel.baseAddress, let bias = bias.baseAddress else { return }
        var packing = FilterPacking(
          source: kernel, depth: depth, outputChannels: geometry.filters, filters: filters.base,
          bias: packedBias.base)
        packing.sourceBias = bias
        table.packFilters(&packing)
      }
    }

    var window = Window(height: geometry.window.height, width: geometry.window.width)
    window.strideY = geometry.stride
    window.strideX = geometry.stride
    window.dilationY = geometry.dilation
    window.dilationX = geometry.dilation
    window.padTop = reference.padding.top
    window.padLeft = reference.padding.left
    var arguments = ConvolutionArguments(
      input: FeatureMap(
        base: input.base, height: geometry.height, width: geometry.width,
        channels: geometry.channels, pixelStride: pixelStride),
      output: FeatureMap(
        base: output.base, height: height, width: width, channels: geometry.filters,
        pixelStride: outputStride),
      window: window, filters: filters.base, bias: packedBias.base)
    arguments.unitRows = 2
    arguments.unitColumns = isFlat ? 20 : max(8, width / 2)
    arguments.unitPanels = 1
    arguments.packsEveryTile = isFlat
    if let block = geometry.depthBlock { arguments.depthBlock = block }
    if geometry.addsMap {
      arguments.addend = UnsafePointer(added.base)
      arguments.addendStride = geometry.filters
      arguments.reluBefore = true
    } else {
      arguments.reluAfter = true
    }
    let scratch = GuardedFloats(
      [Float](repeating: 0, count: table.convolutionScratch(&arguments) / 4))
    for unit in 0..<table.convolutionUnits(&arguments) {
      table.convolve(&arguments, unit, scratch.base)
    }

    var worst = 0.0
    for pixel in 0..<height * width {
      for channel in 0..<geometry.filters {
        var expected = max(
          reference.sum(pixel / width, pixel % width, channel, elements, kernel, bias), 0)
        if geometry.addsMap { expected += Double(addend[pixel * geometry.filters + channel]) }
        let difference = abs(Double(output[pixel * outputStride + channel]) - expected)
        worst = max(worst, difference.isNaN ? .infinity : difference)
      }
    }
    // Operands are below 1: each of the products and sums is off by 2^-24 of its size at most.
    let allowed = Double(depth + 2) * 3e-7
    #expect(worst <= allowed, "\(set.rawValue) \(geometry) flat \(isFlat): off by \(worst)")
    #expect(output.gapsAreNaN(channels: geometry.filters, stride: outputStride))
    #expect(
      input.isIntact && output.isIntact && filters.isIntact && packedBias.isIntact
        && scratch.isIntact)
  }

  private func random(_ count: Int, _ name: String) -> [Float] {
    let stream = RandomStream(seed: 7, name: name)
    return (0..<count).map { Float(stream.uniform($0)) }
  }

  private func outputSize(_ geometry: Geometry) -> (Int, Int) {
    func size(_ input: Int, _ window: Int) -> Int {
      let extent = geometry.dilation * (window - 1) + 1
      if geometry.isSame { return (input + geometry.stride - 1) / geometry.stride }
      return input >= extent ? (input - extent) / geometry.stride + 1 : 0
    }
    return (
      size(geometry.height, geometry.window.height), size(geometry.width, geometry.window.width)
    )
  }

  private func reference(_ geometry: Geometry) -> ReferenceConvolution? {
    let (height, width) = outputSize(geometry)
    guard height > 0, width > 0 else { return nil }
    var reference = ReferenceConvolution(
      input: (geometry.height, geometry.width, geometry.channels), filters: geometry.filters,
      window: geometry.window)
    reference.stride = (geometry.stride, geometry.stride)
    reference.dilation = (geometry.dilation, geometry.dilation)
    func before(_ input: Int, _ output: Int, _ window: Int) -> Int {
      let extent = geometry.dilation * (window - 1) + 1
      return geometry.isSame ? max((output - 1) * geometry.stride + extent - input, 0) / 2 : 0
    }
    reference.padding = (
      before(geometry.height, height, geometry.window.height),
      before(geometry.width, width, geometry.window.width)
    )
    return reference
  }
}
