/// Where a map of `height` x `width` pixels with `channels` floats each lies in memory.
///
///     base                     base + pixelStride
///     | c0 c1 .. c(channels-1) | (other channels) | c0 c1 ..
///
/// Rows follow each other after `rowStride` floats. A map may be a slice of the channels of a wider
/// one: then `pixelStride` is greater than `channels`, which is how a convolution writes straight
/// into its part of a concatenation. Strides count floats, never bytes.
package struct FeatureMap {
  /// The first channel of the pixel in row 0 and column 0.
  package var base: UnsafeMutablePointer<Float>
  /// The number of rows.
  package var height: Int
  /// The number of pixels in a row.
  package var width: Int
  /// The number of floats of a pixel that belong to this map.
  package var channels: Int
  /// The distance from a pixel to its right neighbour.
  package var pixelStride: Int
  /// The distance from a pixel to the one below it.
  package var rowStride: Int

  /// A map whose rows follow each other without a gap.
  package init(
    base: UnsafeMutablePointer<Float>, height: Int, width: Int, channels: Int, pixelStride: Int
  ) {
    self.base = base
    self.height = height
    self.width = width
    self.channels = channels
    self.pixelStride = pixelStride
    self.rowStride = width * pixelStride
  }
}
