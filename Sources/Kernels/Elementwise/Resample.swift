import KernelABI

/// Computes the output rows from `firstRow` to `endRow` as weighted sums of input rows and columns.
func resampleMap(
  _ arguments: UnsafePointer<ResamplingArguments>, _ firstRow: Int, _ endRow: Int
) {
  let source = arguments.pointee.input
  let target = arguments.pointee.output
  let rowTaps = arguments.pointee.rowTaps
  let columnTaps = arguments.pointee.columnTaps
  for y in firstRow..<endRow {
    let row = source.base + arguments.pointee.rowStarts[y] * source.rowStride
    let rowWeights = arguments.pointee.rowWeights + y * rowTaps
    for x in 0..<target.width {
      let corner = row + arguments.pointee.columnStarts[x] * source.pixelStride
      let columnWeights = arguments.pointee.columnWeights + x * columnTaps
      let result = target.base + (y * target.rowStride + x * target.pixelStride)
      if rowTaps == 1 && columnTaps == 1 {
        copyFloats(corner, result, target.channels)
        continue
      }
      var channel = 0
      while channel < target.channels {
        let rest = min(vectorWidth, target.channels - channel)
        var sum = Vector.zero
        for ky in 0..<rowTaps {
          var line = Vector.zero
          for kx in 0..<columnTaps {
            let pixel = corner + (ky * source.rowStride + kx * source.pixelStride + channel)
            let elements = rest == vectorWidth ? load(pixel) : loadPartial(pixel, rest)
            line = multiplyAdd(line, elements, Vector(repeating: columnWeights[kx]))
          }
          sum = multiplyAdd(sum, line, Vector(repeating: rowWeights[ky]))
        }
        if rest == vectorWidth {
          store(sum, result + channel)
        } else {
          storePartial(sum, result + channel, rest)
        }
        channel += vectorWidth
      }
    }
  }
}
