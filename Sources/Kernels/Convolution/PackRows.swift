import KernelABI

/// The window rows whose input rows lie inside the map.
struct TapRows {
  /// The first window row inside the map.
  var first: Int
  /// The end of the window rows inside the map; not below `first`.
  var end: Int

  /// The window rows of output row `y` inside the map.
  @inline(__always)
  init(_ arguments: UnsafePointer<ConvolutionArguments>, _ y: Int) {
    let window = arguments.pointee.window
    let top = y * window.strideY - window.padTop
    let step = window.dilationY
    let height = arguments.pointee.input.height
    first = top < 0 ? min(window.height, (step - 1 - top) / step) : 0
    end = top < height ? min(window.height, (height - 1 - top) / step + 1) : 0
    if end < first { end = first }
  }
}

/// Packs what an output pixel's window sees: `[window row][window column][channel]`.
///
/// What is outside the map is zeros.
@inline(__always)
func packPixel(
  _ arguments: UnsafePointer<ConvolutionArguments>, _ y: Int, _ x: Int,
  _ target: UnsafeMutablePointer<Float>
) {
  let window = arguments.pointee.window
  let input = arguments.pointee.input
  let channels = input.channels
  let top = y * window.strideY - window.padTop
  let left = x * window.strideX - window.padLeft
  var output = target
  for ky in 0..<window.height {
    let inputRow = top + ky * window.dilationY
    if inputRow < 0 || inputRow >= input.height {
      clearFloats(output, window.width * channels)
      output += window.width * channels
      continue
    }
    let row = input.base + inputRow * input.rowStride
    for kx in 0..<window.width {
      let column = left + kx * window.dilationX
      if column < 0 || column >= input.width {
        clearFloats(output, channels)
      } else {
        copyFloats(row + column * input.pixelStride, output, channels)
      }
      output += channels
    }
  }
}

/// Copies the input that a tile at the edge of the map sees, with the padding as zeros.
///
///     rows `first` to `end` of the window  x  `columns` input columns from `left` on  x  channels
///
/// Rows of the copy are `rowStride` floats apart and its pixels have no gaps, so that the tile reads
/// the copy as others read the map.
@inline(__always)
func packPatch(
  _ arguments: UnsafePointer<ConvolutionArguments>, _ y: Int, _ left: Int, _ columns: Int,
  _ rows: TapRows, _ rowStride: Int, _ target: UnsafeMutablePointer<Float>
) {
  let window = arguments.pointee.window
  let input = arguments.pointee.input
  let channels = input.channels
  let top = y * window.strideY - window.padTop
  for ky in rows.first..<rows.end {
    let row = input.base + (top + ky * window.dilationY) * input.rowStride
    var output = target + (ky - rows.first) * rowStride
    for column in left..<left + columns {
      if column < 0 || column >= input.width {
        clearFloats(output, channels)
      } else {
        copyFloats(row + column * input.pixelStride, output, channels)
      }
      output += channels
    }
  }
}
