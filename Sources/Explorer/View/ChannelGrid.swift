/// How pictures of channels are laid out in an area of cells.
struct ChannelGrid: Hashable, Sendable {
  /// Pictures beside each other.
  var columns: Int
  /// Pictures above each other.
  var rows: Int
  /// The size of one picture in cells.
  var picture: Size
  /// The rows of cells from one picture to the next, its caption included.
  var pitch: Int

  /// The grid that shows as many channels as fit, each as large as that allows.
  ///
  /// A cell is taken to be twice as high as wide, so that a half block is a square.
  ///
  /// - Parameters:
  ///   - map: height and width of a channel.
  ///   - area: the cells there are.
  ///   - channels: how many channels there are.
  init(map: (height: Int, width: Int), area: Size, channels: Int) {
    var best = ChannelGrid(columns: 1, rows: 1, picture: Size(1, 1), pitch: 2)
    // A picture below this size says little, and fewer large ones say more.
    let target = min(max(12, area.width / 6), 28)
    for columns in 1...max(1, area.width / 6) {
      var width = (area.width - (columns - 1)) / columns
      guard width > 0 else { break }
      // A map that is enlarged keeps squares of one size.
      if width > map.width, map.width > 0 { width -= width % map.width }
      let height = max(1, (width * map.height + map.width) / max(1, 2 * map.width))
      guard height + 1 <= area.height || columns == 1 else { continue }
      let picture = height + 1 > area.height ? Self.fit(map: map, area: area) : Size(width, height)
      let rows = max(1, area.height / (picture.height + 1))
      best = ChannelGrid(columns: columns, rows: rows, picture: picture, pitch: picture.height + 1)
      // A single row that leaves half of the area empty may become two.
      let isLow = rows == 1 && 2 * best.pitch > area.height && width > 8
      if columns * rows >= channels || (width <= target && !isLow) { break }
    }
    self = best
  }

  /// The largest picture of a map in an area.
  static func fit(map: (height: Int, width: Int), area: Size) -> Size {
    let (mapHeight, mapWidth) = (max(1, map.height), max(1, map.width))
    let width = min(
      area.width, 2 * (area.height - 1) * mapWidth / mapHeight, max(mapWidth, area.width))
    let columns = max(1, width)
    return Size(
      columns, max(1, min(area.height - 1, (columns * mapHeight + mapWidth) / (2 * mapWidth))))
  }

  private init(columns: Int, rows: Int, picture: Size, pitch: Int) {
    self.columns = columns
    self.rows = rows
    self.picture = picture
    self.pitch = pitch
  }

  /// The first channel on the page of a channel; pages scroll by whole rows.
  func firstChannel(showing channel: Int, of count: Int) -> Int {
    let row = channel / columns
    let lastTop = max(0, (count + columns - 1) / columns - rows)
    return min(max(0, row - rows / 2), lastTop) * columns
  }
}
