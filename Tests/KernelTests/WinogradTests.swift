import KernelABI
import Testing

@testable import Compute

/// Winograd convolutions of every instruction set against the definition, at sizes around the edges of
/// their tiles.
struct WinogradTests {
  static let windows = [(3, 3), (1, 3), (3, 1), (5, 5), (1, 5), (1, 7), (7, 1), (3, 5), (7, 7)]

  @Test(arguments: InstructionSet.available)
  func mapsAroundTheTiles(_ set: InstructionSet) {
    for window in Self.windows {
      for (height, width) in [(1, 1), (2, 5), (4, 4), (6, 7), (9, 12), (13, 8)] {
        for isSame in [true, false] {
          check(
            set,
            ConvolutionCase(
              height: height, width: width, channels: 5, filters: 7, window: window,
              isSame: isSame))
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func channelsAroundTheVectors(_ set: InstructionSet) {
    for channels in [1, 3, 4, 8, 9, 15, 16, 17, 33] {
      check(set, ConvolutionCase(height: 7, width: 9, channels: channels, filters: 7, inputGap: 2))
    }
    for filters in [1, 3, 4, 5, 8, 9, 15, 16, 17, 31, 32, 33, 65] {
      check(
        set,
        ConvolutionCase(
          height: 7, width: 9, channels: 5, filters: filters, outputGap: 3, addsMap: true))
      check(
        set,
        ConvolutionCase(height: 5, width: 9, channels: 5, filters: filters, window: (1, 7)),
        unitPanels: 2)
    }
  }

  @Test(arguments: InstructionSet.available)
  func unitsOfEverySize(_ set: InstructionSet) {
    for tiles in [1, 2, 6, 11, 12, 13, 25, 100] {
      check(
        set, ConvolutionCase(height: 23, width: 21, channels: 5, filters: 33), unitTiles: tiles,
        unitPanels: 2)
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

  private func check(
    _ set: InstructionSet, _ geometry: ConvolutionCase, unitTiles: Int = 5, unitPanels: Int = 1
  ) {
    let tiles = WinogradTile.candidates(
      height: geometry.window.height, width: geometry.window.width)
    #expect(!tiles.isEmpty)
    for tile in tiles { check(set, geometry, tile, unitTiles, unitPanels) }
  }

  private func check(
    _ set: InstructionSet, _ geometry: ConvolutionCase, _ tile: WinogradTile, _ unitTiles: Int,
    _ unitPanels: Int
  ) {
    let table = set.kernels
    guard let convolution = GuardedConvolution(geometry) else { return }
    let filters = PackedFilters(
      kernels: table, kernel: convolution.kernel, bias: convolution.bias, depth: geometry.depth,
      stride: geometry.filters, columns: 0..<geometry.filters, tile: tile)
    var direct = convolution.arguments(filters: filters.filters, bias: filters.bias)
    direct.unitPanels = unitPanels
    direct.depthBlock = 8
    var arguments = WinogradArguments(
      convolution: direct, vertical: tile.vertical.axis, horizontal: tile.horizontal.axis,
      unitTiles: unitTiles)
    let scratch = GuardedFloats(
      [Float](repeating: .nan, count: table.winogradScratch(&arguments) / 4))
    withExtendedLifetime((filters, tile)) {
      for unit in 0..<table.winogradUnits(&arguments) {
        table.convolveWinograd(&arguments, unit, scratch.base)
      }
    }
    // Operands are below 1; what the transforms amplify is at most some hundred roundings per axis.
    let allowed = Double(geometry.depth + 2) * 3e-7 * amplification(tile)
    let error = convolution.greatestError
    #expect(error <= allowed, "\(set.rawValue) \(geometry) \(tile): off by \(error)")
    #expect(convolution.isIntact && scratch.isIntact)
  }

  /// How much greater than a direct convolution's the error may be.
  private func amplification(_ tile: WinogradTile) -> Double {
    [tile.vertical, tile.horizontal].map { [1, 4, 8, 16, 32, 128][$0.points.count] }
      .reduce(1, *)
  }
}
