import KernelABI

/// The columns of the packed filters of a number of output channels: whole vectors.
func packedColumns(_ outputChannels: Int) -> Int {
  (outputChannels + vectorWidth - 1) / vectorWidth * vectorWidth
}

/// Packs the filters and biases of a convolution, scaled and shifted where a normalization is folded.
func packFilters(_ packing: UnsafePointer<FilterPacking>) {
  let depth = packing.pointee.depth
  let outputChannels = packing.pointee.outputChannels
  let columns = packedColumns(outputChannels)
  var first = 0
  while first < columns {
    let width = min(panelWidth, columns - first)
    let channels = min(width, outputChannels - first)
    let panel = packing.pointee.filters + first * depth
    for k in 0..<depth {
      let source = packing.pointee.source + (k * packing.pointee.sourceStride + first)
      let target = panel + k * width
      copyFloats(source, target, channels)
      clearFloats(target + channels, width - channels)
      if let scale = packing.pointee.scale {
        for c in 0..<channels { target[c] *= scale[first + c] }
      }
    }
    first += width
  }
  packBias(packing, columns)
}

/// Writes the biases of all columns.
@inline(__always)
func packBias(_ packing: UnsafePointer<FilterPacking>, _ columns: Int) {
  // One loop for each part: a loop over all of them reads the absent ones with no lane chosen, which
  // not every emulator takes.
  let count = packing.pointee.outputChannels
  let bias = packing.pointee.bias
  clearFloats(bias, columns)
  if let source = packing.pointee.sourceBias { copyFloats(source, bias, count) }
  if let scale = packing.pointee.scale { for c in 0..<count { bias[c] *= scale[c] } }
  if let shift = packing.pointee.shift { for c in 0..<count { bias[c] += shift[c] } }
}
