import GraphCore

/// One line of the tree as it is on screen.
struct TreeRow: Sendable {
  /// The row of the outline.
  var item: OutlineItem
  /// How deep it stands; 0 for the outermost.
  var depth: Int
  /// For each depth above this row's own, whether the line goes on below; the last is its own.
  var isLast: [Bool]
  /// Whether its children are shown.
  var isExpanded: Bool

  /// Whether there are rows inside.
  var hasChildren: Bool { !item.children.isEmpty }

  /// The tree lines before the name: a blank or a line for each depth, then the fold mark.
  var lines: String {
    var text = ""
    for level in 1..<max(1, isLast.count) {
      let isOwn = level == isLast.count - 1
      if isOwn {
        text += isLast[level] ? "└" : "├"
      } else {
        text += isLast[level] ? "  " : "│ "
      }
    }
    if hasChildren { return text + (isExpanded ? "▾ " : "▸ ") }
    return text + (depth == 0 ? "  " : "─ ")
  }
}

/// How deep each row of an outline stands, and how wide its name is.
///
/// Outlines that differ in numbers alone share one.
final class RowTable: Sendable {
  /// The outline with the depths and names that were measured.
  let outline: Outline
  /// How deep each row stands; 0 for the outermost.
  let depths: [Int]
  /// The columns that tree lines, name and part of each row take.
  let widths: [Int]

  /// A table of all rows of an outline.
  init(_ outline: Outline) {
    self.outline = outline
    var depths: [Int] = []
    depths.reserveCapacity(outline.allItems.count)
    for row in outline.allItems.indices {
      depths.append(outline.parent(of: row).map { depths[$0] + 1 } ?? 0)
    }
    self.depths = depths
    widths = outline.allItems.indices.map { row in
      let item = outline.allItems[row]
      let role = item.role.map { DisplayWidth.of($0) + 2 } ?? 0
      let lines = 2 * max(1, depths[row]) + (depths[row] > 0 ? 1 : 0)
      return lines + DisplayWidth.of(item.title) + role
    }
  }
}

/// The rows of the tree that can be seen when scrolling: which ones, in a list of numbers.
///
/// A row is put together when it is looked at, so folding costs next to nothing in any model.
struct TreeRows: RandomAccessCollection, Sendable {
  private let outline: Outline
  private let depths: [Int]
  /// The places of the rows in the outline, ascending.
  private let places: [Int]
  private let isOpen: [Bool]

  init(_ outline: Outline, _ table: RowTable, places: [Int], isOpen: [Bool]) {
    self.outline = outline
    depths = table.depths
    self.places = places
    self.isOpen = isOpen
  }

  var startIndex: Int { 0 }
  var endIndex: Int { places.count }

  /// The row on a line.
  subscript(_ index: Int) -> TreeRow {
    let place = places[index]
    let depth = depths[place]
    var isLast = [Bool](repeating: false, count: depth + 1)
    var row = place
    for level in (0...depth).reversed() {
      let around = outline.parent(of: row)
      let end = around.map { outline.end(of: $0) } ?? outline.allItems.count
      isLast[level] = outline.end(of: row) == end
      row = around ?? row
    }
    return TreeRow(
      item: outline.allItems[place], depth: depth, isLast: isLast, isExpanded: isOpen[place])
  }

  /// The row of the outline on a line.
  func item(_ index: Int) -> OutlineItem { outline.allItems[places[index]] }

  /// The place in the outline of the row on a line.
  func place(_ index: Int) -> Int { places[index] }

  /// The line on which a row of the outline is; nil when it is hidden.
  func index(ofPlace place: Int) -> Int? {
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < place { low = middle + 1 } else { high = middle }
    }
    return low < places.count && places[low] == place ? low : nil
  }
}
