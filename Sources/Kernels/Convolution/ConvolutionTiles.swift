import KernelABI

/// The rows of the next tile when `rest` output pixels are left.
///
/// Full tiles, and two of about half the height in place of a full one and a remainder of few rows,
/// because a tile of one or two rows has too few sums to keep the arithmetic units busy.
@inline(__always)
func nextTile(_ rest: Int) -> Int {
  // The compiler keeps 11 rows of two wide vectors in registers only in part.
  if tileRows == 12 && rest == 11 { return 6 }
  if rest <= tileRows { return rest }
  return rest < tileRows + tileRows / 3 ? (rest + 1) / 2 : tileRows
}

/// Lists the tiles of the rows and columns of a unit; returns their number.
///
/// A tile whose windows lie inside the map's columns reads its input in place: window rows above and
/// below the map are simply left out. The tiles at the left and right edge get a padded copy of the
/// patch that they see.
@inline(__always)
func listTiles(
  _ arguments: UnsafePointer<ConvolutionArguments>, _ scratch: ConvolutionScratch,
  rows: Range<Int>, columns: Range<Int>
) -> Int {
  let window = arguments.pointee.window
  let input = arguments.pointee.input
  let taps = window.height * window.width
  var count = 0
  var packed = scratch.packed
  for y in rows {
    let segments = scratch.segments + (y - rows.lowerBound) * 2 * taps
    let valid = TapRows(arguments, y)
    let top = y * window.strideY - window.padTop
    let inPlace = listSegments(
      arguments, valid, segments, first: (top + valid.first * window.dilationY) * input.rowStride,
      rowStride: window.dilationY * input.rowStride, pixelStride: input.pixelStride)
    let patch = segments + taps
    let inPatch = listSegments(
      arguments, valid, patch, first: 0, rowStride: scratch.patchStride,
      pixelStride: input.channels)

    var x = columns.lowerBound
    while x < columns.upperBound {
      let end = x + nextTile(columns.upperBound - x)
      let left = x * window.strideX - window.padLeft
      let right =
        (end - 1) * window.strideX - window.padLeft + (window.width - 1) * window.dilationX
      let pixel = y * arguments.pointee.output.width + x
      if left >= 0 && right < input.width {
        (scratch.tiles + count).initialize(
          to: ConvolutionTile(
            input: UnsafePointer(input.base + left * input.pixelStride),
            inputStride: window.strideX * input.pixelStride, segments: segments,
            segmentCount: inPlace, pixel: pixel, rows: end - x))
      } else {
        (scratch.tiles + count).initialize(
          to: ConvolutionTile(
            input: UnsafePointer(packed), inputStride: window.strideX * input.channels,
            segments: patch, segmentCount: inPatch, pixel: pixel, rows: end - x))
        packPatch(
          arguments, y, left, right - left + 1, valid, scratch.patchStride, packed)
        packed += scratch.patchStride * window.height
      }
      count += 1
      x = end
    }
  }
  return count
}

/// Lists the runs of input that the tiles of an output row read; returns their number.
///
/// - Parameters:
///   - first: where the first window row inside the map begins.
///   - rowStride: the distance between window rows.
///   - pixelStride: the distance between pixels.
@inline(__always)
private func listSegments(
  _ arguments: UnsafePointer<ConvolutionArguments>, _ valid: TapRows,
  _ segments: UnsafeMutablePointer<Segment>, first: Int, rowStride: Int, pixelStride: Int
) -> Int {
  let window = arguments.pointee.window
  let channels = arguments.pointee.input.channels
  let gapless = window.dilationX == 1 && pixelStride == channels
  let run = gapless ? window.width * channels : channels
  let runs = gapless ? 1 : window.width
  var count = 0
  for ky in valid.first..<valid.end {
    for kx in 0..<runs {
      let offset =
        first + (ky - valid.first) * rowStride + kx * window.dilationX * pixelStride
      (segments + count).initialize(
        to: Segment(offset: offset, start: (ky * window.width + kx) * channels, count: run))
      count += 1
    }
  }
  return count
}

/// Lists tiles of consecutive output pixels, whichever rows they are in; all are packed.
@inline(__always)
func listPackedTiles(
  _ arguments: UnsafePointer<ConvolutionArguments>, _ scratch: ConvolutionScratch,
  pixels: Range<Int>
) -> Int {
  let width = arguments.pointee.output.width
  scratch.segments.initialize(to: Segment(offset: 0, start: 0, count: arguments.pointee.depth))
  var packed = scratch.packed
  var pixel = pixels.lowerBound
  var count = 0
  while pixel < pixels.upperBound {
    let end = pixel + nextTile(pixels.upperBound - pixel)
    (scratch.tiles + count).initialize(
      to: ConvolutionTile(
        input: UnsafePointer(packed), inputStride: scratch.packedStride,
        segments: scratch.segments, segmentCount: 1, pixel: pixel, rows: end - pixel))
    for number in pixel..<end {
      packPixel(
        arguments, number / width, number % width, packed)
      packed += scratch.packedStride
    }
    pixel = end
    count += 1
  }
  return count
}
