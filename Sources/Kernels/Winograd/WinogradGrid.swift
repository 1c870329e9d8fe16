import KernelABI

/// The tiles of a Winograd convolution and how they are cut into units.
///
/// Tiles are numbered through the rows of the map; those at the right and the lower edge may reach
/// beyond it.
struct WinogradGrid {
  /// Tiles beside each other.
  var columns: Int
  /// All tiles.
  var tiles: Int
  /// The number of positions that a tile has after its transform.
  var positions: Int
  /// The number of panels of output channels.
  var panels: Int
  /// Tiles in a unit.
  var unitTiles: Int
  /// Panels in a unit.
  var unitPanels: Int

  @inline(__always)
  init(_ arguments: UnsafePointer<WinogradArguments>) {
    let output = arguments.pointee.convolution.output
    let vertical = arguments.pointee.vertical
    let horizontal = arguments.pointee.horizontal
    columns = (output.width + horizontal.outputs - 1) / horizontal.outputs
    tiles = columns * ((output.height + vertical.outputs - 1) / vertical.outputs)
    positions = vertical.size * horizontal.size
    panels = (output.channels + panelWidth - 1) / panelWidth
    unitTiles = max(1, min(arguments.pointee.unitTiles, tiles))
    unitPanels = max(1, min(arguments.pointee.convolution.unitPanels, panels))
  }

  /// Units of tiles.
  @inline(__always) var tileUnits: Int { (tiles + unitTiles - 1) / unitTiles }
  /// Groups of panels.
  @inline(__always) var panelUnits: Int { (panels + unitPanels - 1) / unitPanels }
}

/// The greatest number of tiles whose sums are kept before they are transformed.
///
/// So few that the sums are still in the near caches then, and enough for whole register tiles.
@inline(__always) var tilesAtOnce: Int { 3 * tileRows }

/// The tiles of the next block when `rest` tiles of a unit are left.
@inline(__always)
func nextBlock(_ rest: Int) -> Int { rest <= tilesAtOnce + tileRows ? rest : tilesAtOnce }

/// The scratch memory of a unit: what lies between the transforms.
///
///     inputs: [position][tile of the unit][channel]
///     sums:   [position][tile of a block][column of the panel]
///     patch | lines
///
/// Positions are a cache line more than a whole number of rows apart, so that the vectors that a
/// transform reads or writes for one tile don't fall upon each other in the cache.
struct WinogradScratch {
  /// The floats of a tile's channels, whole vectors.
  var inputStride: Int
  /// The distance between positions of the transformed input.
  var inputPosition: Int
  /// The distance between positions of the sums.
  var sumPosition: Int
  /// The transformed input.
  var inputs: UnsafeMutablePointer<Float>
  /// The sums of one panel.
  var sums: UnsafeMutablePointer<Float>
  /// A vector for each input pixel of a tile at an edge of the map.
  var patch: UnsafeMutablePointer<Float>
  /// What lies between the transforms along the two axes.
  var lines: UnsafeMutablePointer<Float>
  /// The bytes of all of them.
  var bytes: Int

  /// Places the parts in `memory`, which may be smaller when only `bytes` is of interest.
  @inline(__always)
  init(
    _ arguments: UnsafePointer<WinogradArguments>, _ grid: WinogradGrid,
    _ memory: UnsafeMutableRawPointer
  ) {
    let line = 16
    let channels = arguments.pointee.convolution.input.channels
    inputStride = (channels + vectorWidth - 1) / vectorWidth * vectorWidth
    inputPosition = (grid.unitTiles * inputStride + line - 1) / line * line + line
    let blockTiles = min(grid.unitTiles, tilesAtOnce + tileRows)
    sumPosition = (blockTiles * panelWidth + line - 1) / line * line + line
    var offset = 0
    let base = memory.assumingMemoryBound(to: Float.self)
    inputs = base
    offset += grid.positions * inputPosition
    sums = base + offset
    offset += grid.positions * sumPosition
    patch = base + offset
    offset += grid.positions * vectorWidth
    lines = base + offset
    offset += grid.positions * vectorWidth
    bytes = (offset * 4 + 63) / 64 * 64
  }
}

/// Where the tile of a number begins: its first output pixel.
@inline(__always)
func tileOrigin(
  _ arguments: UnsafePointer<WinogradArguments>, _ grid: WinogradGrid, _ tile: Int
) -> (y: Int, x: Int) {
  (
    tile / grid.columns * arguments.pointee.vertical.outputs,
    tile % grid.columns * arguments.pointee.horizontal.outputs
  )
}
