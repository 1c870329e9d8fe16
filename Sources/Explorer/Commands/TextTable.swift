/// A table in plain text: columns two blanks apart, names to the left, numbers to the right.
///
/// Nothing is cut, however wide the table becomes.
struct TextTable {
  /// The heading of a column, and to which side its cells keep.
  enum Column {
    case left(String)
    case right(String)
  }

  private var rows: [[String]] = []
  private let columns: [Column]

  /// A table without rows.
  init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Adds a row with a cell for each column.
  mutating func add(_ cells: [String]) {
    precondition(cells.count == columns.count, "a row has \(cells.count) cells")
    rows.append(cells)
  }

  /// The lines: headings, a rule, the rows.
  var text: String {
    let headings = columns.map { column in
      switch column {
      case .left(let heading), .right(let heading): heading
      }
    }
    let widths = columns.indices.map { index in
      ([headings] + rows).map { $0[index].count }.max() ?? 0
    }
    let rule = widths.map { String(repeating: "-", count: $0) }
    return ([headings, rule] + rows).map { line($0, widths) }.joined()
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      let padding = String(repeating: " ", count: widths[index] - cell.count)
      if index > 0 { line += "  " }
      switch columns[index] {
      case .left: line += cell + padding
      case .right: line += padding + cell
      }
    }
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }
}
