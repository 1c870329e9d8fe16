import GraphCore

/// Which columns of the hot list there is room for, and where they stand; the same for drawing and
/// for the mouse.
struct HotListLayout: Hashable, Sendable {
  /// The columns.
  private(set) var columns: [TreeColumn]
  /// The columns of cells for the running sum; 0 without one.
  let sumWidth: Int
  /// Where names begin.
  let nameStart: Int
  /// Where names end.
  let nameEnd: Int

  /// The cells for places, shape, cost, parameters and the running sum.
  private static let leastNumbers = 60

  /// The layout in some columns of cells.
  init(_ state: State, x: Int, width: Int) {
    let hot = state.hot
    sumWidth = hot.cumulative.first.flatMap { $0 } != nil && width >= 44 ? 7 : 0
    let titles = hot.nameWidth
    let places = String(hot.rows.count).count + 2
    // Names first, where the most important numbers still have room.
    let names = min(titles + 1, max(14, width / 3, width - Self.leastNumbers))
    columns = TreeColumn.fitting(
      state, width: width - places - 1 - (sumWidth > 0 ? sumWidth + 1 : 0), names: names)
    if case .column(let sorted) = state.hotSort, !columns.contains(where: { $0.content == sorted })
    {
      // The column that the list is sorted by is always there.
      let own = TreeColumn(sorted, state)
      while let last = columns.last,
        columns.reduce(own.width + 1, { $0 + $1.width + 1 }) > width - places - names - sumWidth
      {
        columns.removeLast(last.width > 0 ? 1 : 0)
      }
      columns.append(own)
    }
    let used = columns.reduce(0) { $0 + $1.width + 1 } + (sumWidth > 0 ? sumWidth + 1 : 0)
    nameStart = x + places
    nameEnd = min(x + places + 1 + titles, x + width - used - 1)
  }

  /// What a press on a heading sorts by; nil beside the headings.
  func key(at x: Int) -> SortKey? {
    if x <= nameEnd { return .name }
    var end = nameEnd
    for column in columns {
      end += 1 + column.width
      if x < end { return column.content == .bar ? .column(.share) : .column(column.content) }
    }
    return nil
  }
}
