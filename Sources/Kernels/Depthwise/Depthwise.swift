import KernelABI

/// Convolves each channel by itself, for the output rows from `firstRow` to `endRow`.
///
///     pixels of a row:   edge | tiles of 8, 4, 2 and 1 pixels | edge
///     channels:          vectors; the last one overlaps the one before it
///
/// A tile goes through all channels before the next one begins, so that its input comes from the
/// first-level cache for all taps but the first. Pixels whose window leaves the map are computed one
/// by one with the taps inside.
func convolveDepthwise(
  _ arguments: UnsafePointer<DepthwiseArguments>, _ firstRow: Int, _ endRow: Int
) {
  let window = arguments.pointee.window
  let input = arguments.pointee.input
  let width = arguments.pointee.output.width
  for y in firstRow..<endRow {
    let rows = WindowSpan(
      start: y * window.strideY - window.padTop, taps: window.height,
      dilation: window.dilationY, size: input.height)
    var x = 0
    while x < width {
      let left = x * window.strideX - window.padLeft
      let columns = WindowSpan(
        start: left, taps: window.width, dilation: window.dilationX, size: input.width)
      // How many pixels from here on have their whole window inside the map's columns.
      let reach = left + (window.width - 1) * window.dilationX
      let inside =
        left >= 0 && reach < input.width
        ? min(width - x, (input.width - 1 - reach) / window.strideX + 1) : 0
      let tile = DepthwiseTile(y: y, x: x, rows: rows, columns: columns)
      if inside >= 8 {
        convolve(EightPixels.self, arguments, tile)
        x += 8
      } else if inside >= 4 {
        convolve(FourPixels.self, arguments, tile)
        x += 4
      } else if inside >= 2 {
        convolve(TwoPixels.self, arguments, tile)
        x += 2
      } else {
        convolve(OnePixel.self, arguments, tile)
        x += 1
      }
    }
  }
}

/// Output pixels of a row, and the taps that they have inside the map.
private struct DepthwiseTile {
  /// The output row.
  var y: Int
  /// The first output pixel.
  var x: Int
  /// The window rows inside the map.
  var rows: WindowSpan
  /// The window columns inside the map; for all pixels of the tile.
  var columns: WindowSpan
}

/// Computes all channels of a tile.
@inline(never)
private func convolve<Tile: PixelTile>(
  _: Tile.Type, _ arguments: UnsafePointer<DepthwiseArguments>, _ tile: DepthwiseTile
) {
  let channels = arguments.pointee.output.channels
  if channels < vectorWidth { return convolveFewChannels(Tile.pixels, arguments, tile) }
  var channel = 0
  while channel < channels {
    // The last vector begins earlier where the channels don't fill it, and does some work twice.
    let first = min(channel, channels - vectorWidth)
    if arguments.pointee.reluBefore {
      convolve(Tile.self, arguments, tile, first, rectifiesInput: true)
    } else {
      convolve(Tile.self, arguments, tile, first, rectifiesInput: false)
    }
    channel += vectorWidth
  }
}

/// Computes one vector of channels of a tile.
@inline(__always)
private func convolve<Tile: PixelTile>(
  _: Tile.Type, _ arguments: UnsafePointer<DepthwiseArguments>, _ tile: DepthwiseTile,
  _ channel: Int, rectifiesInput: Bool
) {
  let window = arguments.pointee.window
  let input = arguments.pointee.input
  let output = arguments.pointee.output
  let stride = window.strideX * input.pixelStride
  let tapStride = window.dilationX * input.pixelStride
  let top = tile.y * window.strideY - window.padTop
  let left = tile.x * window.strideX - window.padLeft
  var sums = Tile()
  var ky = tile.rows.first
  while ky < tile.rows.end {
    var elements = UnsafePointer(
      input.base + (top + ky * window.dilationY) * input.rowStride
        + (left + tile.columns.first * window.dilationX) * input.pixelStride + channel)
    var weights =
      arguments.pointee.filters
      + ((ky * window.width + tile.columns.first) * output.channels + channel)
    for _ in tile.columns.first..<tile.columns.end {
      if rectifiesInput {
        sums.accumulateRectified(elements, stride, load(weights))
      } else {
        sums.accumulate(elements, stride, load(weights))
      }
      elements += tapStride
      weights += output.channels
    }
    ky += 1
  }
  sums.finish(load(arguments.pointee.bias + channel), rectifies: arguments.pointee.reluAfter)
  sums.store(
    output.base + (tile.y * output.rowStride + tile.x * output.pixelStride + channel),
    output.pixelStride)
}

/// Computes pixels whose channels don't fill a vector.
@inline(never)
private func convolveFewChannels(
  _ pixels: Int, _ arguments: UnsafePointer<DepthwiseArguments>, _ tile: DepthwiseTile
) {
  let window = arguments.pointee.window
  let input = arguments.pointee.input
  let output = arguments.pointee.output
  let channels = output.channels
  let top = tile.y * window.strideY - window.padTop
  for x in tile.x..<tile.x + pixels {
    let left = x * window.strideX - window.padLeft
    var sum = load(arguments.pointee.bias)
    for ky in tile.rows.first..<tile.rows.end {
      let row = input.base + (top + ky * window.dilationY) * input.rowStride
      for kx in tile.columns.first..<tile.columns.end {
        var elements = loadPartial(
          row + (left + kx * window.dilationX) * input.pixelStride, channels)
        if arguments.pointee.reluBefore { elements = rectified(elements) }
        let weights = load(arguments.pointee.filters + (ky * window.width + kx) * channels)
        sum = multiplyAdd(sum, elements, weights)
      }
    }
    if arguments.pointee.reluAfter { sum = rectified(sum) }
    storePartial(sum, output.base + (tile.y * output.rowStride + x * output.pixelStride), channels)
  }
}
