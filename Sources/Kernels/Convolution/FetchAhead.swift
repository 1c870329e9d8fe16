import CProcessor
import KernelABI

/// The floats of a cache line.
private let lineFloats = 16

/// The input of the thread's next unit, which is fetched bit by bit while this unit is computed.
///
/// The rows of a window are read a line here and a line there, which no processor sees coming. Pixels
/// that are numbered through are read one after the other, which it does.
struct FetchAhead {
  private var next: UnsafePointer<Float>
  private let end: UnsafePointer<Float>
  /// The lines that are fetched at each call.
  private let lines: Int

  /// The input rows of a later unit that this unit doesn't read itself, to be fetched in `calls`
  /// pieces.
  @inline(__always)
  init(
    _ arguments: UnsafePointer<ConvolutionArguments>, _ grid: ConvolutionGrid,
    rows: Range<Int>, calls: Int
  ) {
    let input = arguments.pointee.input
    let window = arguments.pointee.window
    let base = UnsafePointer(input.base)
    let ahead = arguments.pointee.lookahead
    var first = 0
    var last = 0
    if grid.columnUnits == 1 && grid.height > 1 {
      let bottom = (window.height - 1) * window.dilationY - window.padTop
      let reached = (rows.upperBound - 1) * window.strideY + bottom + 1
      let begin = (rows.lowerBound + ahead * grid.unitRows) * window.strideY - window.padTop
      let stop = (rows.upperBound + ahead * grid.unitRows - 1) * window.strideY + bottom + 1
      first = max(reached, begin, 0) * input.rowStride
      last = max(stop, 0) * input.rowStride
    }
    // All but the last pixel may be followed by other channels; none is read, only fetched.
    let limit = input.height * input.rowStride
    last = min(last, limit)
    first = min(first, last)
    next = base + first
    end = base + last
    lines = ((last - first) / lineFloats + calls) / max(calls, 1)
  }

  /// Fetches the next piece.
  @inline(__always)
  mutating func step() {
    var count = lines
    while count > 0 && next < end {
      processor_prefetch(next)
      next += lineFloats
      count -= 1
    }
  }
}

/// The floats of a map, 1 MiB, that does not stay in a second-level cache beside all else.
private let largeMap = 256 << 10

/// The pixels of the thread's next unit where pixels are numbered through and the map is large; nil
/// where there are none.
///
/// From the second-level cache the processor fetches them by itself.
@inline(__always)
func pixelsAhead(
  _ arguments: UnsafePointer<ConvolutionArguments>, _ grid: ConvolutionGrid, columns: Range<Int>,
  tiles: Int
) -> WeightsAhead? {
  let input = arguments.pointee.input
  let count = input.width * input.pixelStride
  guard grid.height == 1, input.height == 1, count > largeMap else { return nil }
  let unit = grid.unitColumns * arguments.pointee.window.strideX * input.pixelStride
  let first = columns.lowerBound * arguments.pointee.window.strideX * input.pixelStride
  let next = first + arguments.pointee.lookahead * unit
  guard next < count else { return nil }
  return WeightsAhead(
    UnsafePointer(input.base) + next, min(unit, count - next), tiles: tiles,
    products: arguments.pointee.depth)
}

/// Fetches the lines of a tile's output, so that the sums don't wait for them when they are written.
@inline(__always)
func fetchOutput(_ target: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ width: Int) {
  for row in 0..<rows {
    let line = target + row * stride
    processor_prefetch_write(line)
    if width > lineFloats { processor_prefetch_write(line + lineFloats) }
  }
}
