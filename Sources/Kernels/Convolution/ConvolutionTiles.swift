import KernelABI

/// Lists the tiles of the rows and columns of a unit; returns their number.
///
/// A tile whose windows lie inside the map's columns reads its input in place: window rows above and
/// below the map are simply left out. The tiles at the left and right edge get a packed copy.
@inline(__always)
func listTiles(
  _ arguments: UnsafePointer<ConvolutionArguments>, _ scratch: ConvolutionScratch,
  rows: Range<Int>, columns: Range<Int>
) -> Int {
  let window = arguments.pointee.window
  let input = arguments.pointee.input
  let taps = window.height * window.width + 1
  let tilesInRow = (columns.count + tileRows - 1) / tileRows
  var count = 0
  var packed = scratch.packed
  for y in rows {
    let segments = scratch.segments + (y - rows.lowerBound) * taps
    let valid = TapRows(arguments, y)
    let inPlace = listSegments(arguments, y, valid, segments)
    let packedSegment = segments + (taps - 1)
    let rowDepth = window.width * input.channels
    packedSegment.initialize(
      to: Segment(
        offset: 0, start: valid.first * rowDepth, count: (valid.end - valid.first) * rowDepth))

    var x = columns.lowerBound
    for index in 0..<tilesInRow {
      let end = columns.lowerBound + columns.count * (index + 1) / tilesInRow
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
            input: UnsafePointer(packed), inputStride: scratch.packedStride,
            segments: packedSegment, segmentCount: 1, pixel: pixel, rows: end - x))
        for column in x..<end {
          packPixel(arguments, y, column, valid.first, valid.end, packed)
          packed += scratch.packedStride
        }
      }
      count += 1
      x = end
    }
  }
  return count
}

/// Lists the runs of input that the tiles of output row `y` read in place; returns their number.
@inline(__always)
private func listSegments(
  _ arguments: UnsafePointer<ConvolutionArguments>, _ y: Int, _ valid: TapRows,
  _ segments: UnsafeMutablePointer<Segment>
) -> Int {
  let window = arguments.pointee.window
  let input = arguments.pointee.input
  let top = y * window.strideY - window.padTop
  let gapless = window.dilationX == 1 && input.pixelStride == input.channels
  let run = gapless ? window.width * input.channels : input.channels
  let runs = gapless ? 1 : window.width
  var count = 0
  for ky in valid.first..<valid.end {
    for kx in 0..<runs {
      let offset =
        (top + ky * window.dilationY) * input.rowStride
        + kx * window.dilationX * input.pixelStride
      (segments + count).initialize(
        to: Segment(
          offset: offset, start: (ky * window.width + kx) * input.channels, count: run))
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
  let tiles = (pixels.count + tileRows - 1) / tileRows
  let width = arguments.pointee.output.width
  scratch.segments.initialize(to: Segment(offset: 0, start: 0, count: arguments.pointee.depth))
  var packed = scratch.packed
  var pixel = pixels.lowerBound
  for index in 0..<tiles {
    let end = pixels.lowerBound + pixels.count * (index + 1) / tiles
    (scratch.tiles + index).initialize(
      to: ConvolutionTile(
        input: UnsafePointer(packed), inputStride: scratch.packedStride,
        segments: scratch.segments, segmentCount: 1, pixel: pixel, rows: end - pixel))
    for number in pixel..<end {
      packPixel(
        arguments, number / width, number % width, 0, arguments.pointee.window.height, packed)
      packed += scratch.packedStride
    }
    pixel = end
  }
  return tiles
}
