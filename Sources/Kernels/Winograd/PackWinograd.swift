import KernelABI

/// Transforms the filters of a convolution, U = G g Gᵀ in double precision, and packs them.
///
///     Keras: [window row][window column][channel][output channel]
///     here:  [panel][position][channel][output channel within the panel]
func packWinograd(_ packing: UnsafePointer<WinogradPacking>) {
  var filters = packing.pointee.filters
  let columns = packedColumns(filters.outputChannels)
  let positions = packing.pointee.vertical.size * packing.pointee.horizontal.size
  var first = 0
  while first < columns {
    let width = min(panelWidth, columns - first)
    let panel = filters.filters + first * filters.depth * positions
    for channel in 0..<filters.depth {
      var column = 0
      while column < width {
        transformFilters(
          packing, channel: channel, column: first + column,
          panel + (channel * width + column), positionStride: filters.depth * width)
        column += WinogradPacking.columnsAtOnce
      }
    }
    first += width
  }
  withUnsafePointer(to: &filters) { packBias($0, columns) }
}

/// Transforms the windows of one input channel and four output channels.
@inline(__always)
private func transformFilters(
  _ packing: UnsafePointer<WinogradPacking>, channel: Int, column: Int,
  _ target: UnsafeMutablePointer<Float>, positionStride: Int
) {
  let vertical = packing.pointee.vertical
  let horizontal = packing.pointee.horizontal
  let half = UnsafeMutableRawPointer(packing.pointee.scratch)
    .assumingMemoryBound(to: SIMD4<Double>.self)
  for x in 0..<horizontal.taps {
    for i in 0..<vertical.size {
      var sum = SIMD4<Double>.zero
      for y in 0..<vertical.taps {
        sum +=
          vertical.matrix[i * vertical.taps + y]
          * weights(packing, tap: y * horizontal.taps + x, channel: channel, column: column)
      }
      half[i * horizontal.taps + x] = sum
    }
  }
  var output = target
  for i in 0..<vertical.size {
    for j in 0..<horizontal.size {
      var sum = SIMD4<Double>.zero
      for x in 0..<horizontal.taps {
        sum += horizontal.matrix[j * horizontal.taps + x] * half[i * horizontal.taps + x]
      }
      for c in 0..<WinogradPacking.columnsAtOnce { output[c] = Float(sum[c]) }
      output += positionStride
    }
  }
}

/// The weights of a tap, an input channel and four output channels, scaled where a normalization is
/// folded; zero beyond the output channels.
@inline(__always)
private func weights(
  _ packing: UnsafePointer<WinogradPacking>, tap: Int, channel: Int, column: Int
) -> SIMD4<Double> {
  let filters = packing.pointee.filters
  let row = filters.source + (tap * filters.depth + channel) * filters.sourceStride
  var result = SIMD4<Double>.zero
  for c in 0..<WinogradPacking.columnsAtOnce where column + c < filters.outputChannels {
    result[c] = Double(row[column + c])
    if let scale = filters.scale { result[c] *= Double(scale[column + c]) }
  }
  return result
}
