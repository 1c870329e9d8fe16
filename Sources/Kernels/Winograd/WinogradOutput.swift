import KernelABI

/// Transforms the sums in the `row`-th place of each position into the output pixels of the tile that
/// begins at (`y`, `x`), and finishes them.
///
/// - Parameters:
///   - channel: the panel's first output channel.
///   - channels: the panel's output channels.
@inline(__always)
func finishTile(
  _ arguments: UnsafePointer<WinogradArguments>, _ scratch: WinogradScratch, y: Int, x: Int,
  row: Int, channel: Int, channels: Int, width: Int
) {
  let output = arguments.pointee.convolution.output
  let vertical = arguments.pointee.vertical
  let horizontal = arguments.pointee.horizontal
  let rows = min(vertical.outputs, output.height - y)
  let columns = min(horizontal.outputs, output.width - x)
  var column = 0
  while column < channels {
    let source = UnsafePointer(scratch.sums + (row * width + column))
    // The finished pixels of the tile, `pixelStride` vectors after each other in `lines` or `patch`.
    let pixels: UnsafeMutablePointer<Float>
    if vertical.pairs == 0 {
      pixels = scratch.patch
      transformOutput(
        horizontal, lines: 1,
        VectorGrid(base: source, lineStride: 0, stride: scratch.sumPosition),
        VectorGrid(base: pixels, lineStride: 0, stride: vectorWidth))
    } else if horizontal.pairs == 0 {
      pixels = scratch.patch
      transformOutput(
        vertical, lines: 1, VectorGrid(base: source, lineStride: 0, stride: scratch.sumPosition),
        VectorGrid(base: pixels, lineStride: 0, stride: vectorWidth))
    } else {
      transformOutput(
        vertical, lines: horizontal.size,
        VectorGrid(
          base: source, lineStride: scratch.sumPosition,
          stride: horizontal.size * scratch.sumPosition),
        VectorGrid(
          base: scratch.lines, lineStride: vectorWidth, stride: horizontal.size * vectorWidth))
      pixels = scratch.patch
      transformOutput(
        horizontal, lines: rows,
        VectorGrid(
          base: UnsafePointer(scratch.lines), lineStride: horizontal.size * vectorWidth,
          stride: vectorWidth),
        VectorGrid(
          base: pixels, lineStride: horizontal.outputs * vectorWidth, stride: vectorWidth))
    }
    for line in 0..<rows {
      finishPixels(
        arguments, UnsafePointer(pixels + line * horizontal.outputs * vectorWidth),
        pixel: (y + line) * output.width + x, count: columns, channel: channel + column,
        channels: min(vectorWidth, channels - column))
    }
    column += vectorWidth
  }
}

/// Adds bias and addend to the sums of neighbouring pixels, rectifies them and writes them.
@inline(__always)
private func finishPixels(
  _ arguments: UnsafePointer<WinogradArguments>, _ sums: UnsafePointer<Float>, pixel: Int,
  count: Int, channel: Int, channels: Int
) {
  let stride = arguments.pointee.convolution.output.pixelStride
  let addendStride = arguments.pointee.convolution.addendStride
  let before = arguments.pointee.convolution.reluBefore
  let after = arguments.pointee.convolution.reluAfter
  let bias = load(arguments.pointee.convolution.bias + channel)
  var target = arguments.pointee.convolution.output.base + (pixel * stride + channel)
  var addend = arguments.pointee.convolution.addend.map {
    $0 + (pixel * addendStride + channel)
  }
  for index in 0..<count {
    var value = load(sums + index * vectorWidth) + bias
    if before { value = rectified(value) }
    if channels == vectorWidth {
      if let addend { value += load(addend) }
      if after { value = rectified(value) }
      store(value, target)
    } else {
      for c in 0..<channels {
        var element = value[c]
        if let addend { element += addend[c] }
        if after && element < 0 { element = 0 }
        target[c] = element
      }
    }
    target += stride
    addend = addend.map { $0 + addendStride }
  }
}
