import KernelABI

/// Copies `count` floats from one place to another one that does not overlap it.
@inline(__always)
func copyFloats(
  _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int
) {
  var index = 0
  while index + vectorWidth <= count {
    store(load(source + index), target + index)
    index += vectorWidth
  }
  while index < count {
    target[index] = source[index]
    index += 1
  }
}

/// Writes `count` zeros.
@inline(__always)
func clearFloats(_ target: UnsafeMutablePointer<Float>, _ count: Int) {
  var index = 0
  while index + vectorWidth <= count {
    store(Vector.zero, target + index)
    index += vectorWidth
  }
  while index < count {
    target[index] = 0
    index += 1
  }
}

/// Writes zeros into the rows from `firstRow` to `endRow` of a map.
func clearMap(_ output: UnsafePointer<FeatureMap>, _ firstRow: Int, _ endRow: Int) {
  let target = output.pointee
  for y in firstRow..<endRow {
    for x in 0..<target.width {
      clearFloats(target.base + (y * target.rowStride + x * target.pixelStride), target.channels)
    }
  }
}

/// Copies `count` floats that lie `sourceStride` apart to places `targetStride` apart.
func gatherFloats(
  _ source: UnsafePointer<Float>, _ sourceStride: Int, _ target: UnsafeMutablePointer<Float>,
  _ targetStride: Int, _ count: Int
) {
  if sourceStride == 1 && targetStride == 1 { return copyFloats(source, target, count) }
  for index in 0..<count { target[index * targetStride] = source[index * sourceStride] }
}
