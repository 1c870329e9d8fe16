/// The geometry of a window that slides over a map, for convolutions and for pooling.
///
/// The window of output pixel (y, x) covers the input rows `y * strideY - padTop + ky * dilationY`
/// for `ky` in `0..<height`, and the columns likewise. What lies outside the map is padding.
package struct Window {
  /// The number of taps in a column of the window.
  package var height: Int
  /// The number of taps in a row of the window.
  package var width: Int
  /// The step to the next output row, in input rows.
  package var strideY = 1
  /// The step to the next output column, in input columns.
  package var strideX = 1
  /// The distance of neighbouring taps, in input rows.
  package var dilationY = 1
  /// The distance of neighbouring taps, in input columns.
  package var dilationX = 1
  /// The rows of padding above the map.
  package var padTop = 0
  /// The columns of padding left of the map.
  package var padLeft = 0

  /// A window without padding that moves by one pixel.
  package init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }
}
