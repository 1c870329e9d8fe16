/// The transforms along both axes of a window.
struct WinogradTile: Sendable, CustomStringConvertible {
  /// Along the rows of the map, up and down.
  var vertical: WinogradTransform
  /// Along the columns of the map.
  var horizontal: WinogradTransform

  /// Such as `F(4x4, 3x3)`: outputs and taps.
  var description: String {
    "F(\(vertical.outputs)x\(horizontal.outputs), \(vertical.taps)x\(horizontal.taps))"
  }

  /// The number of positions of a tile: products for each pair of an input and an output channel.
  var positions: Int { vertical.size * horizontal.size }
  /// The output pixels of a tile.
  var outputs: Int { vertical.outputs * horizontal.outputs }

  /// Tiles of all sizes for a window.
  static func candidates(height: Int, width: Int) -> [WinogradTile] {
    if height == 1 && width == 1 { return [] }
    return WinogradTransform.candidates(taps: height).flatMap { vertical in
      WinogradTransform.candidates(taps: width).map {
        WinogradTile(vertical: vertical, horizontal: $0)
      }
    }
  }

  /// The number of tiles that cover a map.
  func count(height: Int, width: Int) -> Int {
    ((height + vertical.outputs - 1) / vertical.outputs)
      * ((width + horizontal.outputs - 1) / horizontal.outputs)
  }
}
