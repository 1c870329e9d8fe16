import CProcessor
import KernelABI

/// The output pixels of some tiles, whose lines are fetched for writing bit by bit while the tiles'
/// products are computed.
struct OutputAhead {
  private let output: FeatureMap
  private let base: UnsafeMutablePointer<Float>
  private let columns: Int
  private let outputs: (rows: Int, columns: Int)
  private let isTwoLines: Bool
  /// The next row of a tile, numbered through the tiles.
  private var next: Int
  private let end: Int
  /// The rows that are fetched at each call.
  private var rows = 1

  /// The pixels of a range of tiles, from an output channel on.
  @inline(__always)
  init(
    _ arguments: UnsafePointer<WinogradArguments>, _ grid: WinogradGrid, tiles: Range<Int>,
    channel: Int, channels: Int
  ) {
    output = arguments.pointee.convolution.output
    columns = grid.columns
    outputs = (arguments.pointee.vertical.outputs, arguments.pointee.horizontal.outputs)
    base = output.base + channel
    isTwoLines = channels > 16
    next = tiles.lowerBound * outputs.rows
    end = tiles.upperBound * outputs.rows
  }

  /// Says at how many calls everything is fetched.
  @inline(__always)
  mutating func share(among calls: Int) { rows = (end - next + calls - 1) / max(calls, 1) }

  /// Fetches the next rows.
  @inline(__always)
  mutating func step() {
    var count = rows
    while count > 0 && next < end {
      let tile = next / outputs.rows
      let y = tile / columns * outputs.rows + next % outputs.rows
      let x = tile % columns * outputs.columns
      if y < output.height {
        var pixel = base + (y * output.rowStride + x * output.pixelStride)
        for _ in 0..<min(outputs.columns, output.width - x) {
          processor_prefetch_write(pixel)
          if isTwoLines { processor_prefetch_write(pixel + 16) }
          pixel += output.pixelStride
        }
      }
      next += 1
      count -= 1
    }
  }
}
