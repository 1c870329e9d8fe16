/// A run of cells in one row that differ between two screens.
struct ChangedRun: Hashable, Sendable {
  /// The row.
  var y: Int
  /// The columns.
  var columns: Range<Int>
}

extension Screen {
  /// The runs of cells to paint so that `previous` becomes this screen; all rows when nil.
  ///
  /// A run starts and ends on whole characters: when one half of a wide character differs, both
  /// are in the run. Runs with fewer than four equal cells between them are joined, since moving
  /// the cursor costs as much.
  func changes(since previous: Screen?) -> [ChangedRun] {
    guard let previous, previous.size == size else {
      return (0..<size.height).map { ChangedRun(y: $0, columns: 0..<size.width) }
    }
    var runs: [ChangedRun] = []
    for y in 0..<size.height {
      let start = y * size.width
      var x = 0
      while x < size.width {
        if cells[start + x] == previous.cells[start + x] {
          x += 1
          continue
        }
        var first = x
        var end = x + 1
        while end < size.width, cells[start + end] != previous.cells[start + end] { end += 1 }
        while first > 0, cells[start + first].isContinuation { first -= 1 }
        while end < size.width, cells[start + end].isContinuation { end += 1 }
        if let last = runs.last, last.y == y, first - last.columns.upperBound < 4 {
          runs[runs.count - 1].columns = last.columns.lowerBound..<end
        } else {
          runs.append(ChangedRun(y: y, columns: first..<end))
        }
        x = end
      }
    }
    return runs
  }
}
