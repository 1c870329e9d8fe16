/// The part of a window that lies inside the map, in one direction.
struct WindowSpan {
  /// The first tap inside the map.
  var first: Int
  /// The end of the taps inside the map; not below `first`.
  var end: Int

  /// The taps of a window whose first tap is at `start` inside `0..<size`.
  @inline(__always)
  init(start: Int, taps: Int, dilation: Int, size: Int) {
    first = start < 0 ? min(taps, (dilation - 1 - start) / dilation) : 0
    end = start < size ? min(taps, (size - 1 - start) / dilation + 1) : 0
    if end < first { end = first }
  }
}
