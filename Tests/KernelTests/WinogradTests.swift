import KernelABI
import Testing

@testable import Compute

/// Winograd convolutions of every instruction set against the definition, at sizes around the edges of
/// their tiles.
struct WinogradTests {
  struct Geometry: CustomStringConvertible {
    var height: Int
    var width: Int
    var channels = 5
    var filters = 7
    var window = (height: 3, width: 3)
    var isSame = true
    var inputGap = 0
    var outputGap = 0
    var addsMap = false
    var unitTiles = 5
    var unitPanels = 1

    var description: String {
      "\(window.height)x\(window.width) \(channels)->\(filters) on \(height)x\(width) "
        + "\(isSame ? "same" : "valid") gaps \(inputGap) \(outputGap)\(addsMap ? " + map" : "")"
    }
  }

  static let windows = [(3, 3), (1, 3), (3, 1), (5, 5), (1, 5), (1, 7), (7, 1), (3, 5), (7, 7)]

  @Test(arguments: InstructionSet.available)
  func mapsAroundTheTiles(_ set: InstructionSet) {
    for window in Self.windows {
      for (height, width) in [(1, 1), (2, 5), (4, 4), (6, 7), (9, 12), (13, 8)] {
        for isSame in [true, false] {
          check(set, Geometry(height: height, width: width, window: window, isSame: isSame))
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func channelsAroundTheVectors(_ set: InstructionSet) {
    for channels in [1, 3, 4, 8, 9, 15, 16, 17, 33] {
      check(set, Geometry(height: 7, width: 9, channels: channels, inputGap: 2))
    }
    for filters in [1, 3, 4, 5, 8, 9, 15, 16, 17, 31, 32, 33, 65] {
      check(set, Geometry(height: 7, width: 9, filters: filters, outputGap: 3, addsMap: true))
      check(set, Geometry(height: 5, width: 9, filters: filters, window: (1, 7), unitPanels: 2))
    }
  }

  @Test(arguments: InstructionSet.available)
  func unitsOfEverySize(_ set: InstructionSet) {
    for tiles in [1, 2, 6, 11, 12, 13, 25, 100] {
      check(set, Geometry(height: 23, width: 21, filters: 33, unitTiles: tiles, unitPanels: 2))
    }
  }

  /// As many points as positions, and none twice: a filter transform divides by their distances.
  @Test func transformsHaveDistinctPointsForAllPositions() {
    for taps in [3, 5, 7] {
      for transform in WinogradTransform.candidates(taps: taps) {
        #expect(transform.size == 2 * transform.points.count + 2)
        #expect(Set(transform.points).count == transform.points.count)
      }
    }
  }

  // MARK: - The comparison

  private func check(_ set: InstructionSet, _ geometry: Geometry) {
    let tiles = WinogradTile.candidates(
      height: geometry.window.height, width: geometry.window.width)
    #expect(!tiles.isEmpty)
    for tile in tiles { check(set, geometry, tile) }
  }

  private func check(_ set: InstructionSet, _ geometry: Geometry, _ tile: WinogradTile) {
    let table = set.kernels
    let taps = (geometry.window.height, geometry.window.width)
    let height = geometry.isSame ? geometry.height : geometry.height - taps.0 + 1
    let width = geometry.isSame ? geometry.width : geometry.width - taps.1 + 1
    guard height > 0, width > 0 else { return }
    var reference = ReferenceConvolution(
      input: (geometry.height, geometry.width, geometry.channels), filters: geometry.filters,
      window: geometry.window)
    if geometry.isSame { reference.padding = ((taps.0 - 1) / 2, (taps.1 - 1) / 2) }
    let depth = taps.0 * taps.1 * geometry.channels
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
    let filters = PackedFilters(
      kernels: table, kernel: kernel, bias: bias, depth: depth, stride: geometry.filters,
      columns: 0..<geometry.filters, tile: tile)

    var window = Window(height: taps.0, width: taps.1)
    window.padTop = reference.padding.top
    window.padLeft = reference.padding.left
    var convolution = ConvolutionArguments(
      input: FeatureMap(
        base: input.base, height: geometry.height, width: geometry.width,
        channels: geometry.channels, pixelStride: pixelStride),
      output: FeatureMap(
        base: output.base, height: height, width: width, channels: geometry.filters,
        pixelStride: outputStride),
      window: window, filters: filters.filters, bias: filters.bias)
    convolution.unitPanels = geometry.unitPanels
    convolution.depthBlock = 8
    if geometry.addsMap {
      convolution.addend = UnsafePointer(added.base)
      convolution.addendStride = geometry.filters
      convolution.reluBefore = true
    } else {
      convolution.reluAfter = true
    }
    var arguments = WinogradArguments(
      convolution: convolution, vertical: tile.vertical.axis, horizontal: tile.horizontal.axis,
      unitTiles: geometry.unitTiles)
    let scratch = GuardedFloats(
      [Float](repeating: .nan, count: table.winogradScratch(&arguments) / 4))
    withExtendedLifetime((filters, tile)) {
      for unit in 0..<table.winogradUnits(&arguments) {
        table.convolveWinograd(&arguments, unit, scratch.base)
      }
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
    // Operands are below 1; what the transforms amplify is at most some hundred roundings per axis.
    let allowed = Double(depth + 2) * 3e-7 * amplification(tile)
    #expect(worst <= allowed, "\(set.rawValue) \(geometry) \(tile): off by \(worst)")
    #expect(output.gapsAreNaN(channels: geometry.filters, stride: outputStride))
    #expect(input.isIntact && output.isIntact && scratch.isIntact)
  }

  /// How much greater than a direct convolution's the error may be.
  private func amplification(_ tile: WinogradTile) -> Double {
    [tile.vertical, tile.horizontal].map { [1, 4, 8, 16, 32, 128][$0.points.count] }
      .reduce(1, *)
  }

  private func random(_ count: Int, _ name: String) -> [Float] {
    let stream = RandomStream(seed: 7, name: name)
    return (0..<count).map { Float(stream.uniform($0)) }
  }
}
