import KernelABI

/// Copies the pixels of a map for the rows from `firstRow` to `endRow`.
func copyMap(
  _ input: UnsafePointer<FeatureMap>, _ output: UnsafePointer<FeatureMap>, _ firstRow: Int,
  _ endRow: Int
) {
  let source = input.pointee
  let target = output.pointee
  for y in firstRow..<endRow {
    for x in 0..<target.width {
      copyFloats(
        source.base + (y * source.rowStride + x * source.pixelStride),
        target.base + (y * target.rowStride + x * target.pixelStride), target.channels)
    }
  }
}
