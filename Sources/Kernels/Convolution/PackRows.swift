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
/// Only the window rows from `first` to `end` are written, where those outside the map and all
/// columns outside the map are zeros.
@inline(__always)
func packPixel(
  _ arguments: UnsafePointer<ConvolutionArguments>, _ y: Int, _ x: Int, _ first: Int, _ end: Int,
  _ target: UnsafeMutablePointer<Float>
) {
  let window = arguments.pointee.window
  let input = arguments.pointee.input
  let channels = input.channels
  let top = y * window.strideY - window.padTop
  let left = x * window.strideX - window.padLeft
  var output = target
  for ky in first..<end {
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
