import KernelABI

/// How a convolution's output is cut into units of work.
///
///            unitColumns
///           +-----------+-----------+--
///           |           |           |        and the same again for each group of
///  unitRows |  unit 0   |  unit 1   | ..      unitPanels panels of output channels
///           +-----------+-----------+--
///           |  ..
struct ConvolutionGrid {
  /// The rows of output that are cut; one when pixels are numbered through.
  var height: Int
  /// The columns of output that are cut.
  var width: Int
  /// The number of panels of output channels.
  var panels: Int
  /// Rows in a unit.
  var unitRows: Int
  /// Columns in a unit.
  var unitColumns: Int
  /// Panels in a unit.
  var unitPanels: Int

  /// The grid of a convolution.
  @inline(__always)
  init(_ arguments: UnsafePointer<ConvolutionArguments>) {
    let output = arguments.pointee.output
    let flat = arguments.pointee.packsEveryTile
    height = flat ? 1 : output.height
    width = flat ? output.height * output.width : output.width
    panels = (output.channels + panelWidth - 1) / panelWidth
    unitRows = flat ? 1 : max(1, min(arguments.pointee.unitRows, height))
    unitColumns = max(1, min(arguments.pointee.unitColumns, width))
    unitPanels = max(1, min(arguments.pointee.unitPanels, panels))
  }

  /// Units below each other.
  @inline(__always) var rowUnits: Int { (height + unitRows - 1) / unitRows }
  /// Units beside each other.
  @inline(__always) var columnUnits: Int { (width + unitColumns - 1) / unitColumns }
  /// Groups of panels.
  @inline(__always) var panelUnits: Int { (panels + unitPanels - 1) / unitPanels }
  /// All units.
  @inline(__always) var count: Int { rowUnits * columnUnits * panelUnits }
  /// The greatest number of tiles of a unit.
  @inline(__always) var tiles: Int { unitRows * ((unitColumns + tileRows - 1) / tileRows + 1) }
}

/// The scratch memory of a unit of work.
///
///     packed rows | partial tile | tiles | segments
struct ConvolutionScratch {
  /// The distance between packed rows; never a multiple of a page, so that the rows of a tile don't
  /// fall upon each other in the cache.
  var packedStride: Int
  /// The distance between the rows of a patch.
  var patchStride: Int
  /// Where the packed rows of all tiles begin.
  var packed: UnsafeMutablePointer<Float>
  /// A tile for panels with fewer columns than vectors have floats.
  var partial: UnsafeMutablePointer<Float>
  /// The tiles.
  var tiles: UnsafeMutablePointer<ConvolutionTile>
  /// The segments: for each row of the unit those of tiles read in place, and those of patches.
  var segments: UnsafeMutablePointer<Segment>
  /// The bytes of all of them.
  var bytes: Int

  /// Places the parts in `memory`, which may be smaller when only `bytes` is of interest.
  @inline(__always)
  init(
    _ arguments: UnsafePointer<ConvolutionArguments>, _ grid: ConvolutionGrid,
    _ memory: UnsafeMutableRawPointer
  ) {
    let depth = arguments.pointee.depth
    let window = arguments.pointee.window
    let taps = window.height * window.width
    packedStride = (depth + 15) / 16 * 16 + 16
    let patchWidth = (tileRows - 1) * window.strideX + (window.width - 1) * window.dilationX + 1
    patchStride = (patchWidth * arguments.pointee.input.channels + 15) / 16 * 16 + 16
    let tileFloats =
      arguments.pointee.packsEveryTile ? tileRows * packedStride : window.height * patchStride
    var offset = 0
    packed = (memory + offset).assumingMemoryBound(to: Float.self)
    offset += grid.tiles * tileFloats * 4
    partial = (memory + offset).assumingMemoryBound(to: Float.self)
    offset += tileRows * panelWidth * 4
    tiles = (memory + offset).assumingMemoryBound(to: ConvolutionTile.self)
    offset += grid.tiles * MemoryLayout<ConvolutionTile>.stride
    segments = (memory + offset).assumingMemoryBound(to: Segment.self)
    offset += grid.unitRows * 2 * taps * MemoryLayout<Segment>.stride
    bytes = (offset + 63) / 64 * 64
  }
}
