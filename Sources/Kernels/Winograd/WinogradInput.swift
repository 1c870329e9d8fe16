import CProcessor
import KernelABI

/// Transforms the input of the tile whose first output pixel is (`y`, `x`) into the `row`-th place of
/// each position.
@inline(__always)
func transformTile(
  _ arguments: UnsafePointer<WinogradArguments>, _ scratch: WinogradScratch, y: Int, x: Int,
  row: Int
) {
  let input = arguments.pointee.convolution.input
  let window = arguments.pointee.convolution.window
  let vertical = arguments.pointee.vertical
  let horizontal = arguments.pointee.horizontal
  let top = y - window.padTop
  let left = x - window.padLeft
  let isInside =
    top >= 0 && left >= 0 && top + vertical.size <= input.height
    && left + horizontal.size <= input.width
  let corner = input.base + (top * input.rowStride + left * input.pixelStride)
  // The tile to the right is the next one.
  let hasNext = isInside && left + horizontal.outputs + horizontal.size <= input.width
  var channel = 0
  while channel < input.channels {
    let target = scratch.inputs + (row * scratch.inputStride + channel)
    let count = min(vectorWidth, input.channels - channel)
    var source = VectorGrid(
      base: UnsafePointer(corner + channel), lineStride: input.rowStride,
      stride: input.pixelStride)
    if !isInside || count < vectorWidth {
      copyPatch(arguments, scratch.patch, top: top, left: left, channel: channel, count: count)
      source = VectorGrid(
        base: UnsafePointer(scratch.patch), lineStride: horizontal.size * vectorWidth,
        stride: vectorWidth)
    }
    if hasNext {
      fetchTile(
        corner + (horizontal.size * input.pixelStride + channel), rows: vertical.size,
        columns: horizontal.outputs, input)
    }
    if vertical.pairs == 0 {
      transformInput(
        horizontal, lines: 1, source,
        VectorGrid(base: target, lineStride: 0, stride: scratch.inputPosition))
    } else if horizontal.pairs == 0 {
      source.stride = source.lineStride
      transformInput(
        vertical, lines: 1, source,
        VectorGrid(base: target, lineStride: 0, stride: scratch.inputPosition))
    } else {
      transformInput(
        horizontal, lines: vertical.size, source,
        VectorGrid(
          base: scratch.lines, lineStride: horizontal.size * vectorWidth, stride: vectorWidth))
      transformInput(
        vertical, lines: horizontal.size,
        VectorGrid(
          base: UnsafePointer(scratch.lines), lineStride: vectorWidth,
          stride: horizontal.size * vectorWidth),
        VectorGrid(
          base: target, lineStride: scratch.inputPosition,
          stride: horizontal.size * scratch.inputPosition))
    }
    channel += vectorWidth
  }
}

/// Fetches a cache line of each of some pixels.
@inline(__always)
private func fetchTile(
  _ corner: UnsafeMutablePointer<Float>, rows: Int, columns: Int, _ map: FeatureMap
) {
  for row in 0..<rows {
    var pixel = corner + row * map.rowStride
    for _ in 0..<columns {
      processor_prefetch(pixel)
      pixel += map.pixelStride
    }
  }
}

/// Copies `count` channels of the pixels that a tile sees; what is outside the map is zeros.
@inline(never)
private func copyPatch(
  _ arguments: UnsafePointer<WinogradArguments>, _ patch: UnsafeMutablePointer<Float>, top: Int,
  left: Int, channel: Int, count: Int
) {
  let input = arguments.pointee.convolution.input
  var target = patch
  for y in top..<top + arguments.pointee.vertical.size {
    for x in left..<left + arguments.pointee.horizontal.size {
      if y < 0 || y >= input.height || x < 0 || x >= input.width {
        store(Vector.zero, target)
      } else {
        let pixel = input.base + (y * input.rowStride + x * input.pixelStride + channel)
        if count == vectorWidth {
          store(load(pixel), target)
        } else {
          copyFloats(pixel, target, count)
          clearFloats(target + count, vectorWidth - count)
        }
      }
      target += vectorWidth
    }
  }
}
